//! Fields of forms: label, input, hint and error, tied together for screen readers.

use super::{Draw, Icon};
use crate::model::errors::Problem;
use leptos::prelude::*;

/// What makes a good password.
const GOOD_PASSWORD: &str = "At least 10 characters. A short phrase works well.";

/// What a problem says about one field, if anything.
pub fn problem_of(problem: &Option<Problem>, field: &str) -> Option<String> {
    match problem {
        Some(Problem::Invalid { fields }) => {
            fields.iter().find(|problem| problem.field == field).map(|problem| problem.message.clone())
        }
        Some(taken @ Problem::TitleTaken { .. }) if field == "title" => Some(taken.to_string()),
        _ => None,
    }
}

/// A line of text.
#[component]
pub fn Field(
    /// Its name in the form, which is its id as well.
    name: &'static str,
    /// What it asks for.
    label: &'static str,
    /// The kind of input.
    #[prop(default = "text")]
    kind: &'static str,
    /// What a browser may fill in.
    autocomplete: &'static str,
    /// What is to be known before typing.
    #[prop(optional)]
    hint: &'static str,
    /// Whether it may stay empty.
    #[prop(optional)]
    optional: bool,
    /// What was typed before.
    typed: String,
    /// What is wrong with it.
    wrong: Option<String>,
) -> impl IntoView {
    view! {
        <div class="field">
            <Label name label optional />
            <input
                class="input"
                id=name
                name=name
                type=kind
                dir=(kind == "text").then_some("auto")
                autocomplete=autocomplete
                autocapitalize=(autocomplete == "username").then_some("none")
                spellcheck=(autocomplete == "username").then_some("false")
                required=!optional
                value=typed
                aria-describedby=described_by(name, hint, wrong.is_some())
                aria-invalid=wrong.is_some().then_some("true")
            />
            <Hint name hint />
            <Wrong name wrong />
        </div>
    }
}

/// Some lines of text.
#[component]
pub fn TextField(
    /// Its name in the form, which is its id as well.
    name: &'static str,
    /// What it asks for.
    label: &'static str,
    /// What is to be known before typing.
    #[prop(optional)]
    hint: &'static str,
    /// Whether it may stay empty.
    #[prop(optional)]
    optional: bool,
    /// How many lines are seen at once.
    #[prop(default = 4)]
    rows: u8,
    /// What was typed before.
    typed: String,
    /// What is wrong with it.
    wrong: Option<String>,
) -> impl IntoView {
    view! {
        <div class="field">
            <Label name label optional />
            <textarea
                class="input input--lines"
                id=name
                name=name
                rows=rows.to_string()
                dir="auto"
                required=!optional
                aria-describedby=described_by(name, hint, wrong.is_some())
                aria-invalid=wrong.is_some().then_some("true")
                inner_html=escaped(&typed)
            ></textarea>
            <Hint name hint />
            <Wrong name wrong />
        </div>
    }
}

/// Text as HTML. Leptos writes what stands in a `<textarea>` into the page as it is, and one without text as a space.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// A new password, with what makes a good one.
#[component]
pub fn NewPasswordField(
    /// What it asks for.
    #[prop(default = "Password")]
    label: &'static str,
    /// What is wrong with it.
    wrong: Option<String>,
) -> impl IntoView {
    view! { <PasswordField label autocomplete="new-password" hint=GOOD_PASSWORD wrong /> }
}

/// A password, which can be shown where scripts run.
#[component]
pub fn PasswordField(
    /// Its name in the form, which is its id as well.
    #[prop(default = "password")]
    name: &'static str,
    /// What it asks for.
    #[prop(default = "Password")]
    label: &'static str,
    /// What a browser may fill in.
    autocomplete: &'static str,
    /// What is to be known before typing.
    #[prop(optional)]
    hint: &'static str,
    /// What is wrong with it.
    wrong: Option<String>,
) -> impl IntoView {
    view! {
        <div class="field">
            <Label name label />
            <div class="password">
                <input
                    class="input password__input"
                    id=name
                    name=name
                    type="password"
                    autocomplete=autocomplete
                    required
                    aria-describedby=described_by(name, hint, wrong.is_some())
                    aria-invalid=wrong.is_some().then_some("true")
                />
                <button
                    class="icon-button password__toggle"
                    type="button"
                    aria-pressed="false"
                    aria-label="Show password"
                    aria-controls=name
                    data-needs-script
                >
                    <Draw icon=Icon::Eye class="password__hidden" />
                    <Draw icon=Icon::EyeOff class="password__shown" />
                </button>
            </div>
            <Hint name hint />
            <Wrong name wrong />
        </div>
    }
}

/// What a field asks for.
#[component]
pub fn Label(
    /// The field's name, which is its id as well.
    name: &'static str,
    /// The words.
    label: &'static str,
    /// Whether it may stay empty.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    view! {
        <label class="field__label" for=name>
            {label}
            {optional.then(|| view! { " "<span class="field__optional">"(optional)"</span> })}
        </label>
    }
}

/// What is to be known before typing.
#[component]
pub fn Hint(
    /// The field's name.
    name: &'static str,
    /// The words; none where empty.
    hint: &'static str,
) -> impl IntoView {
    (!hint.is_empty()).then(|| view! { <p class="field__hint" id=format!("{name}-hint")>{hint}</p> })
}

/// What is wrong with a field.
#[component]
pub fn Wrong(
    /// The field's name.
    name: &'static str,
    /// The words; none where all is well.
    wrong: Option<String>,
) -> impl IntoView {
    wrong.map(|words| {
        view! {
            <p class="field__error" id=format!("{name}-error")><Draw icon=Icon::Alert class="icon--small" />{words}</p>
        }
    })
}

/// The ids of what describes a field.
pub fn described_by(name: &str, hint: &str, wrong: bool) -> Option<String> {
    let hint = (!hint.is_empty()).then(|| format!("{name}-hint"));
    let error = wrong.then(|| format!("{name}-error"));
    let ids: Vec<_> = hint.into_iter().chain(error).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::accounts::PASSWORD_SHORTEST;

    #[test]
    fn what_makes_a_good_password_is_what_the_rules_ask() {
        assert!(GOOD_PASSWORD.contains(&format!("{PASSWORD_SHORTEST} characters")));
    }

    #[test]
    fn no_text_ends_the_field_it_stands_in() {
        assert_eq!(escaped("</textarea><b>&lt;"), "&lt;/textarea>&lt;b>&amp;lt;");
    }
}
