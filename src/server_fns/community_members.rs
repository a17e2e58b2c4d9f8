//! Members of communities: giving them roles, timing them out, removing and banning them.

use super::{Done, FormPage, back_or, context, named, wanted};
use crate::{
    model::{communities::TIME_OUT_LONGEST, errors::Problem, ids::CommunityId},
    services::{Caller, communities::members},
};
use leptos::prelude::*;
use time::{Duration, OffsetDateTime};

/// Gives a member another role: “member”, “moderator” or “owner”. Goes `back`, or to the list of members.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where community or member are not there for them; [`Problem::NotAllowed`];
/// [`Problem::Forbidden`] for the owner, who hands over instead; [`Problem::Invalid`] at `role`.
#[server(prefix = "/fn", endpoint = "set_community_role")]
pub async fn set_community_role(
    #[server(default)] community: String,
    #[server(default)] name: String,
    #[server(default)] role: String,
    back: Option<String>,
) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let (community, page) = list_of(&community, "members")?;
    members::set_role(&caller, community, &name, role.parse()?).await?;
    Ok(Done { location: back_or(back.as_deref(), page) })
}

/// Removes a member. Goes `back`, or to the list of members.
///
/// # Errors
/// As [`set_community_role`], but for the role; [`Problem::Invalid`] at `reason`.
#[server(prefix = "/fn", endpoint = "remove_community_member")]
pub async fn remove_community_member(
    #[server(default)] community: String,
    #[server(default)] name: String,
    #[server(default)] reason: String,
    back: Option<String>,
) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let (community, page) = list_of(&community, "members")?;
    members::remove(&caller, community, &name, &reason).await?;
    Ok(Done { location: back_or(back.as_deref(), page) })
}

/// Has a member not write for so many seconds from now; 0 ends that. Goes `back`, or to the list of members.
///
/// # Errors
/// As [`remove_community_member`]; [`Problem::Invalid`] at `seconds`.
#[server(prefix = "/fn", endpoint = "time_out_community_member")]
pub async fn time_out_community_member(
    #[server(default)] community: String,
    #[server(default)] name: String,
    #[server(default)] seconds: String,
    #[server(default)] reason: String,
    back: Option<String>,
) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let (community, page) = list_of(&community, "members")?;
    members::time_out(&caller, community, &name, end(&seconds)?, &reason).await?;
    Ok(Done { location: back_or(back.as_deref(), page) })
}

/// When a time-out of so many seconds ends; `None` for 0.
fn end(seconds: &str) -> Result<Option<OffsetDateTime>, Problem> {
    let wrong = || Problem::field("seconds", "Please choose how long the time-out should last.");
    let seconds: u32 = seconds.trim().parse().map_err(|_| wrong())?;
    match seconds {
        0 => Ok(None),
        seconds if seconds <= TIME_OUT_LONGEST => {
            Ok(Some(OffsetDateTime::now_utc() + Duration::seconds(i64::from(seconds))))
        }
        _ => Err(wrong()),
    }
}

/// Bans somebody, or lifts that: `want` is “ban” or “unban”. Goes `back`, or to the list of bans.
///
/// # Errors
/// As [`remove_community_member`]; [`Problem::Invalid`] at `want`.
#[server(prefix = "/fn", endpoint = "ban_from_community")]
pub async fn ban_from_community(
    #[server(default)] community: String,
    #[server(default)] name: String,
    #[server(default)] want: String,
    #[server(default)] reason: String,
    back: Option<String>,
) -> Result<Done, Problem> {
    let caller = context::<Caller>()?;
    let (community, page) = list_of(&community, "bans")?;
    // Typed by hand, a name may come as it is mentioned.
    let name = name.trim().trim_start_matches('@');
    if wanted(&want, "ban", "unban")? {
        members::ban(&caller, community, name, &reason).await?;
    } else {
        members::unban(&caller, community, name).await?;
    }
    Ok(Done { location: back_or(back.as_deref(), page) })
}

/// Reads the community that a form is about, and says on which of its lists the form is.
fn list_of(community: &str, list: &str) -> Result<(CommunityId, String), Problem> {
    let community: CommunityId = named(community)?;
    let page = format!("/c/{community}/{list}");
    FormPage::set(&page);
    Ok((community, page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_out_is_read_as_it_is_chosen() {
        assert_eq!(end("0"), Ok(None));
        assert!(end(" 3600 ").is_ok_and(|until| until.is_some_and(|until| until > OffsetDateTime::now_utc())));
        for wrong in ["", "-1", "x", "31536001", "99999999999"] {
            assert!(end(wrong).is_err(), "{wrong}");
        }
    }
}
