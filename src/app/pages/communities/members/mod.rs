//! Who belongs to a community: all of them, searched by name; or one, with what can be done to them.

mod acts;
mod list;

use super::frame::{Frame, Section, span};
use crate::{
    app::{
        components::{FormProblem, Success},
        served::{Content, PageRequest},
    },
    model::{
        accounts::Me,
        communities::{COMMUNITY_WORDS_LONGEST, CommunityDetail, CommunityMember, CommunityRole},
        errors::Problem,
    },
    services::communities,
};
use acts::One;
use leptos::prelude::*;
use list::List;

/// Who belongs to a community. `?member=` names one, for those who look after it; so does a form that was refused.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not the caller's to see, and where the one who is named does not belong to it;
/// [`Problem::BadRequest`] for a broken cursor.
pub async fn members(request: PageRequest) -> Result<Content, Problem> {
    let frame = Frame::of(Section::Members, &request).await?;
    let caller = &request.caller;
    let id = frame.community.card.id;
    let named = request.answer.typed.get("name").cloned().or_else(|| request.query("member"));
    if let Some(name) = named.filter(|_| frame.community.manageable) {
        match communities::members::one(caller, id, &name).await {
            Ok(member) => {
                let answer = request.answer;
                return Ok(frame.around(move |community| view! { <One community member answer /> }));
            }
            // The form that was refused was about somebody who has left meanwhile.
            Err(Problem::NotFound) if request.answer.is_some() => {}
            Err(problem) => return Err(problem),
        }
    }
    let words: String = request.query("q").unwrap_or_default().chars().take(COMMUNITY_WORDS_LONGEST).collect();
    let page = communities::members::list(caller, id, &words, span(&request)?).await?;
    let (first, problem) = (request.cursor().is_none(), request.answer.problem);
    Ok(frame.around(move |community| {
        view! {
            <Success query="role" words="The role was changed." />
            <Success query="timed_out" words="The member was timed out." />
            <Success query="allowed" words="The time-out was ended." />
            <Success query="removed" words="The member was removed." />
            <Success query="banned" words="The member was banned." />
            <FormProblem problem />
            <List community page words first />
        }
    }))
}

/// Whether the viewer may do something to a member: moderators to ordinary members, the owner to all others, nobody to themselves and to
/// the owner. The services decide; this keeps buttons away that would be refused. Under the contexts of a page.
fn may_act_on(community: &CommunityDetail, member: &CommunityMember) -> bool {
    let me = expect_context::<Option<Me>>();
    let oneself = me.is_some_and(|me| me.person.username == member.person.username);
    let below = match member.role {
        CommunityRole::Member => community.manageable,
        CommunityRole::Moderator => community.owned,
        CommunityRole::Owner => false,
    };
    below && !oneself
}

/// The badge of a role; none for ordinary members.
const fn badge(role: CommunityRole) -> Option<&'static str> {
    match role {
        CommunityRole::Member => None,
        CommunityRole::Moderator => Some("Moderator"),
        CommunityRole::Owner => Some("Owner"),
    }
}
