//! The log of a community: who did what to look after it. It is written by `rights`.

use super::rights;
use crate::{
    model::{
        communities::{CommunityLogEntry, CommunityRole},
        errors::Problem,
        ids::CommunityId,
        page::{Cursor, Page, other_list},
    },
    services::{Caller, pins::Span},
};

/// The log, the latest entry first.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::NotFound`] where the community is not theirs to see; [`Problem::NotAllowed`] for those who do not
/// look after it; [`Problem::Invalid`] for the cursor of another list.
pub async fn list(caller: &Caller, community: CommunityId, span: Span) -> Result<Page<CommunityLogEntry>, Problem> {
    let after = match span.cursor {
        None => None,
        Some(Cursor::CommunityLog(entry)) => Some(entry),
        Some(_) => return Err(other_list()),
    };
    rights::seen(caller, community, CommunityRole::Moderator).await?;
    let entries = caller.site.db.community_log(community, after, span.size + 1).await?;
    Ok(Page::from_one_more(entries, span.size, |entry| Cursor::CommunityLog(entry.id)))
}
