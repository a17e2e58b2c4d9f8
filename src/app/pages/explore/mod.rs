//! Everybody's pictures: the main page, newest first or what is liked most; or those of a tag.

mod order;

use crate::{
    app::{
        components::{
            Draw, Drawing, FeedOf, Grid, Icon, Mosaic, Notice, ProblemNotice, Skeleton, Source, Success, Suggestions,
            TagHead,
        },
        feeds::{Feeds, Spot},
    },
    model::{
        accounts::{Me, SignUpMode},
        errors::Problem,
        feeds::{Order, Suggestion},
        page::Page,
        pins::PinCard,
    },
    server_fns,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

/// A list and where in it a page begins.
type Asked = (FeedOf, Option<String>);

/// Everybody's pictures in the order that the address asks for; those with a tag where it names one.
#[component]
pub fn Explore() -> impl IntoView {
    let feeds = expect_context::<Feeds<Page<PinCard>>>();
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(asked));
    let page = Resource::new(
        move || asked.get(),
        move |(feed, cursor)| async move {
            match feeds.returned(&feed.address(cursor.as_deref())) {
                Some(page) => Ok(page),
                None => feed.fetch(cursor).await,
            }
        },
    );
    let people = people_to_follow(asked);
    view! {
        // The text, not a function that reads the page's own: the head is written apart from the page.
        {move || view! { <Title text=asked.with(|(feed, _)| title(feed)) /> }}
        <main id="main" class="page" tabindex="-1">
            <Success query="goodbye" words="Your account and everything in it is gone." />
            {move || view! { <Head feed=asked.get().0 /> }}
            <Suspense fallback=Skeleton>
                {move || {
                    let (feed, cursor) = asked.get_untracked();
                    Suspend::new(async move {
                        let (page, people) = (page.await, people.await);
                        match page {
                            Ok(page) if page.items.is_empty() => view! { <Empty feed /> }.into_any(),
                            Ok(first) => {
                                let (address, label) = (feed.address(cursor.as_deref()), label(&feed));
                                view! {
                                    {(!people.is_empty()).then(|| view! { <Suggestions people row=true /> })}
                                    <Grid feed address first label />
                                }
                                .into_any()
                            }
                            Err(problem) => view! { <ProblemNotice problem /> }.into_any(),
                        }
                    })
                }}
            </Suspense>
        </main>
    }
}

/// What an address asks for.
fn asked(query: &ParamsMap) -> Asked {
    let value = |name: &str| query.get(name).filter(|value| !value.is_empty());
    let feed = match value("tag") {
        Some(tag) => FeedOf::Tag { tag },
        None => {
            let (sort, window) = (value("sort").unwrap_or_default(), value("window").unwrap_or_default());
            FeedOf::Explore { order: Order::named(&sort, &window) }
        }
    };
    (feed, value("cursor"))
}

/// Members whom a newcomer could follow, above the first page of what is new; for others there is nobody.
fn people_to_follow(asked: Memo<Asked>) -> Resource<Vec<Suggestion>> {
    let feeds = expect_context::<Feeds<Vec<Suggestion>>>();
    let member = expect_context::<Option<Me>>().is_some();
    let wanted = move || member && asked.with(|asked| *asked == (FeedOf::Explore { order: Order::Newest }, None));
    Resource::new(wanted, move |wanted| async move {
        if !wanted {
            return Vec::new();
        }
        // Whoever comes back finds the pictures at the same height.
        if let Some(people) = feeds.returned("/") {
            return people;
        }
        // Without them the page is whole as well.
        let found: Result<_, Problem> = server_fns::feeds::suggestions(true).await;
        let people = found.unwrap_or_default();
        feeds.keep("/", people.clone(), Spot::default());
        people
    })
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
    let visitor = expect_context::<Option<Me>>().is_none();
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
        SignUpMode::Open => ("/signup", "Join in"),
        SignUpMode::Invite | SignUpMode::Closed => ("/login", "Sign in"),
    };
    view! {
        <section class="hero">
            <div class="hero__words">
                <h1 class="hero__title">"Pictures worth a second look"</h1>
                <p class="hero__lead">"Keep yours here, and see what others have found."</p>
            </div>
            <a class="button button--primary hero__action" href=address>{words}</a>
            <div class="hero__mosaic" aria-hidden="true"><Mosaic /></div>
        </section>
    }
}

#[component]
fn Empty(feed: FeedOf) -> impl IntoView {
    let (title, words) = match &feed {
        FeedOf::Tag { .. } => ("Nothing here", "No picture that you may see has this tag."),
        FeedOf::Explore { order: Order::Popular(_) } => {
            ("Nothing here yet", "No picture was added in this time. There may be some in a longer one.")
        }
        _ => {
            return view! {
                <Notice
                    drawing=Drawing::Empty
                    title="Nothing here yet"
                    words="The first picture sets the tone. It might as well be yours.".to_owned()
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
        let list = |pairs: &[(&'static str, &str)]| {
            asked(&pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect::<ParamsMap>())
        };
        let newest = FeedOf::Explore { order: Order::Newest };
        assert_eq!(list(&[]), (newest.clone(), None));
        assert_eq!(list(&[("tag", ""), ("cursor", "n1")]), (newest, Some("n1".to_owned())));
        let week = FeedOf::Explore { order: Order::Popular(Window::Week) };
        assert_eq!(list(&[("sort", "popular"), ("window", "week")]).0, week);
        assert_eq!(list(&[("tag", "birds"), ("sort", "popular")]).0, FeedOf::Tag { tag: "birds".to_owned() });
    }
}
