//! The forms of one's own account.

use super::{
    forms::{Form, Unread},
    sessions,
};
use crate::{
    model::{
        errors::Problem,
        ids::{SessionId, TokenId},
        settings::{NewAccessToken, Scope},
    },
    services::{
        access_tokens, allowances, deletion, sessions as signed_in,
        settings::{self, AvatarEdit, EmailChange, ProfileEdit},
    },
};
use axum::response::Response;
use std::str::FromStr;
use tower_sessions::Session;

/// Changes the profile.
pub(super) async fn profile(form: Unread) -> Result<Response, Problem> {
    if let Err(problem) = form.caller().member() {
        return form.refuse(problem).await;
    }
    let avatar = allowances::of_avatar(&form.caller().site);
    let mut form = form.read(Some(avatar)).await?;
    let done = async {
        form.caller.member()?;
        let avatar = match form.picture("avatar")? {
            Some(avatar) => AvatarEdit::Replace(avatar),
            None if form.filled("remove_avatar").is_some() => AvatarEdit::Remove,
            None => AvatarEdit::Keep,
        };
        let edit = ProfileEdit { display_name: form.sent("display_name"), bio: form.sent("bio"), avatar };
        settings::edit_profile(&form.caller, edit).await?;
        Ok("/settings?saved=1")
    };
    let done = done.await;
    form.answer(done).await
}

/// Asks for another e-mail address.
pub(super) async fn email(form: Form) -> Result<Response, Problem> {
    let done = async {
        let change =
            settings::change_email(&form.caller, form.get("email"), form.text("password"), &kept(&form)?).await?;
        Ok(match change {
            EmailChange::Asked => "/settings/email?sent=1",
            EmailChange::Done => "/settings/email?saved=1",
        })
    };
    let done = done.await;
    form.answer(done).await
}

/// Sends the link that confirms the address once more.
pub(super) async fn verification(form: Form) -> Result<Response, Problem> {
    let done = settings::send_verification(&form.caller).await;
    form.of_page("/settings/email").answer(done.map(|()| "/settings/email?resent=1")).await
}

/// Changes the password. The session goes on under a new id.
pub(super) async fn password(session: Session, form: Form) -> Result<Response, Problem> {
    let done = async {
        let (current, new) = (form.text("current_password"), form.text("password"));
        let epoch = settings::change_password(&form.caller, current, new, &kept(&form)?).await?;
        sessions::renew(&session, epoch).await?;
        Ok("/settings/password?saved=1")
    };
    let done = done.await;
    form.answer(done).await
}

/// The access tokens that stay, by the boxes that were ticked.
fn kept(form: &Form) -> Result<Vec<TokenId>, Problem> {
    form.every("keep_tokens").into_iter().map(id).collect()
}

/// Signs out one session, or all others.
pub(super) async fn end_sessions(form: Form) -> Result<Response, Problem> {
    let done = async {
        let (site, me) = (&form.caller.site, form.caller.member()?);
        match form.filled("session") {
            Some(session) => signed_in::end(site, me, id::<SessionId>(&session)?).await?,
            None => signed_in::end_others(site, me, form.caller.session).await?,
        }
        Ok("/settings/sessions?ended=1")
    };
    let done = done.await;
    form.answer(done).await
}

/// Makes an access token, and shows it this once.
pub(super) async fn make_token(form: Form) -> Result<Response, Problem> {
    let done = async {
        form.caller.member()?;
        let scopes = form.every("scopes").into_iter().map(str::parse).collect::<Result<Vec<Scope>, _>>()?;
        let days = form.filled("expires_in_days").map(|days| days.parse::<u32>());
        let days =
            days.transpose().map_err(|_| Problem::field("expires_in_days", "Please choose a number of days."))?;
        let wish = NewAccessToken { name: form.text("name"), scopes, days };
        let (token, _) = access_tokens::make(&form.caller, &Scope::ALL, wish).await?;
        Ok(token)
    };
    let done = done.await;
    form.answer_once(done).await
}

/// Takes an access token back.
pub(super) async fn revoke_token(form: Form) -> Result<Response, Problem> {
    let done = async {
        let me = form.caller.member()?;
        access_tokens::revoke(&form.caller.site, me, id::<TokenId>(form.get("token"))?).await?;
        Ok("/settings/tokens?revoked=1")
    };
    let done = done.await;
    form.of_page("/settings/tokens").answer(done).await
}

/// Deletes the account.
pub(super) async fn delete(session: Session, form: Form) -> Result<Response, Problem> {
    let done = deletion::delete_account(&form.caller, form.text("password")).await;
    if done.is_ok() {
        sessions::sign_out(&session).await?;
    }
    form.answer(done.map(|()| "/?goodbye=1")).await
}

fn id<T: FromStr>(text: &str) -> Result<T, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}
