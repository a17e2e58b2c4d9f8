//! The caller's own account.

use super::{
    bodies::FromJson,
    credentials::{Keeper, Member, Reader},
    members::User,
    texts::{Bio, DisplayName, Email, NewPassword, Password},
};
use crate::{
    http::AppState,
    model::{
        accounts::Role,
        errors::Problem,
        ids::TokenId,
        settings::{Account, Scope},
    },
    services::{
        deletion,
        settings::{self, EmailChange, ProfileEdit},
    },
};
use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// Your own account.
#[derive(Serialize, ToSchema)]
struct Me {
    #[serde(flatten)]
    user: User,
    /// The e-mail address. Null if the token lacks the scope `read`.
    #[schema(required, example = "ana@example.com")]
    email: Option<String>,
    /// Whether the e-mail address is confirmed.
    verified: bool,
    /// The new e-mail address that waits to be confirmed. Null if there is none, or if the token lacks the scope `read`.
    #[schema(required)]
    new_email: Option<String>,
    role: Role,
    /// The scopes of the token in use.
    scopes: Vec<Scope>,
}

impl Me {
    async fn of(member: &Member) -> Result<Self, Problem> {
        let (site, me) = (member.site(), member.caller().me.as_ref().ok_or(Problem::NotSignedIn)?);
        let user = User::named(site, member.asks.viewer(), &me.person.username).await?;
        let Account { email, verified, new_email, .. } = settings::account(site, me.id).await?;
        // The scope “account” allows changes, not reading.
        let reads = member.asks.viewer().is_some();
        let (email, new_email) = (reads.then_some(email), new_email.filter(|_| reads));
        Ok(Self { user, email, verified, new_email, role: me.role, scopes: member.asks.scopes.clone() })
    }
}

/// Changes to your profile. Fields that are omitted or null stay as they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ProfileChange {
    display_name: Option<DisplayName>,
    bio: Option<Bio>,
}

/// Your password, to confirm the deletion.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Confirmation {
    password: Password,
}

/// A request to change the e-mail address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewEmail {
    email: Email,
    /// Your current password.
    password: Password,
    /// The access tokens to keep. All others are revoked once the address is changed.
    #[serde(default)]
    keep_tokens: Vec<TokenId>,
}

/// The result of changing the e-mail address.
#[derive(Serialize, ToSchema)]
struct EmailChanged {
    /// True if the address was changed at once, because this site cannot send e-mail. False if a link to confirm it was
    /// sent to the new address.
    changed: bool,
}

/// A request to change the password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasswordChange {
    current_password: Password,
    password: NewPassword,
    /// The access tokens to keep. All others are revoked, including the one that makes the request.
    #[serde(default)]
    keep_tokens: Vec<TokenId>,
}

pub(super) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(get_me, update_me, delete_me))
        .routes(routes!(change_email))
        .routes(routes!(send_verification))
        .routes(routes!(change_password))
}

/// Get your account
#[utoipa::path(
    get,
    path = "/me",
    tag = "me",
    responses((status = 200, description = "Your account.", body = Me)),
    security(("bearer" = ["read"]))
)]
async fn get_me(Reader(member): Reader) -> Result<Json<Me>, Problem> {
    Ok(Json(Me::of(&member).await?))
}

/// Update your profile
#[utoipa::path(
    patch,
    path = "/me",
    tag = "me",
    request_body = ProfileChange,
    responses((status = 200, description = "Your updated account.", body = Me)),
    security(("bearer" = ["account"]))
)]
async fn update_me(Keeper(member): Keeper, FromJson(change): FromJson<ProfileChange>) -> Result<Json<Me>, Problem> {
    let edit = ProfileEdit {
        display_name: change.display_name.map(|name| name.0),
        bio: change.bio.map(|bio| bio.0),
        ..ProfileEdit::default()
    };
    settings::edit_profile(member.caller(), edit).await?;
    Ok(Json(Me::of(&member).await?))
}

/// Delete your account and everything in it
///
/// This cannot be undone. The only admin of a site gets 403.
#[utoipa::path(
    delete,
    path = "/me",
    tag = "me",
    request_body = Confirmation,
    responses((status = 204, description = "Your account was deleted, and the token with it.")),
    security(("bearer" = ["account"]))
)]
async fn delete_me(
    Keeper(member): Keeper,
    FromJson(Confirmation { password }): FromJson<Confirmation>,
) -> Result<StatusCode, Problem> {
    deletion::delete_account(member.caller(), password.0).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Change your e-mail address
///
/// Once the address is changed, you are signed out everywhere except in the session that made or confirmed the change.
/// Access tokens are revoked, except those in `keep_tokens`.
#[utoipa::path(
    post,
    path = "/me/email",
    tag = "me",
    request_body = NewEmail,
    responses((status = 202, description = "The address was changed, or a link to confirm it was sent.", body = EmailChanged)),
    security(("bearer" = ["account"]))
)]
async fn change_email(
    Keeper(member): Keeper,
    FromJson(NewEmail { email, password, keep_tokens }): FromJson<NewEmail>,
) -> Result<(StatusCode, Json<EmailChanged>), Problem> {
    let change = settings::change_email(member.caller(), &email.0, password.0, &keep_tokens).await?;
    Ok((StatusCode::ACCEPTED, Json(EmailChanged { changed: change == EmailChange::Done })))
}

/// Resend the confirmation link
///
/// Earlier links stop working. The answer is 403 if this site cannot send e-mail.
#[utoipa::path(
    post,
    path = "/me/verification",
    tag = "me",
    responses((status = 202, description = "The link was sent.")),
    security(("bearer" = ["account"]))
)]
async fn send_verification(Keeper(member): Keeper) -> Result<StatusCode, Problem> {
    settings::send_verification(member.caller()).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Change your password
///
/// Signs you out everywhere else. Access tokens are revoked, except those in `keep_tokens`. Links that were sent by
/// e-mail stop working, and an address that waits to be confirmed is dropped.
#[utoipa::path(
    post,
    path = "/me/password",
    tag = "me",
    request_body = PasswordChange,
    responses((status = 204, description = "The password was changed.")),
    security(("bearer" = ["account"]))
)]
async fn change_password(
    Keeper(member): Keeper,
    FromJson(PasswordChange { current_password, password, keep_tokens }): FromJson<PasswordChange>,
) -> Result<StatusCode, Problem> {
    settings::change_password(member.caller(), current_password.0, password.0, &keep_tokens).await?;
    Ok(StatusCode::NO_CONTENT)
}
