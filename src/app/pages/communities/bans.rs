//! Who is kept out of a community.

use super::frame::{Frame, Pager, Section, span, visited};
use crate::{
    app::{
        components::{
            Avatar, AvatarSize, ButtonForm, Empty, Field, Form, Icon, Moment, Success, TextField, problem_of,
        },
        served::{Content, PageRequest},
        start::FormAnswer,
    },
    model::{communities::CommunityBan, errors::Problem, ids::CommunityId, page::Page},
    services::communities,
};
use leptos::prelude::*;

/// Who is kept out of a community, for those who look after it.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not the caller's to see; [`Problem::NotAllowed`] for others; [`Problem::BadRequest`]
/// for a broken cursor.
pub async fn bans(request: PageRequest) -> Result<Content, Problem> {
    if let Some(visited) = visited(Section::Bans, &request) {
        return Ok(visited);
    }
    let frame = Frame::of(Section::Bans, &request).await?;
    let id = frame.community.card.id;
    let page = communities::members::bans(&request.caller, id, span(&request)?).await?;
    let first = request.cursor().is_none();
    Ok(frame.around(move |_| {
        view! {
            <Success query="banned" words="Banned." />
            <Success query="unbanned" words="The ban was lifted." />
            <List community=id page first />
            <BanForm community=id answer=request.answer />
        }
    }))
}

#[component]
fn List(community: CommunityId, page: Page<CommunityBan>, first: bool) -> impl IntoView {
    let Page { items, next } = page;
    if items.is_empty() && first {
        return view! { <Empty icon=Icon::Ban title="Nobody is banned" words="People you ban are listed here." /> }
            .into_any();
    }
    let entries = items.into_iter().map(|ban| view! { <Entry community ban /> }).collect_view();
    view! {
        <ul class="entries" aria-label="Bans">{entries}</ul>
        <Pager address=Section::Bans.address(community) first next />
    }
    .into_any()
}

#[component]
fn Entry(community: CommunityId, ban: CommunityBan) -> impl IntoView {
    let CommunityBan { person, banned_by, reason, banned_at } = ban;
    let name = person.display_name.clone();
    let fields = vec![
        ("community", community.to_string()),
        ("name", person.username.clone()),
        ("want", "unban".to_owned()),
        ("back", format!("{}?unbanned=1", Section::Bans.address(community))),
    ];
    view! {
        <li class="entry">
            <Avatar person=person.clone() size=AvatarSize::Medium />
            <div class="entry__words">
                <p class="entry__name">
                    <a class="entry__link" dir="auto" href=format!("/@{}", person.username)>{name.clone()}</a>
                </p>
                <p class="entry__facts">
                    <span>{format!("@{}", person.username)}</span>
                    <span>
                        "Banned "<Moment at=banned_at />
                        {banned_by.map(|by| view! { " by "<bdi>{by.display_name}</bdi> })}
                    </span>
                </p>
                {(!reason.is_empty()).then(|| view! { <p class="prose" dir="auto">{reason}</p> })}
            </div>
            <div class="entry__actions">
                <ButtonForm action="/fn/ban_from_community" fields class="button button--secondary">
                    "Lift ban"<span class="visually-hidden">{format!(" of {name}")}</span>
                </ButtonForm>
            </div>
        </li>
    }
}

/// Bans somebody by name, also one who does not belong to the community.
#[component]
fn BanForm(community: CommunityId, answer: FormAnswer) -> impl IntoView {
    let (name, reason) = (answer.typed_or("name", ""), answer.typed_or("reason", ""));
    let problem = answer.problem;
    let wrong = |field: &str| problem_of(&problem, field);
    let (wrong_name, wrong_reason) = (wrong("name"), wrong("reason"));
    view! {
        <section class="community__part" aria-labelledby="ban">
            <h2 class="page__section-title" id="ban">"Ban someone"</h2>
            <Form
                action="/fn/ban_from_community"
                submit="Ban"
                look="button--danger"
                busy="Saving"
                done="Banned. One moment."
                problem
            >
                <input type="hidden" name="community" value=community.to_string() />
                <input type="hidden" name="want" value="ban" />
                <input type="hidden" name="back" value=format!("{}?banned=1", Section::Bans.address(community)) />
                <Field
                    name="name"
                    label="User name"
                    autocomplete="off"
                    hint="They don’t have to be a member."
                    typed=name
                    wrong=wrong_name
                />
                <TextField
                    name="reason"
                    label="Reason"
                    hint="Recorded in the log. They see it in their notifications if they can see the community."
                    rows=2
                    optional=true
                    typed=reason
                    wrong=wrong_reason
                />
            </Form>
        </section>
    }
}
