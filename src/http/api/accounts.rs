//! Sign-up, and the links that are sent by e-mail.

use super::{
    bodies::FromJson,
    credentials::ApiCaller,
    programs::SignedIn,
    texts::{DisplayName, Email, NewPassword, Secret, Username},
};
use crate::{
    http::AppState,
    model::{accounts::SignUp, errors::Problem},
    services::{accounts, programs, recovery},
};
use axum::{
    Json,
    http::{HeaderMap, StatusCode},
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// A new account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAccount {
    email: Email,
    username: Username,
    password: NewPassword,
    /// The display name. If omitted, the user name is used.
    display_name: Option<DisplayName>,
    /// The token of an invitation, if you have one.
    invitation: Option<Secret>,
    /// The token of the link that creates the first admin, if you have one.
    first_admin: Option<Secret>,
}

impl From<NewAccount> for SignUp {
    fn from(new: NewAccount) -> Self {
        Self {
            email: new.email.0,
            username: new.username.0,
            password: new.password.0,
            display_name: new.display_name.map(|name| name.0).unwrap_or_default(),
            invitation: new.invitation.map(|token| token.0),
            first_admin: new.first_admin.map(|token| token.0),
        }
    }
}

/// The account whose password was forgotten.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ForgottenPassword {
    email: Email,
}

/// A new password, and the token that allows setting it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasswordReset {
    /// The token from the link.
    token: Secret,
    password: NewPassword,
}

/// The token that confirms an e-mail address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EmailVerification {
    /// The token from the link.
    token: Secret,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create_account))
        .routes(routes!(request_password_reset))
        .routes(routes!(reset_password))
        .routes(routes!(verify_email))
}

/// Create an account and sign in
#[utoipa::path(
    post,
    path = "/signup",
    tag = "accounts",
    request_body = NewAccount,
    responses(
        (status = 201, description = "The account was created and is signed in.", body = SignedIn),
        (status = 403, description = "Sign-up is closed, or by invitation only."),
        (status = 410, description = "The invitation or the first admin’s link has expired or was used already.")
    ),
    security(())
)]
async fn create_account(
    asks: ApiCaller,
    headers: HeaderMap,
    FromJson(new): FromJson<NewAccount>,
) -> Result<(StatusCode, Json<SignedIn>), Problem> {
    let recognised = accounts::sign_up(&asks.caller, new.into(), None).await?;
    let user = recognised.user;
    let tokens = programs::start(asks.site(), recognised, super::programs::agent(&headers)).await?;
    Ok((StatusCode::CREATED, Json(SignedIn::of(asks.site(), user, tokens).await?)))
}

/// Request a password reset
///
/// Sends a link by e-mail. The answer is the same whether or not the account exists.
#[utoipa::path(
    post,
    path = "/password/forgot",
    tag = "accounts",
    request_body = ForgottenPassword,
    responses(
        (status = 202, description = "If the account exists, the link was sent."),
        (status = 403, description = "This site cannot send e-mail.")
    ),
    security(())
)]
async fn request_password_reset(
    asks: ApiCaller,
    FromJson(ForgottenPassword { email }): FromJson<ForgottenPassword>,
) -> Result<StatusCode, Problem> {
    recovery::forgot_password(&asks.caller, &email.0).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Reset a password
///
/// Signs the account out everywhere and revokes its access tokens.
#[utoipa::path(
    post,
    path = "/password/reset",
    tag = "accounts",
    request_body = PasswordReset,
    responses(
        (status = 204, description = "The password was changed."),
        (status = 410, description = "The link is invalid, has expired or was used already.")
    ),
    security(())
)]
async fn reset_password(
    asks: ApiCaller,
    FromJson(PasswordReset { token, password }): FromJson<PasswordReset>,
) -> Result<StatusCode, Problem> {
    recovery::reset_password(&asks.caller, &token.0, password.0).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Confirm an e-mail address
///
/// If the address replaces an earlier one, all other sessions are signed out, and access tokens are revoked except
/// those in the `keep_tokens` of the request that changed the address.
#[utoipa::path(
    post,
    path = "/email/verify",
    tag = "accounts",
    request_body = EmailVerification,
    responses(
        (status = 204, description = "The e-mail address is confirmed."),
        (status = 410, description = "The link is invalid, has expired or was used already.")
    ),
    security(())
)]
async fn verify_email(
    asks: ApiCaller,
    FromJson(EmailVerification { token }): FromJson<EmailVerification>,
) -> Result<StatusCode, Problem> {
    recovery::verify_email(&asks.caller, &token.0).await?;
    Ok(StatusCode::NO_CONTENT)
}
