//! The forms of accounts: sign up, sign in, sign out, and what links are followed for.

use super::{
    devices,
    forms::{Form, Unread, go_on},
    sessions,
};
use crate::{
    model::{accounts::SignUp, errors::Problem},
    services::{Caller, accounts, allowances, credentials::Recognised, live, recovery},
};
use axum::{
    http::{HeaderMap, header::SET_COOKIE},
    response::Response,
};
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
        let recognised = accounts::sign_up(&form.caller, wish, avatar).await?;
        sessions::sign_in(&session, recognised, form.headers()).await?;
        Ok((form.local("next").unwrap_or("/").to_owned(), recognised))
    };
    let done = done.await;
    signed_in(form, done).await
}

/// Signs an account in.
pub(super) async fn sign_in(session: Session, form: Form) -> Result<Response, Problem> {
    let done = async {
        let device = devices::of_cookie(&form.caller.site, form.headers());
        let recognised =
            accounts::sign_in(&form.caller, device.as_deref(), form.get("login"), form.text("password")).await?;
        sessions::sign_in(&session, recognised, form.headers()).await?;
        Ok((form.local("next").unwrap_or("/").to_owned(), recognised))
    };
    let done = done.await;
    signed_in(form, done).await
}

/// Answers somebody who has signed in: their browser is known from then on.
async fn signed_in(form: Form, done: Result<(String, Recognised), Problem>) -> Result<Response, Problem> {
    let known =
        done.as_ref().ok().map(|(_, recognised)| devices::cookie(&form.caller.site, form.headers(), *recognised));
    let mut response = form.answer(done.map(|(location, _)| location)).await?;
    response.headers_mut().extend(known.flatten().map(|cookie| (SET_COOKIE, cookie)));
    Ok(response)
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
