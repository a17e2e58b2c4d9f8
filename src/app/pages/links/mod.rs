//! One's expiring links: each with what has become of it, and the way to end it.

mod share;
mod shared;

use crate::{
    app::{
        addresses::with_query,
        components::{ButtonForm, Draw, Empty, Fetched, FormProblem, Icon, Moment, SignInFirst, Success},
        start::Answered,
    },
    model::{
        accounts::Me,
        errors::Wait,
        expiring_links::{ExpiringLink, MyLinks},
    },
    server_fns::{self, status::AnswerStatus},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

pub use share::{ShareForAWhile, SharePin};
pub use shared::Shared;

/// The page's address.
const ADDRESS: &str = "/links";

/// One's expiring links. Visitors are asked to sign in.
#[component]
pub fn Links() -> impl IntoView {
    let page = match expect_context::<Option<Me>>() {
        Some(_) => view! { <Mine /> }.into_any(),
        None => {
            AnswerStatus::set(401);
            view! { <SignInFirst title="Links belong to somebody" words="Sign in to see yours." next=ADDRESS /> }
                .into_any()
        }
    };
    view! {
        <Title text="Your links" />
        <main id="main" class="page page--form" tabindex="-1">{page}</main>
    }
}

#[component]
fn Mine() -> impl IntoView {
    let answer = Answered::take().unwrap_or_default();
    let problem = RwSignal::new(answer.problem);
    let query = use_query_map();
    let cursor = Memo::new(move |_| query.with(|query| query.get("cursor")));
    let links = Resource::new(move || cursor.get(), server_fns::expiring_links::my_links);
    view! {
        <header class="page__head">
            <h1 class="page__title">"Your links"</h1>
            <p class="page__lead">"Pictures that you share for a while. Links that work no more are listed for 30 days."</p>
        </header>
        <Success query="revoked" words="That link works no more." />
        <FormProblem problem />
        <Fetched from=links let:links>
            <Found links first=cursor.get_untracked().is_none() />
        </Fetched>
    }
}

#[component]
fn Found(links: MyLinks, first: bool) -> impl IntoView {
    let MyLinks { items, next, lacking } = links;
    if items.is_empty() && first {
        return view! { <Nothing lacking /> }.into_any();
    }
    let older = next.map(|cursor| with_query(ADDRESS, &[("cursor", &cursor)]));
    view! {
        <ul class="entries" aria-label="Your links">
            {items.into_iter().map(|link| view! { <Entry link /> }).collect_view()}
        </ul>
        <nav class="links__pages" aria-label="Pages">
            {(!first).then(|| view! { <a class="button button--quiet" href=ADDRESS>"Newest"</a> })}
            {match older {
                Some(address) => {
                    view! { <a class="button button--secondary" href=address rel="next">"Older links"</a> }.into_any()
                }
                None => view! { <p class="pager__end">"That was all of them"</p> }.into_any(),
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
                words="Open a picture of yours and choose “Share for a while”: whoever has the link sees it, until its time is over."
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
    let name = pin.as_ref().map_or_else(|| "A deleted picture".to_owned(), |pin| pin.title.clone());
    let title = match pin {
        Some(pin) => {
            view! { <a class="entry__link" href=format!("/pin/{}", pin.id) dir="auto">{pin.title.clone()}</a> }
                .into_any()
        }
        None => name.clone().into_any(),
    };
    let state = match end {
        None => view! { <span class="badge badge--accent">{format!("Works: {} left", Wait(seconds_left))}</span> }
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
                    {has_password.then(|| view! { <span>"With a password"</span> })}
                    <span>{if end.is_none() { "Until " } else { "Made to work until " }}<Moment at=expires_at /></span>
                </p>
            </div>
            {end.is_none().then(|| view! { <Revoke id=id.to_string() name /> })}
        </li>
    }
}

/// Asks before a link is taken back.
#[component]
fn Revoke(id: String, name: String) -> impl IntoView {
    view! {
        <details class="links__revoke">
            <summary class="button button--secondary">
                "Revoke"<span class="visually-hidden">{format!(" the link to {name}")}</span>
            </summary>
            <div class="links__asked">
                <p>"It stops working at once, for everybody who has it."</p>
                <ButtonForm action=ADDRESS fields=vec![("link", id)] class="button button--danger">
                    "Revoke it"<span class="visually-hidden">{format!(": the link to {name}")}</span>
                </ButtonForm>
            </div>
        </details>
    }
}

/// How often a picture was had by its link.
fn seen(views: u64, most: Option<u32>) -> String {
    match most {
        Some(most) => format!("{views} of {most} views"),
        None if views == 1 => "1 view".to_owned(),
        None => format!("{views} views"),
    }
}
