//! One comment, for moderators and admins.

use super::{ADDRESS as QUEUE, Complaints, Deciding, Whose, comment_address};
use crate::{
    app::{
        components::FormProblem,
        pages::admin::{
            acts::{Acts, Done, NotYours},
            frame::{Frame, Section},
            thumb::Thumb,
        },
        served::{Content, PageRequest},
        start::FormAnswer,
    },
    model::{
        comments,
        errors::Problem,
        moderation::{About, CommentCase, Measure},
    },
    services,
};
use leptos::prelude::*;

/// One comment, and what can be done about it.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there for moderators, and for everybody but them and admins.
pub async fn reported_comment(request: PageRequest) -> Result<Content, Problem> {
    let frame = Frame::below(Section::Reports, "Comment", &request).await?;
    let caller = &request.caller;
    let found = services::moderation::comment(&caller.site, caller.moderator()?, request.id()?).await?;
    let answer = request.answer;
    Ok(frame.around(move || {
        view! {
            <Done />
            <FormProblem problem=answer.problem.clone() />
            <Shown found answer />
        }
    }))
}

#[component]
fn Shown(found: CommentCase, answer: FormAnswer) -> impl IntoView {
    let CommentCase { said, pin, member, case } = found;
    let address = comment_address(said.id);
    let (pin_address, title) = (comments::comment_address(pin.id, said.id), pin.title.clone());
    let yours = member.yours_to_judge;
    let case = case.filter(|case| case.open > 0);
    let deciding = match case.clone() {
        Some(case) => view! { <Deciding case back=address without=Some(QUEUE) answer /> }.into_any(),
        None if yours => {
            let measures = vec![Measure::RemoveComment];
            view! {
                <Acts about=About::Comment(said.id) measures back=address without=Some(QUEUE) answer />
                <p><a href=format!("/admin/reports/members/{}", member.person.username)>"Review the author"</a></p>
            }
            .into_any()
        }
        None => view! { <NotYours /> }.into_any(),
    };
    view! {
        <section class="admin__part" aria-label="Comment">
            <div class="case__about">
                <Thumb pin />
                <div class="case__words">
                    <p class="entry__facts"><span>"On "<a href=pin_address dir="auto">{title}</a></span><Whose member /></p>
                    <blockquote class="case__quote prose" dir="auto">{said.body}</blockquote>
                </div>
            </div>
            {case.map(|case| view! { <Complaints open=case.open reports=case.reports /> })}
            {deciding}
        </section>
    }
}
