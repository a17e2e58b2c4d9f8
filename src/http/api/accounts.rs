//! Opening an account, and what the links do that are sent by mail.

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

/// Who wants an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAccount {
    email: Email,
    username: Username,
    password: NewPassword,
    /// The user name where left out.
    display_name: Option<DisplayName>,
    /// The token of an invitation, where there is one.
    invitation: Option<Secret>,
    /// The token of the first admin's link, for whoever has it.
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

/// Whose password has been forgotten.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ForgottenPassword {
    email: Email,
}

/// What a link to set a new password brings.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasswordReset {
    /// The token in the link.
    token: Secret,
    password: NewPassword,
}

/// What a link to confirm an address brings.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EmailVerification {
    /// The token in the link.
    token: Secret,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(create_account))
        .routes(routes!(request_password_reset))
        .routes(routes!(reset_password))
        .routes(routes!(verify_email))
}

/// Open an account, and sign in to it
#[utoipa::path(
    post,
    path = "/signup",
    tag = "accounts",
    request_body = NewAccount,
    responses(
        (status = 201, description = "The account is open and signed in", body = SignedIn),
        (status = 403, description = "This site does not take everybody"),
        (status = 410, description = "The invitation or the first admin’s link works no more")
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

/// Ask for a link to set a new password
///
/// It is sent by mail. The answer is the same whether or not there is such an account.
#[utoipa::path(
    post,
    path = "/password/forgot",
    tag = "accounts",
    request_body = ForgottenPassword,
    responses(
        (status = 202, description = "If there is such an account, the link is on its way"),
        (status = 403, description = "This site sends no mail")
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

/// Set a new password by a link
///
/// Whoever is signed in to the account is signed out everywhere, and its access tokens are revoked.
#[utoipa::path(
    post,
    path = "/password/reset",
    tag = "accounts",
    request_body = PasswordReset,
    responses(
        (status = 204, description = "The password is set"),
        (status = 410, description = "The link works no more")
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

/// Confirm an e-mail address by a link
///
/// Where it takes the place of another, whoever is signed in to the account is signed out, but for the session that asks, and its access
/// tokens are revoked, but for those that were named when the change was asked for.
#[utoipa::path(
    post,
    path = "/email/verify",
    tag = "accounts",
    request_body = EmailVerification,
    responses(
        (status = 204, description = "The address is confirmed"),
        (status = 410, description = "The link works no more")
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
