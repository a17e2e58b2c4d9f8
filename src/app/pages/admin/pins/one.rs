//! One picture, for moderators and admins: what it is, the reports about it, and what can be done.

use crate::{
    app::{
        components::{FormProblem, Moment, sources},
        counts::Grouped,
        pages::admin::{
            acts::{Acts, Done, NotYours},
            frame::{Frame, Section},
            reports::{Complaints, Deciding, Whose},
        },
        served::{Content, PageRequest},
        start::FormAnswer,
    },
    model::{
        errors::Problem,
        moderation::{About, ModeratedPin, PinCase},
        pins::{PinCard, Visibility},
    },
    services,
};
use leptos::prelude::*;

/// The page to go on to once the picture is removed.
const LIST: Option<&str> = Some("/admin/pins");

/// The most that the picture needs, in pixels.
const WIDEST: u32 = 1000;

/// One picture, and what can be done about it.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there for moderators, and for everybody but them and admins.
pub async fn moderate_pin(request: PageRequest) -> Result<Content, Problem> {
    let frame = Frame::below(Section::Pins, "Picture", &request).await?;
    let caller = &request.caller;
    let found = services::moderation::pin(&caller.site, caller.moderator()?, request.id()?).await?;
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
fn Shown(found: PinCase, answer: FormAnswer) -> impl IntoView {
    let PinCase { pin, case } = found;
    let address = format!("/admin/pins/{}", pin.card.id);
    let (measures, about, yours) = (pin.measures(), About::Pin(pin.card.id), pin.member.yours_to_judge);
    let case = case.filter(|case| case.open > 0);
    view! {
        <Facts pin />
        {case.map(|case| view! {
            <section class="admin__part" aria-labelledby="reports">
                <h2 class="admin__title" id="reports">"Reports"</h2>
                <Complaints open=case.open reports=case.reports.clone() />
                <Deciding case back=address.clone() without=LIST answer=answer.clone() />
            </section>
        })}
        <section class="admin__part" aria-labelledby="acts">
            <h2 class="admin__title" id="acts">"Actions"</h2>
            {if yours {
                view! { <Acts about measures back=address without=LIST answer /> }.into_any()
            } else {
                view! { <NotYours /> }.into_any()
            }}
        </section>
    }
}

#[component]
fn Facts(pin: ModeratedPin) -> impl IntoView {
    let ModeratedPin { card, created_at, hidden, member, .. } = pin;
    let PinCard { id, title, alt_text, visibility, picture, like_count, comment_count, .. } = card;
    let alt = if alt_text.is_empty() { title.clone() } else { alt_text };
    let shown = (!picture.available().is_empty()).then(|| sources(&picture, WIDEST));
    let number = |count: u32| Grouped(count).to_string();
    let seen = match visibility {
        Visibility::Unlisted => "Unlisted: anyone with the link",
        Visibility::Channel => "In a channel: everyone who can read it",
        Visibility::Public | Visibility::Private => "Public: everyone",
    };
    view! {
        <section class="admin__part moderated" aria-label="Picture">
            {shown.map(|sources| view! {
                <img
                    class="moderated__picture"
                    src=sources.src
                    srcset=sources.srcset
                    sizes="(width < 640px) 90vw, 320px"
                    width=picture.width.to_string()
                    height=picture.height.to_string()
                    alt=alt
                    decoding="async"
                />
            })}
            <div class="case__words">
                <h2 class="admin__title"><a href=format!("/pin/{id}")>{title}</a></h2>
                <p class="entry__facts"><Whose member /></p>
                <dl class="known">
                    {hidden.map(|hidden| view! {
                        <div class="known__one">
                            <dt>"Hidden"</dt>
                            <dd><Moment at=hidden.at />": "<bdi>{hidden.reason}</bdi></dd>
                        </div>
                    })}
                    <div class="known__one"><dt>"Visibility"</dt><dd>{seen}</dd></div>
                    <div class="known__one"><dt>"Added"</dt><dd><Moment at=created_at /></dd></div>
                    <div class="known__one"><dt>"Likes"</dt><dd>{number(like_count)}</dd></div>
                    <div class="known__one"><dt>"Comments"</dt><dd>{number(comment_count)}</dd></div>
                </dl>
            </div>
        </section>
    }
}
