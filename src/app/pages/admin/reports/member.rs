//! One member, for moderators and admins: how they stand, and what can be done.

use super::MEMBERS;
use crate::{
    app::{
        addresses::with_query,
        components::{Avatar, AvatarSize, Day, Fetched, FormProblem},
        counts::Grouped,
        pages::admin::{
            acts::{Acts, Done, NotYours},
            frame::{Section, admin_part},
        },
        start::FormAnswer,
    },
    model::{
        accounts::Role,
        moderation::{About, Concerned, Standing},
    },
    server_fns,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// One member, and what can be done about them.
#[component]
pub fn ReportedMember() -> impl IntoView {
    let name = use_params_map().with_untracked(|params| params.get("name")).unwrap_or_default();
    admin_part(Section::Reports, format!("@{name}"), move |_me, answer| {
        let standing = Resource::new(|| (), move |()| server_fns::admin::moderation::report_member(name.clone()));
        let problem = RwSignal::new(answer.problem.clone());
        view! {
            <Done />
            <FormProblem problem />
            <Fetched from=standing let:standing><Shown standing answer=answer.clone() /></Fetched>
        }
    })
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
        <section class="admin__part" aria-label="How they stand">
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
                    <div class="known__one"><dt>"Suspended"</dt><dd>"Since "<Day at=kept.at />": "<bdi>{kept.reason}</bdi></dd></div>
                })}
                <div class="known__one"><dt>"Warnings"</dt><dd>{number(warnings)}</dd></div>
                <div class="known__one"><dt>"Hidden pictures"</dt><dd><a href=pins>{number(hidden)}</a></dd></div>
            </dl>
        </section>
        <section class="admin__part" aria-label="What can be done">
            {if yours_to_judge {
                view! { <Acts about=About::Member(name.clone()) measures back=format!("{MEMBERS}/{name}") answer /> }.into_any()
            } else {
                view! { <NotYours /> }.into_any()
            }}
        </section>
    }
}
