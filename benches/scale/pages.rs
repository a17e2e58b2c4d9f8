//! The pages but for search and channels: what the server asks the database for each, through the services, as the pages do.

use crate::{
    cast::{Cast, Someone},
    channels, searches,
};
use futures::future::BoxFuture;
use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};
use tessera::{
    model::{
        accounts::{Me, Person, Role},
        boards::BOARDS_PAGE_SIZE,
        comments::{COMMENTS_PAGE, Start},
        errors::Problem,
        feeds::{FeedOf, Order, Window},
        ids::{BoardId, PinId, UserId},
        mine::{MineFilter, MineSort},
        notices::NOTICES_PAGE_SIZE,
        page::{Cursor, Page},
    },
    services::{Caller, Site, boards, comments, feeds, feeds::Among, follows, likes, mine, notices, pins, pins::Span},
};

/// Of what a page is asked, by whom.
#[derive(Clone, Default)]
pub struct Ask {
    pub viewer: Option<UserId>,
    /// A user name, a tag, or words looked for.
    pub text: String,
    pub pin: Option<PinId>,
    pub board: Option<BoardId>,
    /// Of a message or a change of the longest channel.
    pub number: i64,
}

impl Ask {
    /// Whether both ask for the same list, as different people perhaps.
    pub fn same_list(&self, other: &Self) -> bool {
        (&self.text, self.pin, self.board, self.number) == (&other.text, other.pin, other.board, other.number)
    }
}

/// How many stand on the page, and where the next begins.
pub type Answer = Result<(usize, Option<Cursor>), Problem>;

/// Asks for a page.
pub type Get = Arc<dyn Fn(Site, Ask, Option<Cursor>) -> BoxFuture<'static, Answer> + Send + Sync>;

/// A page of the site.
pub struct Listing {
    pub name: &'static str,
    /// What is promised of the 99th percentile, in milliseconds.
    pub promised: f64,
    pub get: Get,
    /// As people come by.
    pub asks: Vec<Ask>,
    /// Whose list is long enough for a page 1,000, or the longest there may be; empty where there is but one page.
    pub deep: Vec<Ask>,
}

