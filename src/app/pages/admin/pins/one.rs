//! One pin, for moderators and admins: what it is, what is said against it, and what can be done.

use crate::{
    app::{
        components::{Day, Draw, Fetched, FormProblem, Icon, sources},
        counts::Grouped,
        pages::admin::{
            acts::{Acts, Done, NotYours},
            frame::{Section, admin_part},
            reports::{Complaints, Deciding, Whose},
        },
        start::FormAnswer,
    },
    model::{
        errors::Problem,
        moderation::{About, ModeratedPin, PinCase},
        pins::{PinCard, Visibility},
    },
    server_fns,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The most that the picture needs, in pixels.
const WIDEST: u32 = 1000;

/// One pin, and what can be done about it.
#[component]
pub fn ModeratePin() -> impl IntoView {
    let params = use_params_map();
    admin_part(Section::Pins, "A picture", move |_me, answer| {
        let id = Memo::new(move |_| params.with(|params| params.get("id")).unwrap_or_default());
        let found = Resource::new(
            move || id.get(),
            |id| async move {
                let id = id.parse().map_err(|_| Problem::NotFound)?;
                server_fns::admin::moderation::pin(id).await
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
fn Shown(found: PinCase, answer: FormAnswer) -> impl IntoView {
    let PinCase { pin, case } = found;
    let address = format!("/admin/pins/{}", pin.card.id);
    let (measures, about, yours) = (pin.measures(), About::Pin(pin.card.id), pin.member.yours_to_judge);
    let case = case.filter(|case| case.open > 0);
    view! {
        <Facts pin />
        {case.map(|case| view! {
            <section class="admin__part" aria-labelledby="reports">
                <h2 class="admin__title" id="reports">"What is reported"</h2>
                <Complaints open=case.open reports=case.reports.clone() />
                <Deciding case back=address.clone() answer=answer.clone() />
            </section>
        })}
        <section class="admin__part" aria-labelledby="acts">
            <h2 class="admin__title" id="acts">"The picture itself"</h2>
            {if yours {
                view! { <Acts about measures back=address back_without="/admin/pins" answer /> }.into_any()
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
    let seen =
        if visibility == Visibility::Unlisted { "Unlisted: whoever has its address" } else { "Public: everybody" };
    view! {
        <section class="admin__part moderated" aria-label="The picture">
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
                            <dt><Draw icon=Icon::EyeOff class="icon--small" />" Hidden"</dt>
                            <dd>"Since "<Day at=hidden.at />": "<bdi>{hidden.reason}</bdi></dd>
                        </div>
                    })}
                    <div class="known__one"><dt>"Seen by"</dt><dd>{seen}</dd></div>
                    <div class="known__one"><dt>"Added"</dt><dd><Day at=created_at /></dd></div>
                    <div class="known__one"><dt>"Likes"</dt><dd>{number(like_count)}</dd></div>
                    <div class="known__one"><dt>"Comments"</dt><dd>{number(comment_count)}</dd></div>
                </dl>
            </div>
        </section>
    }
}
