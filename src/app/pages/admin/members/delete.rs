//! The question before a member's account is deleted.

use super::address;
use crate::{
    app::{
        components::{Avatar, AvatarSize, ButtonForm, Fetched, FormProblem},
        counts::pictures,
        pages::admin::frame::{Section, admin_part},
    },
    model::members::MemberDetail,
    server_fns,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The question before a member's account is deleted.
#[component]
pub fn DeleteMember() -> impl IntoView {
    let name = use_params_map().with_untracked(|params| params.get("name")).unwrap_or_default();
    admin_part(Section::Members, format!("Delete @{name}?"), move |_me, answer| {
        let member = Resource::new(|| (), move |()| server_fns::admin::members::member(name.clone()));
        let problem = RwSignal::new(answer.problem);
        view! {
            <FormProblem problem />
            <Fetched from=member let:detail><Question detail /></Fetched>
        }
    })
}

#[component]
fn Question(detail: MemberDetail) -> impl IntoView {
    let member = detail.member;
    let address = address(&member.person);
    let words = format!(
        "{}, every comment, board and like of {} will be gone for good. Nobody can bring them back.",
        pictures(member.pins),
        member.person.display_name,
    );
    view! {
        <section class="admin__part admin__part--danger" aria-label="What will be gone">
            <div class="table__who">
                <Avatar person=member.person.clone() size=AvatarSize::Medium />
                <span class="table__names">
                    <span dir="auto">{member.person.display_name}</span>
                    <span class="table__quiet">{member.email}</span>
                </span>
            </div>
            <p class="admin__words">{words}</p>
            <div class="admin__actions">
                <a class="button button--secondary" href=address.clone()>"Keep it"</a>
                <ButtonForm action=format!("{address}/delete") class="button button--danger">"Delete for good"</ButtonForm>
            </div>
        </section>
    }
}
