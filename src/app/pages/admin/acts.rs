//! What can be done about a pin, a comment or a member: one form an act, opened first, as each says what it does. They are sent by the
//! browser itself, so that they work without script.

use crate::{
    app::{
        components::{ButtonForm, Draw, Icon, escaped, problem_of},
        start::FormAnswer,
    },
    model::moderation::{About, Measure, PRESETS},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Where all of them are sent.
const ACTION: &str = "/admin/reports/act";

/// The acts.
#[component]
pub(super) fn Acts(
    /// What they are about.
    about: About,
    /// Which can be done.
    measures: Vec<Measure>,
    /// The page to come back to.
    back: String,
    /// The page to come to where what it was about is gone.
    #[prop(optional)]
    back_without: Option<&'static str>,
    /// What a form of this page was answered.
    answer: FormAnswer,
) -> impl IntoView {
    let key = about.to_string();
    let act = move |measure: Measure| {
        let gone = matches!(measure, Measure::RemovePin | Measure::RemoveComment);
        let back = back_without.filter(|_| gone).map_or_else(|| back.clone(), str::to_owned);
        if measure.needs_reason() {
            view! { <Act about=key.clone() measure back answer=answer.clone() /> }.into_any()
        } else {
            let fields = vec![("about", key.clone()), ("act", measure.name().to_owned()), ("back", back)];
            view! {
                <div class="acts__plain">
                    <ButtonForm action=ACTION fields class="button button--secondary button--small">
                        <Draw icon=Icon::Done class="icon--small" />{words(measure).0}
                    </ButtonForm>
                </div>
            }
            .into_any()
        }
    };
    view! { <div class="acts">{measures.into_iter().map(act).collect_view()}</div> }
}

/// What a link or a button of it says, what it does, and whether what it does cannot be taken back.
const fn words(measure: Measure) -> (&'static str, &'static str, bool) {
    match measure {
        Measure::HidePin => (
            "Hide the picture",
            "Nobody but its owner and the moderators sees it from now on. It can be shown again.",
            false,
        ),
        Measure::RestorePin => {
            ("Show the picture again", "Whoever could see it before it was hidden sees it again.", false)
        }
        Measure::RemovePin => (
            "Remove the picture",
            "The picture goes for good, with its likes and comments. Neither its owner nor you can bring it back.",
            true,
        ),
        Measure::RemoveComment => ("Remove the comment", "The comment goes for good. Nobody can bring it back.", true),
        Measure::WarnMember => ("Warn the member", "They read what you write here among their notifications.", false),
        Measure::SuspendMember => (
            "Suspend the member",
            "They are signed out everywhere and cannot sign in, and nothing of theirs is shown. They can be let in again.",
            true,
        ),
        Measure::RestoreMember => {
            ("Let the member in again", "They can sign in, and what is theirs is shown again.", false)
        }
        Measure::DismissReports => ("Nothing to be done", "The reports are settled. Nobody is told.", false),
    }
}

#[component]
fn Act(about: String, measure: Measure, back: String, answer: FormAnswer) -> impl IntoView {
    let (title, what, lasting) = words(measure);
    let typed = |name: &str| answer.typed.get(name).map(String::as_str).unwrap_or_default();
    let mine = typed("about") == about && typed("act") == measure.name();
    let (reason, preset) = if mine { (typed("reason"), typed("preset")) } else { ("", "") };
    let wrong = problem_of(&answer.problem, "reason").filter(|_| mine);
    // No two forms of a page share an id.
    let id = format!("{}-{}", measure.name(), about.replace(':', "-"));
    let group = format!("acts-{about}");
    let (preset_id, wrong_id) = (format!("{id}-preset"), format!("{id}-error"));
    let options = PRESETS.map(|words| view! { <option value=words selected=words == preset>{words}</option> });
    view! {
        <details class="disclosure act" name=group open=mine>
            <summary class="disclosure__toggle">{title}</summary>
            <form class="form disclosure__body act__form" method="post" action=ACTION enctype="multipart/form-data">
                <input type="hidden" name="about" value=about />
                <input type="hidden" name="act" value=measure.name() />
                <input type="hidden" name="back" value=back />
                <p>{what}</p>
                <div class="field">
                    <label class="field__label" for=preset_id.clone()>"Reason"</label>
                    <select class="input input--choice" id=preset_id name="preset">
                        <option value="">"In your own words"</option>
                        {options.into_iter().collect_view()}
                    </select>
                </div>
                <div class="field">
                    <label class="field__label" for=id.clone()>"What the member reads"</label>
                    <textarea
                        class="input input--lines"
                        id=id
                        name="reason"
                        rows="3"
                        aria-describedby=wrong.is_some().then(|| wrong_id.clone())
                        aria-invalid=wrong.is_some().then_some("true")
                        inner_html=escaped(reason)
                    ></textarea>
                    {wrong.map(|words| view! {
                        <p class="field__error" id=wrong_id><Draw icon=Icon::Alert class="icon--small" />{words}</p>
                    })}
                </div>
                <p class="acts__plain">
                    <button class=if lasting { "button button--danger" } else { "button button--primary" } type="submit">{title}</button>
                </p>
            </form>
        </details>
    }
}

/// In the place of the acts, where they are not this moderator's.
#[component]
pub(super) fn NotYours() -> impl IntoView {
    view! { <p class="table__quiet">"Somebody else decides about this: nobody judges themselves, and moderators judge members alone."</p> }
}

/// Says what was done, on the page that one came back to.
#[component]
pub(super) fn Done() -> impl IntoView {
    let query = use_query_map();
    let done = move || query.with(|query| query.get("done")).and_then(|done| done.parse::<Measure>().ok());
    move || {
        done().map(|measure| {
            view! {
                <div class="alert alert--success" role="status">
                    <Draw icon=Icon::Done />
                    <p class="alert__body">{measure.done()}"."</p>
                </div>
            }
        })
    }
}
