//! Where one is signed in: browsers and programs.

use super::{Site, live};
use crate::{
    model::{
        errors::Problem,
        ids::{SessionId, UserId},
        settings::SignedIn,
    },
    store::db::{self, Seen, sessions},
};
use woothee::{parser::Parser, woothee::VALUE_UNKNOWN};

/// What the parser calls devices with a browser; it knows libraries and crawlers as well, each under one name.
const BROWSERS: [&str; 4] = ["pc", "smartphone", "mobilephone", "appliance"];

/// The longest name of a browser or program that is kept, in characters.
pub const AGENT_LONGEST: usize = 300;

/// Where an account is signed in, the latest used first. `current` is the session that asks.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn list(site: &Site, me: UserId, current: Option<SessionId>) -> Result<Vec<SignedIn>, Problem> {
    let signed_in = |seen: Seen, program| SignedIn {
        device: device(&seen.agent, program),
        program,
        since: seen.since,
        seen: seen.seen,
        current: current == Some(seen.id),
        id: seen.id,
    };
    let browsers = site.db.browser_sessions(me).await?.into_iter().map(|seen| signed_in(seen, false));
    let programs = site.db.program_sessions(me).await?.into_iter().map(|seen| signed_in(seen, true));
    let mut all: Vec<_> = browsers.chain(programs).collect();
    all.sort_by_key(|session| (!session.current, std::cmp::Reverse(session.seen)));
    Ok(all)
}

/// Signs out one of one's own sessions.
///
/// # Errors
/// [`Problem::NotFound`] where one has no such session.
pub async fn end(site: &Site, me: UserId, session: SessionId) -> Result<(), Problem> {
    let mut tx = site.db.begin().await?;
    sessions::begin_epoch(&mut tx, me).await?;
    let ended = sessions::end(&mut tx, me, session).await?;
    db::commit(tx).await?;
    live::look_again(site, me);
    if ended { Ok(()) } else { Err(Problem::NotFound) }
}

/// Signs out everywhere but here.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn end_others(site: &Site, me: UserId, current: Option<SessionId>) -> Result<(), Problem> {
    let mut tx = site.db.begin().await?;
    sessions::begin_epoch(&mut tx, me).await?;
    sessions::end_others(&mut tx, me, current).await?;
    db::commit(tx).await?;
    live::look_again(site, me);
    Ok(())
}

/// What a `User-Agent` header (RFC 9110) says, for people: "Firefox on Linux". Programs mostly begin it with their name.
fn device(agent: &str, program: bool) -> String {
    let browser = Parser::new().parse(agent).filter(|found| BROWSERS.contains(&found.category));
    if let Some(found) = browser.filter(|found| found.name != VALUE_UNKNOWN) {
        let system = if found.os == VALUE_UNKNOWN { "" } else { found.os };
        let on = if system.is_empty() { "" } else { " on " };
        return format!("{}{on}{system}", found.name);
    }
    let name = agent.split(['/', ' ', '(']).next().unwrap_or_default();
    match (name, program) {
        ("", true) => "Unknown app".to_owned(),
        ("", false) => "Unknown browser".to_owned(),
        (name, _) => name.chars().take(40).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::device;

    #[test]
    fn devices_have_names_for_people() {
        for (agent, name) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36",
                "Chrome on Windows 10",
            ),
            ("curl/8.5.0", "curl"),
            ("", "Unknown app"),
        ] {
            assert_eq!(device(agent, true), name);
        }
        assert_eq!(device("", false), "Unknown browser");
    }
}
