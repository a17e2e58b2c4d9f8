//! One's expiring links: each with its state, and the button to revoke it.

mod share;
mod shared;

use crate::{
    app::{
        addresses::with_query,
        components::{ButtonForm, Draw, Empty, FormProblem, Icon, Moment, Success},
        counts::grouped,
        served::{Content, PageRequest, Title},
    },
    model::{
        errors::{Problem, Wait},
        expiring_links::{ExpiringLink, LinkEnd, MyLinks},
        page::Page,
    },
    services::expiring_links,
};
use leptos::prelude::*;

pub use share::{ShareForAWhile, load as share};
pub use shared::shared;

const TITLE: &str = "Your links";

/// The page's address.
const ADDRESS: &str = "/links";

/// One's expiring links. Visitors are asked to sign in.
///
/// # Errors
/// [`Problem::BadRequest`] for a broken cursor; [`Problem::Invalid`] for that of another list.
pub async fn load(request: PageRequest) -> Result<Content, Problem> {
    let caller = &request.caller;
    let Some(me) = caller.viewer() else {
        let words = "Links to pictures that you share temporarily are listed here.";
        return Ok(Content::sign_in_first(TITLE, "Sign in to see your links", words, ADDRESS));
    };
    let cursor = request.cursor();
    let first = cursor.is_none();
    let cursor = cursor.map(|cursor| cursor.parse()).transpose()?;
    let links = expiring_links::mine(&caller.site, me, cursor).await?;
    let problem = request.answer.problem;
    Ok(Content::new(move || {
        view! {
            <Title text=TITLE />
            <main id="main" class="page page--form" tabindex="-1">
                <header class="page__head">
                    <h1 class="page__title">{TITLE}</h1>
                    <p class="page__lead">
                        "Links to pictures that you share temporarily. Links that no longer work stay listed for 30 days."
                    </p>
                </header>
                <Success query="revoked" words="The link no longer works." />
                <FormProblem problem />
                <Found links first />
            </main>
        }
    }))
}

#[component]
fn Found(links: MyLinks, first: bool) -> impl IntoView {
    let MyLinks { page: Page { items, next }, lacking } = links;
    if items.is_empty() && first {
        return view! { <Nothing lacking /> }.into_any();
    }
    let older = next.map(|cursor| with_query(ADDRESS, &[("cursor", &cursor.to_string())]));
    view! {
        <ul class="entries" aria-label=TITLE>
            {items.into_iter().map(|link| view! { <Entry link /> }).collect_view()}
        </ul>
        <nav class="links__pages" aria-label="Pages">
            {(!first).then(|| view! { <a class="button button--quiet" href=ADDRESS>"Newest"</a> })}
            {match older {
                Some(address) => {
                    view! { <a class="button button--secondary" href=address rel="next">"Older links"</a> }.into_any()
                }
                None => view! { <p class="pager__end">"You’ve reached the end"</p> }.into_any(),
            }}
        </nav>
    }
    .into_any()
}

#[component]
fn Nothing(lacking: Option<String>) -> impl IntoView {
    match lacking {
        Some(words) => view! { <Empty icon=Icon::Link title="Not in your plan" words /> }.into_any(),
        None => view! {
            <Empty
                icon=Icon::Link
                title="No links yet"
                words="Open one of your pictures and choose “Share temporarily”. Anyone with the link can see the picture until \
                       the link expires."
            >
                <a class="button button--primary" href="/uploads"><Draw icon=Icon::Pictures class="icon--small" />"Your uploads"</a>
            </Empty>
        }
        .into_any(),
    }
}

#[component]
fn Entry(link: ExpiringLink) -> impl IntoView {
    let ExpiringLink { id, pin, size, end, seconds_left, expires_at, views, max_views, has_password, .. } = link;
    let name = pin.as_ref().map_or_else(|| "Deleted picture".to_owned(), |pin| pin.title.clone());
    let title = match pin {
        Some(pin) => {
            view! { <a class="entry__link" href=format!("/pin/{}", pin.id) dir="auto">{pin.title.clone()}</a> }
                .into_any()
        }
        None => name.clone().into_any(),
    };
    let state = match end {
        None => view! { <span class="badge badge--accent">{format!("Active: {} left", Wait(seconds_left))}</span> }
            .into_any(),
        Some(end) => view! { <span class="badge">{end.badge()}</span> }.into_any(),
    };
    view! {
        <li class="entry">
            <Draw icon=Icon::Link class="entry__icon" />
            <div class="entry__words">
                <p class="entry__name links__name">{title}</p>
                <p class="entry__facts">
                    {state}
                    <span>{size.to_string()}</span>
                    <span>{seen(views, max_views)}</span>
                    {has_password.then(|| view! { <span>"Password protected"</span> })}
                    {(end == Some(LinkEnd::Expired)).then(|| view! { <span><Moment at=expires_at /></span> })}
                </p>
            </div>
            {end.is_none().then(|| view! { <Revoke id=id.to_string() name /> })}
        </li>
    }
}

/// Asks before a link is revoked.
#[component]
fn Revoke(id: String, name: String) -> impl IntoView {
    view! {
        <details class="links__revoke">
            <summary class="button button--secondary button--small">
                "Revoke"<span class="visually-hidden">{format!(" the link to {name}")}</span>
            </summary>
            <div class="links__asked">
                <p>"The link stops working immediately for everyone who has it."</p>
                <ButtonForm action=ADDRESS fields=vec![("link", id)] class="button button--danger">
                    "Revoke link"<span class="visually-hidden">{format!(" to {name}")}</span>
                </ButtonForm>
            </div>
        </details>
    }
}

/// How often a link was viewed.
fn seen(views: u64, most: Option<u32>) -> String {
    match most {
        Some(most) => format!("{} of {} views", grouped(views), grouped(most.into())),
        None if views == 1 => "1 view".to_owned(),
        None => format!("{} views", grouped(views)),
    }
}
