//! How much of a member's storage is used, as a meter.

use crate::model::{errors::Bytes, plans::Usage};
use leptos::prelude::*;

/// From which part on the meter warns.
const NEARLY_FULL: f64 = 0.9;

/// How much of one's storage is used.
#[component]
pub fn UsageMeter(
    /// How much that is, and of what plan.
    usage: Usage,
) -> impl IntoView {
    let Some(quota) = usage.plan.terms.quota else {
        let words = format!("{} used. Your plan has unlimited storage.", Bytes(usage.used));
        return view! { <div class="usage"><p class="usage__words">{words}</p></div> }.into_any();
    };
    let part = (usage.used as f64 / quota as f64).min(1.0);
    let words = format!("{} of {} used", Bytes(usage.used), Bytes(quota));
    let level = match part {
        part if part >= 1.0 => "full",
        part if part >= NEARLY_FULL => "nearly",
        _ => "free",
    };
    let hint = match level {
        "full" => Some("Your storage is full. Delete some pictures, or ask an admin for another plan."),
        "nearly" => Some("Your storage is almost full."),
        _ => None,
    };
    view! {
        <div class="usage" data-level=level>
            <p class="usage__words" id="usage-words">{words}</p>
            <div
                class="progress"
                role="meter"
                aria-label="Storage used"
                aria-describedby="usage-words"
                aria-valuemin="0"
                aria-valuemax="100"
                aria-valuenow=format!("{:.0}", part * 100.0)
                style=format!("--progress:{part:.4}")
            >
                <div class="progress__bar"></div>
            </div>
            {hint.map(|hint| view! { <p class="usage__hint">{hint}</p> })}
        </div>
    }
    .into_any()
}
