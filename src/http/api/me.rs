//! One's own account.

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

/// The member whose token it is, as they see themselves.
#[derive(Serialize, ToSchema)]
struct Me {
    #[serde(flatten)]
    user: User,
    /// Where mail reaches them; null where the token does not hold `read`.
    #[schema(required, example = "ana@example.com")]
    email: Option<String>,
    /// Whether they have shown that the address is theirs.
    verified: bool,
    /// An address that takes the place of `email` once it is confirmed; null where the token does not hold `read`, too.
    #[schema(required)]
    new_email: Option<String>,
    role: Role,
    /// What the token in use may be used for.
    scopes: Vec<Scope>,
}

impl Me {
    async fn of(member: &Member) -> Result<Self, Problem> {
        let (site, me) = (member.site(), member.caller().me.as_ref().ok_or(Problem::NotSignedIn)?);
        let user = User::named(site, member.asks.viewer(), &me.person.username).await?;
        let Account { email, verified, new_email, .. } = settings::account(site, me.id).await?;
        // The scope “account” is to change things, not to look at them.
        let reads = member.asks.viewer().is_some();
        let (email, new_email) = (reads.then_some(email), new_email.filter(|_| reads));
        Ok(Self { user, email, verified, new_email, role: me.role, scopes: member.asks.scopes.clone() })
    }
}

/// What is to be changed. What is left out, or null, stays as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ProfileChange {
    display_name: Option<DisplayName>,
    bio: Option<Bio>,
}

/// The password, to be sure that it is them.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Confirmation {
    password: Password,
}

/// A wish for another address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewEmail {
    email: Email,
    /// The account's password.
    password: Password,
    /// The access tokens that go on working once it is changed. All others are revoked then.
    #[serde(default)]
    keep_tokens: Vec<TokenId>,
}

/// How a wish for another address was met.
#[derive(Serialize, ToSchema)]
struct EmailChanged {
    /// Whether it has been changed at once, as this site sends no mail; else a link to confirm it is on its way there.
    changed: bool,
}

/// A wish for another password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasswordChange {
    current_password: Password,
    password: NewPassword,
    /// The access tokens that go on working. All others are revoked, that which asks among them.
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

/// The member whose token it is
#[utoipa::path(
    get,
    path = "/me",
    tag = "me",
    responses((status = 200, description = "Oneself", body = Me)),
    security(("bearer" = ["read"]))
)]
async fn get_me(Reader(member): Reader) -> Result<Json<Me>, Problem> {
    Ok(Json(Me::of(&member).await?))
}

/// Change one's profile
#[utoipa::path(
    patch,
    path = "/me",
    tag = "me",
    request_body = ProfileChange,
    responses((status = 200, description = "Oneself, changed", body = Me)),
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

/// Delete one's account with everything in it
///
/// For good. A site's only admin cannot: 403.
#[utoipa::path(
    delete,
    path = "/me",
    tag = "me",
    request_body = Confirmation,
    responses((status = 204, description = "It is gone, and this token with it")),
    security(("bearer" = ["account"]))
)]
async fn delete_me(
    Keeper(member): Keeper,
    FromJson(Confirmation { password }): FromJson<Confirmation>,
) -> Result<StatusCode, Problem> {
    deletion::delete_account(member.caller(), password.0).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ask for another e-mail address
///
/// Once it is changed, one is signed out everywhere but in the session that asks or confirms it, and access tokens are revoked, but for
/// those named in `keep_tokens`.
#[utoipa::path(
    post,
    path = "/me/email",
    tag = "me",
    request_body = NewEmail,
    responses((status = 202, description = "It is changed, or will be once it is confirmed", body = EmailChanged)),
    security(("bearer" = ["account"]))
)]
async fn change_email(
    Keeper(member): Keeper,
    FromJson(NewEmail { email, password, keep_tokens }): FromJson<NewEmail>,
) -> Result<(StatusCode, Json<EmailChanged>), Problem> {
    let change = settings::change_email(member.caller(), &email.0, password.0, &keep_tokens).await?;
    Ok((StatusCode::ACCEPTED, Json(EmailChanged { changed: change == EmailChange::Done })))
}

/// Have the link that confirms one's address sent once more
///
/// Earlier ones stop working. Where the site sends no mail: 403.
#[utoipa::path(
    post,
    path = "/me/verification",
    tag = "me",
    responses((status = 202, description = "The link is on its way")),
    security(("bearer" = ["account"]))
)]
async fn send_verification(Keeper(member): Keeper) -> Result<StatusCode, Problem> {
    settings::send_verification(member.caller()).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Change one's password
///
/// Everywhere else one is signed out. Access tokens are revoked, but for those named in `keep_tokens`; links that were sent by mail, and
/// an address that waits to be confirmed, count for nothing any more.
#[utoipa::path(
    post,
    path = "/me/password",
    tag = "me",
    request_body = PasswordChange,
    responses((status = 204, description = "It is changed")),
    security(("bearer" = ["account"]))
)]
async fn change_password(
    Keeper(member): Keeper,
    FromJson(PasswordChange { current_password, password, keep_tokens }): FromJson<PasswordChange>,
) -> Result<StatusCode, Problem> {
    settings::change_password(member.caller(), current_password.0, password.0, &keep_tokens).await?;
    Ok(StatusCode::NO_CONTENT)
}
