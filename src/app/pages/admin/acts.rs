//! What can be done about a picture, a comment, a message or a member: a form for each action, folded away until it is opened, as each
//! says what it does. The browser itself sends them, so that they work without script.

use crate::{
    app::{
        components::{ButtonForm, Draw, Icon, escaped, problem_of},
        location,
        start::FormAnswer,
    },
    model::moderation::{About, Measure, PRESETS},
};
use leptos::prelude::*;

/// The address that every form is sent to.
const ACTION: &str = "/fn/moderator_act";

/// The actions.
#[component]
pub(super) fn Acts(
    about: About,
    measures: Vec<Measure>,
    /// The page they are on, which says why one was refused.
    back: String,
    /// The page to go on to once what it was about is removed, where this page goes with it.
    #[prop(default = None)]
    without: Option<&'static str>,
    /// The answer to a form of this page.
    answer: FormAnswer,
) -> impl IntoView {
    let key = about.to_string();
    let act = move |measure: Measure| {
        let next = without.filter(|_| matches!(measure, Measure::RemovePin | Measure::RemoveComment));
        if measure.needs_reason() {
            view! { <Act about=key.clone() measure back=back.clone() next answer=answer.clone() /> }.into_any()
        } else {
            let fields = vec![("about", key.clone()), ("act", measure.name().to_owned()), ("back", back.clone())];
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

/// What its button says, what it does, and whether it takes something away, so that its button is red.
const fn words(measure: Measure) -> (&'static str, &'static str, bool) {
    match measure {
        Measure::HidePin => (
            "Hide the picture",
            "Only its owner, moderators and admins can see a hidden picture. You can show it again later.",
            false,
        ),
        Measure::RestorePin => {
            ("Show the picture again", "Everyone who could see the picture before can see it again.", false)
        }
        Measure::RemovePin => (
            "Remove the picture",
            "Deletes the picture for good, with its likes and comments. Neither you nor its owner can restore it.",
            true,
        ),
        Measure::RemoveComment => ("Remove the comment", "Deletes the comment for good. This can’t be undone.", true),
        Measure::RemoveMessage => (
            "Remove the message",
            "Deletes the message for good, with the pictures uploaded for it. This can’t be undone.",
            true,
        ),
        Measure::WarnMember => ("Warn the member", "The member gets your message as a notification.", false),
        Measure::SuspendMember => (
            "Suspend the member",
            "Signs the member out everywhere, blocks sign-in and hides everything they posted. You can restore the member later.",
            true,
        ),
        Measure::RestoreMember => {
            ("Restore the member", "The member can sign in again, and everything they posted is visible again.", false)
        }
        Measure::DismissReports => ("Dismiss", "Closes the reports without action. Nobody is notified.", false),
    }
}

#[component]
fn Act(about: String, measure: Measure, back: String, next: Option<&'static str>, answer: FormAnswer) -> impl IntoView {
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
                {next.map(|next| view! { <input type="hidden" name="next" value=next /> })}
                <p>{what}</p>
                <div class="field">
                    <label class="field__label" for=preset_id.clone()>"Reason"</label>
                    <select class="input input--choice" id=preset_id name="preset">
                        <option value="">"Write your own"</option>
                        {options.into_iter().collect_view()}
                    </select>
                </div>
                <div class="field">
                    <label class="field__label" for=id.clone()>"Message to the member"</label>
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

/// Stands in the place of the actions where the viewer may take none.
#[component]
pub(super) fn NotYours() -> impl IntoView {
    view! {
        <p class="table__quiet">
            "You can’t act on this: nobody can moderate themselves, and only admins can moderate moderators and admins."
        </p>
    }
}

/// Says what was done, on the page that one came back to.
#[component]
pub(super) fn Done() -> impl IntoView {
    let done = location::query().get("done").and_then(|done| done.parse::<Measure>().ok());
    done.map(|measure| {
        view! {
            <div class="alert alert--success" role="status">
                <Draw icon=Icon::Done />
                <p class="alert__body">{measure.done()}"."</p>
            </div>
        }
    })
}
