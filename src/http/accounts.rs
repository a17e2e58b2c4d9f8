//! The forms of accounts: sign up, sign in, sign out, and what links are followed for.

use super::{
    forms::{Form, Unread, go_on},
    sessions,
};
use crate::{
    model::{accounts::SignUp, errors::Problem},
    services::{Caller, accounts, allowances, live, recovery},
};
use axum::{http::HeaderMap, response::Response};
use tower_sessions::Session;

/// Opens an account and signs it in.
pub(super) async fn sign_up(session: Session, form: Unread) -> Result<Response, Problem> {
    if let Err(problem) = accounts::takes_anybody(&form.caller().site).await {
        return form.refuse(problem).await;
    }
    let avatar = allowances::of_avatar(&form.caller().site);
    let mut form = form.read(Some(avatar)).await?;
    let done = async {
        let avatar = form.picture("avatar")?;
        let wish = SignUp {
            email: form.text("email"),
            username: form.text("username"),
            display_name: form.text("display_name"),
            password: form.text("password"),
            first_admin: form.filled("first_admin"),
            invitation: form.filled("invitation"),
        };
        let user = accounts::sign_up(&form.caller, wish, avatar).await?;
        sessions::sign_in(&session, user, form.headers()).await?;
        Ok("/")
    };
    let done = done.await;
    form.answer(done).await
}

/// Signs an account in.
pub(super) async fn sign_in(session: Session, form: Form) -> Result<Response, Problem> {
    let done = async {
        let user = accounts::sign_in(&form.caller, form.get("login"), form.text("password")).await?;
        sessions::sign_in(&session, user, form.headers()).await?;
        Ok(form.local("next").unwrap_or("/").to_owned())
    };
    let done = done.await;
    form.answer(done).await
}

/// Signs out.
pub(super) async fn sign_out(session: Session, caller: Caller, headers: HeaderMap) -> Result<Response, Problem> {
    sessions::sign_out(&session).await?;
    if let Some(me) = caller.viewer() {
        live::look_again(&caller.site, me);
    }
    Ok(go_on(&headers, "/"))
}

/// Asks for a link to set a new password.
pub(super) async fn forgot_password(form: Form) -> Result<Response, Problem> {
    let done = recovery::forgot_password(&form.caller, form.get("email")).await;
    form.answer(done.map(|()| "/forgot?sent=1")).await
}

/// Sets a new password by a link.
pub(super) async fn reset_password(session: Session, form: Form) -> Result<Response, Problem> {
    let done = recovery::reset_password(&form.caller, form.get("token"), form.text("password")).await;
    if done.is_ok() {
        // Its row is gone with the account's other sessions, if it was one of them.
        sessions::sign_out(&session).await?;
    }
    form.answer(done.map(|()| "/login?reset=1")).await
}

/// Confirms an e-mail address by a link.
pub(super) async fn verify_email(form: Form) -> Result<Response, Problem> {
    let done = recovery::verify_email(&form.caller, form.get("token")).await;
    form.answer(done.map(|()| "/verify?done=1")).await
}
