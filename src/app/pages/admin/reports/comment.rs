//! One comment, for moderators and admins.

use super::{Complaints, Deciding, Whose, comment_address};
use crate::{
    app::{
        components::{Fetched, FormProblem},
        pages::admin::{
            acts::{Acts, Done, NotYours},
            frame::{Section, admin_part},
            thumb::Thumb,
        },
        start::FormAnswer,
    },
    model::{
        errors::Problem,
        moderation::{About, CommentCase, Measure},
    },
    server_fns,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// One comment, and what can be done about it.
#[component]
pub fn ReportedComment() -> impl IntoView {
    let params = use_params_map();
    admin_part(Section::Reports, "A comment", move |_me, answer| {
        let id = Memo::new(move |_| params.with(|params| params.get("id")).unwrap_or_default());
        let found = Resource::new(
            move || id.get(),
            |id| async move {
                let id = id.parse().map_err(|_| Problem::NotFound)?;
                server_fns::admin::moderation::report_comment(id).await
            },
        );
        let problem = RwSignal::new(answer.problem.clone());
        view! {
            <Done />
            <FormProblem problem />
            <Fetched from=found let:found><Shown found answer=answer.clone() /></Fetched>
        }
    })
}

#[component]
fn Shown(found: CommentCase, answer: FormAnswer) -> impl IntoView {
    let CommentCase { said, pin, member, case } = found;
    let address = comment_address(said.id);
    let (pin_address, title) = (format!("/pin/{}?comment={}#comment-{}", pin.id, said.id, said.id), pin.title.clone());
    let yours = member.yours_to_judge;
    let case = case.filter(|case| case.open > 0);
    let deciding = match case.clone() {
        Some(case) => view! { <Deciding case back=address answer /> }.into_any(),
        None if yours => {
            let measures = vec![Measure::RemoveComment];
            view! {
                <Acts about=About::Comment(said.id) measures back=address back_without="/admin/reports" answer />
                <p><a href=format!("/admin/reports/members/{}", member.person.username)>"Decide about who wrote it"</a></p>
            }
            .into_any()
        }
        None => view! { <NotYours /> }.into_any(),
    };
    view! {
        <section class="admin__part" aria-label="The comment">
            <div class="case__about">
                <Thumb pin />
                <div class="case__words">
                    <p class="entry__facts"><span>"On "<a href=pin_address rel="external" dir="auto">{title}</a></span><Whose member /></p>
                    <blockquote class="case__quote prose" dir="auto">{said.body}</blockquote>
                </div>
            </div>
            {case.map(|case| view! { <Complaints open=case.open reports=case.reports /> })}
            {deciding}
        </section>
    }
}
