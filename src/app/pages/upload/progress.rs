//! A bar that fills.

use leptos::prelude::*;

/// How much of something is done.
#[component]
pub fn ProgressBar(
    /// How much, from 0 to 1; `None` where the work has no known end.
    part: Signal<Option<f64>>,
    /// Of what.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let known = move || part.with(Option::is_some);
    view! {
        <div
            class="progress"
            class:progress--unknown=move || !known()
            role="progressbar"
            aria-label=move || label.get()
            aria-valuemin=move || known().then_some("0")
            aria-valuemax=move || known().then_some("100")
            aria-valuenow=move || part.get().map(|part| format!("{:.0}", (part * 100.0).floor()))
            style=move || part.get().map(|part| format!("--progress:{part:.3}"))
        >
            <div class="progress__bar"></div>
        </div>
    }
}
