//! Listening: who may, and for how long.

use super::{Site, programs};
pub use crate::live::{Heard, Reader};
use crate::model::{
    errors::Problem,
    ids::{SessionId, UserId},
    settings::Scope,
};

/// How many readers a member can have on a server at once: tabs, telephones, programs.
const READERS_MOST: usize = 20;

/// By what somebody may listen. Once it is taken back, they may not any longer.
#[derive(Clone)]
pub enum Pass {
    /// A browser's session.
    Browser(SessionId),
    /// A program's token.
    Program(String),
}

/// Begins to listen for what is new for a member.
///
/// # Errors
/// [`Problem::TooMany`] where they have many readers already; [`Problem::Busy`] where the server is about to stop.
pub fn listen(site: &Site, me: UserId) -> Result<Reader, Problem> {
    site.bus.listen(me, READERS_MOST)
}

/// Whether a pass still holds.
///
/// # Errors
/// [`Problem::Internal`] where the database fails: it is not known then.
pub async fn holds(site: &Site, me: UserId, pass: &Pass) -> Result<bool, Problem> {
    match pass {
        Pass::Browser(session) => site.db.browser_session(me, *session).await,
        Pass::Program(token) => match programs::authenticate(site, token).await {
            Ok(credential) => Ok(credential.me.id == me && credential.scopes.contains(&Scope::Read)),
            Err(Problem::InvalidToken | Problem::Forbidden { .. }) => Ok(false),
            Err(problem) => Err(problem),
        },
    }
}

/// Has all who listen for a member looked at again, as one of their sessions or tokens has ended.
pub fn look_again(site: &Site, user: UserId) {
    site.bus.call(&[user]);
}
