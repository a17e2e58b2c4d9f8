//! Links that let people into a community: made, shown once, and revoked.

use super::frame::{Asked, Frame, Pager, Section, span, visited};
use crate::{
    app::{
        components::{
            ButtonForm, Choice, Draw, Empty, Field, FormProblem, Icon, Moment, ShownOnce, Success, problem_of,
        },
        counts::Grouped,
        served::{Content, PageRequest},
        start::FormAnswer,
    },
    model::{communities::CommunityInvitation, errors::Problem, ids::CommunityId, page::Page},
    services::communities,
};
use leptos::prelude::*;

/// After how many seconds an invitation can be made to expire, as the form sends it.
const LIVES: [(&str, &str); 5] =
    [("3600", "1 hour"), ("86400", "1 day"), ("604800", "7 days"), ("2592000", "30 days"), ("", "Never")];

/// When it expires unless something else is chosen.
const LIFE: &str = "604800";

/// The invitations of a community that still work, for those who look after it.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not the caller's to see; [`Problem::NotAllowed`] for others; [`Problem::BadRequest`]
/// for a broken cursor.
pub async fn invitations(request: PageRequest) -> Result<Content, Problem> {
    if let Some(visited) = visited(Section::Invitations, &request) {
        return Ok(visited);
    }
    let frame = Frame::of(Section::Invitations, &request).await?;
    let id = frame.community.card.id;
    let page = communities::invitations::list(&request.caller, id, span(&request)?).await?;
    let first = request.cursor().is_none();
    let mut answer = request.answer;
    let made = answer.shown_once.take();
    if made.is_some() {
        // What was typed has been done.
        answer.typed.clear();
    }
    Ok(frame.around(move |_| {
        let words = "Send it to the people you want to invite. Anyone who has it can join.".to_owned();
        view! {
            <Success query="revoked" words="The invitation no longer works." />
            {made.map(|text| view! { <ShownOnce title="Your invitation link" words text /> })}
            <New community=id answer />
            <h2 class="page__section-title">"Active invitations"</h2>
            <List community=id page first />
        }
    }))
}

/// The form of an invitation. It is not sent by script: the page that comes back shows the link.
#[component]
fn New(community: CommunityId, answer: FormAnswer) -> impl IntoView {
    let (uses, life) = (answer.typed_or("max_uses", ""), answer.typed_or("expires_in", LIFE));
    let lives = LIVES.map(|(seconds, words)| (seconds.to_owned(), words.to_owned())).to_vec();
    let wrong = |field: &str| problem_of(&answer.problem, field);
    let (wrong_uses, wrong_life) = (wrong("max_uses"), wrong("expires_in"));
    view! {
        <form class="form" method="post" action=Section::Invitations.address(community) enctype="multipart/form-data">
            <FormProblem problem=answer.problem.clone() />
            <div class="form__pair">
                <Choice name="expires_in" label="Expires after" options=lives chosen=life wrong=wrong_life />
                <Field
                    name="max_uses"
                    label="Number of people"
                    kind="number"
                    autocomplete="off"
                    hint="Leave empty for no limit."
                    optional=true
                    typed=uses
                    wrong=wrong_uses
                />
            </div>
            <button class="button button--primary" type="submit">
                <Draw icon=Icon::Link class="icon--small" />"Create invitation link"
            </button>
        </form>
    }
}

#[component]
fn List(community: CommunityId, page: Page<CommunityInvitation>, first: bool) -> impl IntoView {
    let Page { items, next } = page;
    if items.is_empty() && first {
        let words = "Links that you create are listed here until they expire, are used up or revoked.";
        return view! { <Empty icon=Icon::Link title="No active invitations" words /> }.into_any();
    }
    let entries = items.into_iter().map(|invitation| view! { <Entry community invitation /> }).collect_view();
    view! {
        <ul class="entries" aria-label="Active invitations">{entries}</ul>
        <Pager address=Section::Invitations.address(community) first next />
    }
    .into_any()
}

#[component]
fn Entry(community: CommunityId, invitation: CommunityInvitation) -> impl IntoView {
    let CommunityInvitation { id, created_by, max_uses, uses, expires_at, created_at } = invitation;
    let by = created_by.map(|person| person.display_name);
    let about = by.as_ref().map_or_else(String::new, |name| format!("the invitation by {name}"));
    let fields = vec![("community", community.to_string()), ("invitation", id.to_string())];
    view! {
        <li class="entry">
            <Draw icon=Icon::Link class="entry__icon" />
            <div class="entry__words">
                <p class="entry__name">
                    "Created "<Moment at=created_at />{by.map(|name| view! { " by "<bdi>{name}</bdi> })}
                </p>
                <p class="entry__facts">
                    <span>{used(uses, max_uses)}</span>
                    {match expires_at {
                        Some(at) => view! { <span>"Expires "<Moment at /></span> }.into_any(),
                        None => view! { <span>"Never expires"</span> }.into_any(),
                    }}
                </p>
            </div>
            <Asked label="Revoke" about>
                <p>"The link stops working immediately. Those who have joined stay."</p>
                <ButtonForm action="/fn/revoke_invitation" fields class="button button--danger">"Revoke invitation"</ButtonForm>
            </Asked>
        </li>
    }
}

/// How many came in by an invitation.
fn used(uses: u32, most: Option<u32>) -> String {
    match most {
        Some(most) => format!("Used by {} of {}", Grouped(uses), Grouped(most)),
        None if uses == 0 => "Not used yet".to_owned(),
        None if uses == 1 => "Used by 1 person".to_owned(),
        None => format!("Used by {} people", Grouped(uses)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::communities::INVITATION_LIFE;

    #[test]
    fn what_can_be_chosen_is_allowed() {
        let (shortest, longest) = INVITATION_LIFE;
        for (seconds, _) in LIVES.into_iter().filter(|(seconds, _)| !seconds.is_empty()) {
            assert!((shortest..=longest).contains(&seconds.parse().unwrap()), "{seconds}");
        }
        assert!(LIVES.iter().any(|(seconds, _)| *seconds == LIFE));
    }

    #[test]
    fn uses_are_counted_as_people_say_it() {
        for (uses, most, words) in [
            (0, None, "Not used yet"),
            (1, None, "Used by 1 person"),
            (1200, None, "Used by 1,200 people"),
            (0, Some(5), "Used by 0 of 5"),
        ] {
            assert_eq!(used(uses, most), words);
        }
    }
}
