//! A button that does one thing at once: a form with nothing to fill in, sent by the browser itself.

use leptos::prelude::*;

/// One button and what it sends.
#[component]
pub fn ButtonForm(
    /// Where it is posted.
    #[prop(into)]
    action: String,
    /// What is sent, by name.
    #[prop(default = Vec::new())]
    fields: Vec<(&'static str, String)>,
    /// The classes of the button.
    class: &'static str,
    /// The id of what tells buttons of the same words apart.
    #[prop(optional, into)]
    described_by: Option<String>,
    /// What the button says.
    children: Children,
) -> impl IntoView {
    let hidden =
        fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view();
    view! {
        <form method="post" action=action enctype="multipart/form-data">
            {hidden}
            <button class=class type="submit" aria-describedby=described_by>{children()}</button>
        </form>
    }
}
