//! The rules of the site.

use crate::{
    app::{
        prose::prose,
        served::{Content, PageRequest, Title},
    },
    model::errors::Problem,
    services::site_settings,
};
use leptos::prelude::*;

/// The rules of the site.
///
/// # Errors
/// [`Problem::NotFound`] where there are none.
pub async fn load(request: PageRequest) -> Result<Content, Problem> {
    let rules = site_settings::rules(&request.caller.site).await?;
    if rules.is_empty() {
        return Err(Problem::NotFound);
    }
    Ok(Content::new(move || {
        let paragraphs = rules.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty());
        let paragraph = |paragraph| view! { <p class="prose">{prose(paragraph, |_| false)}</p> };
        view! {
            <Title text="Rules" />
            <main id="main" class="page page--form" tabindex="-1">
                <header class="page__head"><h1 class="page__title">"Rules"</h1></header>
                <div class="rules">{paragraphs.map(paragraph).collect_view()}</div>
            </main>
        }
    }))
}
