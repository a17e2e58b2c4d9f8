//! The question before a member's account is deleted.

use super::address;
use crate::{
    app::{
        components::{Avatar, AvatarSize, ButtonForm, FormProblem},
        counts::pictures,
        pages::admin::frame::{Frame, Section},
        served::{Content, PageRequest},
    },
    model::{errors::Problem, members::Member},
    services,
};
use leptos::prelude::*;

/// The question before a member's account is deleted.
///
/// # Errors
/// [`Problem::NotFound`] for whoever is no admin, and where there is no such member.
pub async fn delete_member(request: PageRequest) -> Result<Content, Problem> {
    let caller = &request.caller;
    let member = services::members::one(&caller.site, caller.admin()?, request.param("name")).await?;
    let title = format!("Delete @{}?", member.person.username);
    let frame = Frame::below(Section::Members, title, &request).await?;
    Ok(frame.around(move || {
        view! {
            <FormProblem problem=request.answer.problem />
            <Question member />
        }
    }))
}

#[component]
fn Question(member: Member) -> impl IntoView {
    let address = address(&member.person);
    let fields = vec![("name", member.person.username.clone())];
    let words = format!(
        "This permanently deletes the account of {}, with {} and all comments, boards and likes.",
        member.person.display_name,
        pictures(member.pins),
    );
    view! {
        <section class="admin__part admin__part--danger" aria-label="What will be deleted">
            <div class="table__who">
                <Avatar person=member.person.clone() size=AvatarSize::Medium />
                <span class="table__names">
                    <span dir="auto">{member.person.display_name}</span>
                    <span class="table__quiet">{member.email}</span>
                </span>
            </div>
            <p class="admin__words">{words}</p>
            <div class="actions">
                <a class="button button--secondary" href=address>"Cancel"</a>
                <ButtonForm action="/fn/admin_delete_member" fields class="button button--danger">"Delete account"</ButtonForm>
            </div>
        </section>
    }
}
