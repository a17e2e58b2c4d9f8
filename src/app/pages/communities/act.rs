//! Something that is done about a member or a message, with a reason: a form, folded away until it is opened. The browser itself sends it.
//! It says by `act` which one it is, so that one that was refused is open again with what was typed.

use crate::{
    app::{
        components::{Draw, Icon, escaped, problem_of},
        start::FormAnswer,
    },
    model::communities::COMMUNITY_REASON_LONGEST,
};
use leptos::prelude::*;

#[component]
pub(super) fn Act(
    /// Which of the page, and the beginning of its ids.
    #[prop(into)]
    act: String,
    /// What its button says.
    title: &'static str,
    /// What it does.
    what: &'static str,
    action: &'static str,
    fields: Vec<(&'static str, String)>,
    /// Who reads the reason.
    hint: &'static str,
    /// Whether it takes something away, so that its button is red.
    #[prop(optional)]
    lasting: bool,
    /// The id of what tells those of the same title apart.
    #[prop(optional, into)]
    described_by: Option<String>,
    answer: FormAnswer,
    /// What is asked beside the reason.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let refused = answer.typed.get("act").is_some_and(|refused| *refused == act);
    let reason = if refused { answer.typed_or("reason", "") } else { String::new() };
    let wrong = refused.then(|| problem_of(&answer.problem, "reason")).flatten();
    let (id, hint_id, wrong_id) =
        (format!("{act}-reason"), format!("{act}-reason-hint"), format!("{act}-reason-error"));
    let of_field = if wrong.is_some() { format!("{hint_id} {wrong_id}") } else { hint_id.clone() };
    let class = if lasting { "button button--danger" } else { "button button--primary" };
    let hidden =
        fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view();
    view! {
        <details class="disclosure act" name="acts" open=refused>
            <summary class="disclosure__toggle" aria-describedby=described_by>{title}</summary>
            <form class="disclosure__body act__form" method="post" action=action enctype="multipart/form-data">
                {hidden}
                <input type="hidden" name="act" value=act />
                <p>{what}</p>
                {children.map(|children| children())}
                <div class="field">
                    <label class="field__label" for=id.clone()>"Reason "<span class="field__optional">"(optional)"</span></label>
                    <textarea
                        class="input input--lines"
                        id=id
                        name="reason"
                        rows="2"
                        maxlength=COMMUNITY_REASON_LONGEST.to_string()
                        dir="auto"
                        aria-describedby=of_field
                        aria-invalid=wrong.is_some().then_some("true")
                        inner_html=escaped(&reason)
                    ></textarea>
                    <p class="field__hint" id=hint_id>{hint}</p>
                    {wrong.map(|words| view! {
                        <p class="field__error" id=wrong_id><Draw icon=Icon::Alert class="icon--small" />{words}</p>
                    })}
                </div>
                <p class="acts__plain"><button class=class type="submit">{title}</button></p>
            </form>
        </details>
    }
}
