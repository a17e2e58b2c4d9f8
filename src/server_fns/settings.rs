//! What members see of their own account, and of links they were sent.

use crate::model::{
    errors::Problem,
    links::{LinkFacts, LinkPurpose},
    settings::{AccessToken, Account, SignedIn},
};
use leptos::{prelude::*, server_fn::codec::GetUrl};

/// One's own account.
///
/// # Errors
/// [`Problem::NotSignedIn`].
#[server(name = OwnAccount, prefix = "/fn", endpoint = "account", input = GetUrl)]
pub async fn account() -> Result<Account, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async { crate::services::settings::account(&caller.site, caller.member()?).await })
        .await
}

/// Where one is signed in, the latest used first.
///
/// # Errors
/// [`Problem::NotSignedIn`].
#[server(prefix = "/fn", endpoint = "sessions", input = GetUrl)]
pub async fn sessions() -> Result<Vec<SignedIn>, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        crate::services::sessions::list(&caller.site, caller.member()?, caller.session).await
    })
    .await
}

/// One's personal access tokens, the newest first.
///
/// # Errors
/// [`Problem::NotSignedIn`].
#[server(prefix = "/fn", endpoint = "access_tokens", input = GetUrl)]
pub async fn access_tokens() -> Result<Vec<AccessToken>, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(async {
        crate::services::access_tokens::list(&caller.site, caller.member()?).await
    })
    .await
}

/// What a link is about, and whether it still works. Nothing is done with it.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
#[server(prefix = "/fn", endpoint = "link", input = GetUrl)]
pub async fn link(purpose: LinkPurpose, token: String) -> Result<LinkFacts, Problem> {
    let caller = crate::server_fns::context::<crate::services::Caller>()?;
    crate::server_fns::status::told(crate::services::links::facts(&caller.site, purpose, &token)).await
}