impl Listing {
    pub fn new<F>(
        name: &'static str,
        asks: Vec<Ask>,
        get: impl Fn(Site, Ask, Option<Cursor>) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Answer> + Send + 'static,
    {
        let get: Get = Arc::new(move |site, ask, cursor| Box::pin(get(site, ask, cursor)));
        Self { name, promised: 10.0, get, asks, deep: Vec::new() }
    }

    pub fn deep(self, deep: Vec<Ask>) -> Self {
        Self { deep, ..self }
    }

    /// A page of search, of which less is promised.
    pub fn search(self) -> Self {
        Self { promised: 50.0, ..self }
    }
}

pub fn listed<T>(page: Result<Page<T>, Problem>) -> Answer {
    page.map(|page| (page.items.len(), page.next))
}

pub fn single<T>(found: Result<T, Problem>) -> Answer {
    found.map(|_| (1, None))
}

pub fn all(cast: &Cast) -> Vec<Listing> {
    let mut all = everybodys_pins(cast);
    all.extend(members_pins(cast));
    all.extend(people(cast));
    all.extend(around_a_pin(cast));
    all.extend(beside_a_pin(cast));
    all.extend(boards_of_all(cast));
    all.extend(ones_own(cast));
    all.extend(searches::all(cast));
    all.extend(channels::all(cast));
    all
}

/// Members, readers and visitors in turn.
pub fn by_all(cast: &Cast, asks: impl Iterator<Item = Ask>) -> Vec<Ask> {
    let members = cast.members.iter().zip(cast.readers.iter().cycle());
    let viewers = members.flat_map(|(member, reader)| [Some(member.id), Some(reader.id), None]);
    asks.zip(viewers.cycle()).map(|(ask, viewer)| Ask { viewer, ..ask }).collect()
}

pub fn of_text(text: &str) -> Ask {
    Ask { text: text.to_owned(), ..Ask::default() }
}

fn of_pin(pin: PinId) -> Ask {
    Ask { pin: Some(pin), ..Ask::default() }
}

/// What a member asks for of their own.
fn own(member: &Someone) -> Ask {
    Ask { viewer: Some(member.id), ..of_text(&member.name) }
}

/// One as many times as there are kinds of viewers.
pub fn deep(cast: &Cast, ask: Ask) -> Vec<Ask> {
    by_all(cast, std::iter::repeat_n(ask, 3))
}

fn everybodys_pins(cast: &Cast) -> Vec<Listing> {
    let asks = || by_all(cast, std::iter::repeat_n(Ask::default(), 200));
    let first = || deep(cast, Ask::default());
    vec![
        Listing::new("Explore, newest", asks(), |site, ask, cursor| async move {
            listed(feeds::explore(&site, ask.viewer, Order::Newest, None, Span::of_grid(cursor)).await)
        })
        .deep(first()),
        Listing::new("Explore, most liked", asks(), |site, ask, cursor| async move {
            listed(feeds::explore(&site, ask.viewer, Order::Popular(Window::All), None, Span::of_grid(cursor)).await)
        })
        .deep(first()),
        Listing::new("Explore, most liked of the year", asks(), |site, ask, cursor| async move {
            listed(feeds::explore(&site, ask.viewer, Order::Popular(Window::Year), None, Span::of_grid(cursor)).await)
        })
        .deep(first()),
        Listing::new("Explore, most liked of the month", asks(), |site, ask, cursor| async move {
            listed(feeds::explore(&site, ask.viewer, Order::Popular(Window::Month), None, Span::of_grid(cursor)).await)
        })
        .deep(first()),
        Listing::new("Explore, most liked today", asks(), |site, ask, cursor| async move {
            listed(feeds::explore(&site, ask.viewer, Order::Popular(Window::Today), None, Span::of_grid(cursor)).await)
        })
        .deep(first()),
        Listing::new("A tag", by_all(cast, cast.tags.iter().map(|tag| of_text(tag))), |site, ask, cursor| async move {
            listed(feeds::explore(&site, ask.viewer, Order::Newest, Some(&ask.text), Span::of_grid(cursor)).await)
        })
        .deep(deep(cast, of_text(&cast.tags[0]))),
        Listing::new(
            "A tag, most liked (of the API alone)",
            by_all(cast, cast.tags.iter().map(|tag| of_text(tag))),
            |site, ask, cursor| async move {
                let among = Among { tag: Some(&ask.text), ..Among::default() };
                listed(feeds::popular(&site, ask.viewer, among, Window::All, Span::of_grid(cursor)).await)
            },
        )
        .deep(deep(cast, of_text(&cast.tags[0]))),
    ]
}

fn members_pins(cast: &Cast) -> Vec<Listing> {
    let names = || by_all(cast, cast.members.iter().map(|member| of_text(&member.name)));
    let readers: Vec<_> = cast.readers.iter().map(own).collect();
    let tagged = cast.tags.iter().map(|tag| of_text(&format!("{}#{tag}", cast.prolific.name)));
    vec![
        Listing::new("Following, 2,000 of them", readers.clone(), |site, ask, cursor| async move {
            let me = ask.viewer.ok_or(Problem::NotSignedIn)?;
            listed(feeds::following(&site, me, Span::of_grid(cursor)).await)
        })
        .deep(readers[..4].to_vec()),
        Listing::new("A member's pins", names(), |site, ask, cursor| async move {
            listed(feeds::of_member(&site, ask.viewer, &ask.text, None, Span::of_grid(cursor)).await)
        })
        .deep(deep(cast, of_text(&cast.prolific.name))),
        Listing::new("A member's pins with a tag", by_all(cast, tagged), |site, ask, cursor| async move {
            let (name, tag) = ask.text.split_once('#').unwrap_or_default();
            listed(feeds::of_member(&site, ask.viewer, name, Some(tag), Span::of_grid(cursor)).await)
        }),
        Listing::new("What a member likes", names(), |site, ask, cursor| async move {
            listed(likes::liked_pins(&site, ask.viewer, &ask.text, Span::of_grid(cursor)).await)
        })
        .deep(deep(cast, of_text(&cast.liker.name))),
    ]
}

fn people(cast: &Cast) -> Vec<Listing> {
    let members = || cast.members.iter().map(|member| of_text(&member.name));
    let long = [&cast.star, &cast.prolific, &cast.liker, &cast.curator].map(|member| of_text(&member.name));
    vec![
        Listing::new("A member's profile", by_all(cast, members()), |site, ask, _cursor| async move {
            single(site.db().profile(ask.viewer, &ask.text).await)
        }),
        Listing::new("The largest profiles", by_all(cast, long.into_iter()), |site, ask, _cursor| async move {
            single(site.db().profile(ask.viewer, &ask.text).await)
        }),
        Listing::new("Followers", by_all(cast, members()), |site, ask, cursor| async move {
            listed(follows::followers(&site, ask.viewer, &ask.text, Span::of_people(cursor)).await)
        })
        .deep(deep(cast, of_text(&cast.star.name))),
        Listing::new("Whom a member follows", by_all(cast, members()), |site, ask, cursor| async move {
            listed(follows::following(&site, ask.viewer, &ask.text, Span::of_people(cursor)).await)
        })
        .deep(deep(cast, of_text(&cast.readers[0].name))),
    ]
}

fn around_a_pin(cast: &Cast) -> Vec<Listing> {
    let pins = || by_all(cast, cast.pins.iter().map(|pin| of_pin(*pin)));
    let hot = || deep(cast, of_pin(cast.hot));
    vec![
        Listing::new("A pin with its comments", pins(), |site, ask, _cursor| async move {
            let caller = caller(site, ask.viewer);
            let pin = ask.pin.ok_or(Problem::NotFound)?;
            pins::pin(&caller, pin).await?;
            single(comments::thread(&caller, pin, Start::Newest).await)
        }),
        Listing::new("Comments", pins(), |site, ask, cursor| async move {
            let span = Span { cursor, size: COMMENTS_PAGE };
            listed(comments::list(&caller(site, ask.viewer), ask.pin.ok_or(Problem::NotFound)?, span).await)
        })
        .deep(hot()),
        Listing::new("Who likes a pin", pins(), |site, ask, cursor| async move {
            let pin = ask.pin.ok_or(Problem::NotFound)?;
            listed(likes::likers(&site, ask.viewer, pin, Span::of_people(cursor)).await)
        })
        .deep(hot()),
        Listing::new("The boards of a pin", pins(), |site, ask, _cursor| async move {
            single(boards::with_pin(&caller(site, ask.viewer), ask.pin.ok_or(Problem::NotFound)?).await)
        }),
    ]
}

fn beside_a_pin(cast: &Cast) -> Vec<Listing> {
    let pins = || by_all(cast, cast.pins.iter().map(|pin| of_pin(*pin)));
    vec![
        Listing::new("The pins beside one: newest", pins(), |site, ask, _cursor| async move {
            single(beside(&site, &ask, FeedOf::Explore { order: Order::Newest }).await)
        }),
        Listing::new("The pins beside one: most liked", pins(), |site, ask, _cursor| async move {
            single(beside(&site, &ask, FeedOf::Explore { order: Order::Popular(Window::All) }).await)
        }),
        Listing::new("The pins beside one: following", pins_of_readers(cast), |site, ask, _cursor| async move {
            single(beside(&site, &ask, FeedOf::Following).await)
        }),
    ]
}

fn boards_of_all(cast: &Cast) -> Vec<Listing> {
    let boards = cast.boards.iter().map(|board| Ask { board: Some(*board), ..Ask::default() });
    let large = Ask { board: Some(cast.board), ..Ask::default() };
    vec![
        Listing::new("A board", by_all(cast, boards), |site, ask, cursor| async move {
            let board = ask.board.ok_or(Problem::NotFound)?;
            if cursor.is_none() {
                boards::board(&caller(site.clone(), ask.viewer), board).await?;
            }
            listed(boards::pins(&site, ask.viewer, board, Span::of_grid(cursor)).await)
        }),
        Listing::new("A board of 50,000 pins", deep(cast, large.clone()), |site, ask, cursor| async move {
            let board = ask.board.ok_or(Problem::NotFound)?;
            boards::board(&caller(site.clone(), ask.viewer), board).await?;
            listed(boards::pins(&site, ask.viewer, board, Span::of_grid(cursor)).await)
        })
        .deep(deep(cast, large)),
        Listing::new(
            "A member's boards",
            by_all(cast, cast.members.iter().map(|member| of_text(&member.name))),
            |site, ask, cursor| async move {
                let span = Span { cursor, size: BOARDS_PAGE_SIZE };
                listed(boards::of_member(&site, ask.viewer, &ask.text, span).await)
            },
        )
        .deep(deep(cast, of_text(&cast.curator.name))),
    ]
}

/// What members see of their own.
fn ones_own(cast: &Cast) -> Vec<Listing> {
    let owns: Vec<_> = cast.members.iter().map(own).collect();
    let all_kinds: Vec<_> =
        cast.members.iter().zip(&cast.readers).flat_map(|(member, reader)| [own(member), own(reader)]).collect();
    vec![
        Listing::new("Whom to follow", all_kinds, |site, ask, _cursor| async move {
            single(feeds::suggestions(&site, ask.viewer.ok_or(Problem::NotSignedIn)?).await)
        }),
        Listing::new("Notifications", owns.clone(), |site, ask, cursor| async move {
            let me = ask.viewer.ok_or(Problem::NotSignedIn)?;
            listed(notices::list(&site, me, Span { cursor, size: NOTICES_PAGE_SIZE }).await.map(|news| news.page))
        })
        .deep(vec![own(&cast.star)]),
        Listing::new(
            "How many notifications are unread",
            [own(&cast.star)].into_iter().chain(owns.clone()).collect(),
            |site, ask, _cursor| async move {
                single(notices::unread(&site, ask.viewer.ok_or(Problem::NotSignedIn)?).await)
            },
        ),
        Listing::new("My uploads", owns, |site, ask, cursor| async move {
            uploads(&site, &ask, MineSort::Newest, cursor).await
        })
        .deep(vec![own(&cast.prolific)]),
        Listing::new("My uploads, 10,000 by title", vec![own(&cast.prolific)], |site, ask, cursor| async move {
            uploads(&site, &ask, MineSort::Title, cursor).await
        })
        .deep(vec![own(&cast.prolific)]),
    ]
}

async fn uploads(site: &Site, ask: &Ask, sort: MineSort, cursor: Option<Cursor>) -> Answer {
    let me = ask.viewer.ok_or(Problem::NotSignedIn)?;
    let page = mine::list(site, me, &MineFilter::default(), sort, cursor).await?;
    Ok((page.items.len(), page.next))
}

fn pins_of_readers(cast: &Cast) -> Vec<Ask> {
    let pins = cast.pins.iter().zip(cast.readers.iter().cycle());
    pins.map(|(pin, reader)| Ask { pin: Some(*pin), ..own(reader) }).collect()
}

async fn beside(site: &Site, ask: &Ask, list: FeedOf) -> Result<(), Problem> {
    let pin = ask.pin.ok_or(Problem::NotFound)?;
    feeds::neighbours(site, ask.viewer, pin, &list).await.map(drop)
}

/// Somebody who looks, by a door that needs to know more of them than their id.
pub fn caller(site: Site, viewer: Option<UserId>) -> Caller {
    let person = Person { username: String::new(), display_name: String::new(), avatar: None };
    let me = viewer.map(|id| Me { id, person, role: Role::Member });
    Caller { site, me, session: None, token: None, from: IpAddr::V4(Ipv4Addr::LOCALHOST) }
}
