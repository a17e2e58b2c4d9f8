//! One member, for moderators and admins: warnings, suspension, and what can be done.

use super::MEMBERS;
use crate::{
    app::{
        addresses::with_query,
        components::{Avatar, AvatarSize, FormProblem, Moment},
        counts::Grouped,
        pages::admin::{
            acts::{Acts, Done, NotYours},
            frame::{Frame, Section},
        },
        served::{Content, PageRequest},
        start::FormAnswer,
    },
    model::{
        accounts::Role,
        errors::Problem,
        moderation::{About, Concerned, Standing},
    },
    services,
};
use leptos::prelude::*;

/// One member, and what can be done about them.
///
/// # Errors
/// [`Problem::NotFound`] where there is no such member, and for everybody but moderators and admins.
pub async fn reported_member(request: PageRequest) -> Result<Content, Problem> {
    let name = request.param("name");
    let frame = Frame::below(Section::Reports, format!("@{name}"), &request).await?;
    let caller = &request.caller;
    let standing = services::moderation::standing(&caller.site, caller.moderator()?, name).await?;
    let answer = request.answer;
    Ok(frame.around(move || {
        view! {
            <Done />
            <FormProblem problem=answer.problem.clone() />
            <Shown standing answer />
        }
    }))
}

#[component]
fn Shown(standing: Standing, answer: FormAnswer) -> impl IntoView {
    let measures = standing.measures();
    let Standing { member, suspended, warnings, hidden } = standing;
    let Concerned { person, role, yours_to_judge, .. } = member;
    let name = person.username.clone();
    let pins = with_query("/admin/pins", &[("member", &name), ("which", "hidden")]);
    let number = |count: u32| Grouped(count).to_string();
    view! {
        <section class="admin__part" aria-label="Standing">
            <div class="table__who">
                <Avatar person=person.clone() size=AvatarSize::Medium />
                <span class="table__names">
                    <a href=format!("/@{name}")>{person.display_name}</a>
                    <span class="table__states">
                        {(role != Role::Member).then(|| view! { <span class="badge badge--accent">{role.words()}</span> })}
                        {suspended.is_some().then(|| view! { <span class="badge">"Suspended"</span> })}
                    </span>
                </span>
            </div>
            <dl class="known">
                {suspended.map(|kept| view! {
                    <div class="known__one"><dt>"Suspended"</dt><dd><Moment at=kept.at />": "<bdi>{kept.reason}</bdi></dd></div>
                })}
                <div class="known__one"><dt>"Warnings"</dt><dd>{number(warnings)}</dd></div>
                <div class="known__one"><dt>"Hidden pictures"</dt><dd><a href=pins>{number(hidden)}</a></dd></div>
            </dl>
        </section>
        <section class="admin__part" aria-label="Actions">
            {if yours_to_judge {
                view! { <Acts about=About::Member(name.clone()) measures back=format!("{MEMBERS}/{name}") answer /> }.into_any()
            } else {
                view! { <NotYours /> }.into_any()
            }}
        </section>
    }
}
