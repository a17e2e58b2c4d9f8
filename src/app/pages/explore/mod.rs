//! Everybody's pictures: the main page, newest first or what is liked most; or those of a tag.

mod order;

use crate::{
    app::{
        components::{Draw, Drawing, FeedOf, Icon, Mosaic, Notice, Success, Suggestions, TagHead},
        location::Query,
        served::{Content, Grid, PageRequest, Title, list, part},
        start::is_visitor,
    },
    model::{
        accounts::SignUpMode,
        errors::Problem,
        feeds::{Order, Suggestion},
    },
    services::feeds,
};
use leptos::prelude::*;

/// Everybody's pictures in the order that the address asks for; those with a tag where it names one.
///
/// # Errors
/// As [`list`].
pub async fn load(request: PageRequest) -> Result<Content, Problem> {
    let feed = asked(request.queries());
    if let Some(part) = part(&request, &feed).await? {
        return Ok(part);
    }
    let page = list(&request.caller, &feed, request.cursor().as_deref()).await?;
    let people = people_to_follow(&request, &feed).await;
    Ok(Content::new(move || {
        let grid = if page.items.is_empty() {
            view! { <Empty feed=feed.clone() /> }.into_any()
        } else {
            let label = label(&feed);
            view! {
                {(!people.is_empty()).then(|| view! { <Suggestions people row=true /> })}
                <Grid feed=feed.clone() page label />
            }
            .into_any()
        };
        view! {
            <Title text=title(&feed) />
            <main id="main" class="page" tabindex="-1">
                <Success query="goodbye" words="Your account and everything in it have been deleted." />
                <Head feed />
                {grid}
            </main>
        }
    }))
}

/// The list that an address asks for.
fn asked(query: &Query) -> FeedOf {
    let value = |name: &str| query.get(name).filter(|value| !value.is_empty());
    match value("tag") {
        Some(tag) => FeedOf::Tag { tag },
        None => {
            let (sort, window) = (value("sort").unwrap_or_default(), value("window").unwrap_or_default());
            FeedOf::Explore { order: Order::named(&sort, &window) }
        }
    }
}

/// Members whom a newcomer could follow, shown above the first page of the newest pictures; nobody for other members.
async fn people_to_follow(request: &PageRequest, feed: &FeedOf) -> Vec<Suggestion> {
    let first = *feed == FeedOf::Explore { order: Order::Newest } && request.cursor().is_none();
    let Some(me) = request.caller.viewer().filter(|_| first) else { return Vec::new() };
    // The page is complete without suggestions.
    feeds::welcome(&request.caller.site, me).await.unwrap_or_default()
}

fn title(feed: &FeedOf) -> String {
    match feed {
        FeedOf::Tag { tag } => format!("#{tag}"),
        FeedOf::Explore { order: Order::Popular(window) } => format!("Most liked {}", order::when(*window)),
        _ => String::new(),
    }
}

fn label(feed: &FeedOf) -> String {
    match feed {
        FeedOf::Explore { order: Order::Popular(window) } => format!("Most liked pictures {}", order::when(*window)),
        FeedOf::Tag { tag } => format!("Newest pictures with the tag #{tag}"),
        _ => "Newest pictures".to_owned(),
    }
}

#[component]
fn Head(feed: FeedOf) -> impl IntoView {
    let visitor = is_visitor();
    match feed {
        FeedOf::Tag { tag } => view! {
            <header class="page__head"><TagHead tag back=("/".to_owned(), "All pictures".to_owned()) /></header>
        }
        .into_any(),
        FeedOf::Explore { order } => {
            let heading = if visitor && order == Order::Newest {
                view! { <Hero /> }.into_any()
            } else {
                view! { <h1 class="visually-hidden">{order::heading(order)}</h1> }.into_any()
            };
            view! { {heading}<order::OrderSwitch order /> }.into_any()
        }
        _ => ().into_any(),
    }
}

#[component]
fn Hero() -> impl IntoView {
    let (address, words) = match expect_context::<SignUpMode>() {
        SignUpMode::Open => ("/signup", "Create an account"),
        SignUpMode::Invite | SignUpMode::Closed => ("/login", "Sign in"),
    };
    view! {
        <section class="hero">
            <div class="hero__words">
                <h1 class="hero__title">"Pictures worth a second look"</h1>
                <p class="hero__lead">"Share your pictures, and discover what others have shared."</p>
            </div>
            <a class="button button--primary hero__action" href=address>{words}</a>
            <div class="hero__mosaic" aria-hidden="true"><Mosaic /></div>
        </section>
    }
}

#[component]
fn Empty(feed: FeedOf) -> impl IntoView {
    let (title, words) = match &feed {
        FeedOf::Tag { .. } => ("No pictures found", "No public pictures have this tag."),
        FeedOf::Explore { order: Order::Popular(_) } => {
            ("No pictures found", "No pictures were added in this period. Try a longer one.")
        }
        _ => {
            return view! {
                <Notice
                    drawing=Drawing::Empty
                    title="No pictures yet"
                    words="Be the first to share a picture.".to_owned()
                    below=true
                >
                    <a class="button button--primary" href="/upload"><Draw icon=Icon::Upload class="icon--small" />"Upload a picture"</a>
                </Notice>
            }
            .into_any();
        }
    };
    view! {
        <Notice drawing=Drawing::Empty title words=words.to_owned() below=true>
            <a class="button button--primary" href="/">"Explore pictures"</a>
        </Notice>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::feeds::Window;

    #[test]
    fn an_address_says_which_list_is_shown() {
        let list = |pairs: &[(&str, &str)]| {
            asked(&pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Query>())
        };
        let newest = FeedOf::Explore { order: Order::Newest };
        assert_eq!(list(&[]), newest);
        assert_eq!(list(&[("tag", ""), ("cursor", "n1")]), newest);
        let week = FeedOf::Explore { order: Order::Popular(Window::Week) };
        assert_eq!(list(&[("sort", "popular"), ("window", "week")]), week);
        assert_eq!(list(&[("tag", "birds"), ("sort", "popular")]), FeedOf::Tag { tag: "birds".to_owned() });
    }
}
