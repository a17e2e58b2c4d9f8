//! Search of messages: in a community, or in one's conversations. What is found leads to its place.

use super::entry::Pins;
use crate::{
    app::{
        addresses::with_query,
        components::{Avatar, AvatarSize, Checkbox, Draw, Empty, Icon, Moment, ProblemNotice},
        location::Query,
        served::{CommunityStyle, Content, PageRequest, Title},
    },
    model::{
        channels::ChannelCard,
        errors::Problem,
        ids::{ChannelId, CommunityId},
        message_search::{FOUND_PAGE, FoundMessage, MessageQuery},
        messages::message_address,
        page::{Cursor, Page},
        search::within_limits,
    },
    services::{channels, communities, messages, pins::Span},
};
use leptos::prelude::*;
use time::{Duration, OffsetDateTime, Time};

/// What is looked for, as an address has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Asked {
    q: String,
    from: String,
    channel: String,
    pictures: bool,
    since: String,
    until: String,
    cursor: String,
}

/// Where it is looked for.
#[derive(Debug, Clone)]
struct Place {
    community: Option<CommunityId>,
    address: String,
    /// Back to what is searched.
    back: String,
    name: String,
    channels: Vec<ChannelCard>,
}

/// What was found, or why nothing was looked for.
type Found = Result<Option<Page<FoundMessage>>, Problem>;

/// Search in a community.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not the caller's to see.
pub async fn in_community(request: PageRequest) -> Result<Content, Problem> {
    let id: CommunityId = request.id()?;
    let community = communities::detail(&request.caller, id).await?;
    let channels = channels::cards(&request.caller, id).await?;
    let (address, back) = (format!("/c/{id}/search"), format!("/c/{id}"));
    let place = Place { community: Some(id), address, back, name: community.card.name, channels };
    page(request, place).await
}

/// Search in one's conversations.
///
/// # Errors
/// Those of the search.
pub async fn in_conversations(request: PageRequest) -> Result<Content, Problem> {
    if request.caller.me.is_none() {
        let words = "You need an account to write to other members.";
        return Ok(Content::sign_in_first(
            "Search messages",
            "Sign in to read your messages",
            words,
            "/messages/search",
        ));
    }
    let (address, back) = ("/messages/search".to_owned(), "/messages".to_owned());
    let name = "your conversations and communities".to_owned();
    page(request, Place { community: None, address, back, name, channels: Vec::new() }).await
}

async fn page(request: PageRequest, place: Place) -> Result<Content, Problem> {
    let asked = Asked::of(request.queries());
    let found = find(&request, &asked, &place).await;
    Ok(Content::new(move || {
        let title = format!("Search messages in {}", place.name);
        view! {
            <Title text=title.clone() />
            <CommunityStyle />
            <main id="main" class="page page--wide" tabindex="-1">
                <header class="page__head">
                    <a class="button button--quiet button--small found__back" href=place.back.clone()>
                        <Draw icon=Icon::Back class="icon--small" />"Back"
                    </a>
                    <h1 class="page__title" dir="auto">{title}</h1>
                </header>
                <Form asked=asked.clone() place=place.clone() />
                {match found {
                    Err(problem @ Problem::Invalid { .. }) => view! {
                        <p class="field__error" role="alert"><Draw icon=Icon::Alert class="icon--small" />{words_of(&problem)}</p>
                    }
                    .into_any(),
                    Err(problem) => view! { <ProblemNotice problem below=true /> }.into_any(),
                    Ok(None) => ().into_any(),
                    Ok(Some(page)) => view! { <Results asked place page /> }.into_any(),
                }}
            </main>
        }
    }))
}

async fn find(request: &PageRequest, asked: &Asked, place: &Place) -> Found {
    if asked.is_blank() {
        return Ok(None);
    }
    let cursor: Option<Cursor> = request.cursor().map(|cursor| cursor.parse()).transpose()?;
    let query = asked.query(place.community);
    messages::search(&request.caller, &query, Span { cursor, size: FOUND_PAGE }).await.map(Some)
}

fn words_of(problem: &Problem) -> String {
    match problem {
        Problem::Invalid { fields } => fields.iter().map(|field| field.message.as_str()).collect::<Vec<_>>().join(" "),
        problem => problem.to_string(),
    }
}

impl Asked {
    fn of(query: &Query) -> Self {
        let text = |name: &str| query.get(name).unwrap_or_default();
        Self {
            q: within_limits(&text("q")),
            from: text("from").trim().to_owned(),
            channel: text("channel"),
            pictures: !text("pictures").is_empty(),
            since: text("since"),
            until: text("until"),
            cursor: text("cursor"),
        }
    }

    /// Whether nothing is looked for: a channel alone says only where.
    fn is_blank(&self) -> bool {
        self.q.trim().is_empty()
            && self.from.is_empty()
            && !self.pictures
            && self.since.is_empty()
            && self.until.is_empty()
    }

    fn channel(&self) -> Option<ChannelId> {
        self.channel.parse().ok()
    }

    fn query(&self, community: Option<CommunityId>) -> MessageQuery {
        let channel = self.channel();
        MessageQuery {
            words: self.q.clone(),
            author: Some(self.from.clone()).filter(|from| !from.is_empty()),
            channel,
            community: community.filter(|_| channel.is_none()),
            has_picture: self.pictures,
            since: midnight(&self.since, 0),
            // The whole of the last day.
            until: midnight(&self.until, 1),
        }
    }

    fn address(&self, path: &str, cursor: &str) -> String {
        let pictures = if self.pictures { "1" } else { "" };
        let Self { q, from, channel, since, until, .. } = self;
        with_query(
            path,
            &[
                ("q", q.as_str()),
                ("from", from),
                ("channel", channel),
                ("pictures", pictures),
                ("since", since),
                ("until", until),
                ("cursor", cursor),
            ],
        )
    }
}

/// The beginning of a day, or of so many days after it.
fn midnight(day: &str, later: i64) -> Option<OffsetDateTime> {
    let day = super::history::day(day)?.checked_add(Duration::days(later))?;
    Some(day.with_time(Time::MIDNIGHT).assume_utc())
}

#[component]
fn Form(asked: Asked, place: Place) -> impl IntoView {
    let Asked { q, from, channel, pictures, since, until, .. } = asked;
    let options = place.channels.into_iter().map(|card| {
        let id = card.id.to_string();
        let selected = id == channel;
        view! { <option value=id selected=selected>{card.name}</option> }
    });
    let options = options.collect_view();
    let channels = match place.community {
        Some(_) => view! {
            <div class="field">
                <label class="field__label" for="channel">"Channel"</label>
                <select class="input input--choice" id="channel" name="channel"><option value="">"All channels"</option>{options}</select>
            </div>
        }
        .into_any(),
        // The conversation that one came from.
        None => (!channel.is_empty()).then(|| view! { <input type="hidden" name="channel" value=channel /> }).into_any(),
    };
    view! {
        <form class="found__form" method="get" action=place.address role="search" aria-label="Messages">
            <div class="field found__words">
                <label class="field__label" for="q">"Words"</label>
                <input class="input" type="search" id="q" name="q" value=q dir="auto" />
            </div>
            <div class="field">
                <label class="field__label" for="from">"Sender"</label>
                <input class="input" id="from" name="from" value=from placeholder="User name" autocapitalize="none" spellcheck="false" />
            </div>
            {channels}
            <div class="field">
                <label class="field__label" for="since">"Sent on or after"</label>
                <input class="input" type="date" id="since" name="since" value=since />
            </div>
            <div class="field">
                <label class="field__label" for="until">"Sent on or before"</label>
                <input class="input" type="date" id="until" name="until" value=until />
            </div>
            <Checkbox name="pictures" value="1" label="With pictures" checked=pictures />
            <button class="button button--primary" type="submit">"Search"</button>
        </form>
    }
}

#[component]
fn Results(asked: Asked, place: Place, page: Page<FoundMessage>) -> impl IntoView {
    let next = page.next.map(|cursor| asked.address(&place.address, &cursor.to_string()));
    if page.items.is_empty() && next.is_none() {
        return view! { <Empty icon=Icon::Search title="No messages found" words="Try other words, or fewer filters." /> }.into_any();
    }
    view! {
        <ol class="found" aria-label="Messages found">
            {page.items.into_iter().map(|found| view! { <Entry found /> }).collect_view()}
        </ol>
        {next.map(|next| view! {
            <p class="pager"><a class="button button--secondary" href=next rel="next">"More messages"</a></p>
        })}
    }
    .into_any()
}

#[component]
fn Entry(found: FoundMessage) -> impl IntoView {
    let FoundMessage { message, channel, community } = found;
    let (page, place) = match community {
        Some((id, name)) => (format!("/c/{id}/{}", message.channel), format!("#{channel} in {name}")),
        None => (format!("/messages/{}", message.channel), "Direct conversation".to_owned()),
    };
    let address = message_address(&page, message.seq);
    // What is found is of several channels.
    let place_here = format!("found-{}-{}", message.channel, message.seq);
    let id = place_here.clone();
    view! {
        <li class="found__message" id=id>
            <Avatar person=message.author.clone() size=AvatarSize::Medium />
            <div class="found__body">
                <p class="message__head">
                    <a class="message__name" dir="auto" href=format!("/@{}", message.author.username)>
                        {message.author.display_name.clone()}
                    </a>
                    <Moment at=message.sent_at />
                    <span dir="auto">{place}</span>
                </p>
                <div class="message__words" dir="auto" inner_html=message.html></div>
                <Pins within=place_here pins=message.pins />
                <p><a class="found__link" href=address>"Show in its place"<span class="visually-hidden">{format!(", the message by {}", message.author.display_name)}</span></a></p>
            </div>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    fn asked(pairs: &[(&str, &str)]) -> Asked {
        Asked::of(&pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_channel_alone_looks_for_nothing() {
        assert!(asked(&[]).is_blank() && asked(&[("channel", "x"), ("q", " ")]).is_blank());
        for pair in [("q", "x"), ("from", "ana"), ("pictures", "1"), ("since", "2026-11-28"), ("until", "2026-11-28")] {
            assert!(!asked(&[pair]).is_blank(), "{pair:?}");
        }
    }

    #[test]
    fn the_last_day_counts_whole() {
        let query = asked(&[("since", "2026-11-28"), ("until", "2026-11-28"), ("from", "ana")]).query(None);
        assert_eq!(query.since, Some(datetime!(2026-11-28 0:00 UTC)));
        assert_eq!(query.until, Some(datetime!(2026-11-29 0:00 UTC)));
        assert_eq!(query.author.as_deref(), Some("ana"));
        assert_eq!(asked(&[("since", "yesterday")]).query(None).since, None);
    }

    #[test]
    fn the_next_page_is_of_the_same_search() {
        let wanted = asked(&[("q", "grey heron"), ("from", "ana"), ("pictures", "1")]);
        assert_eq!(wanted.address("/c/1/search", "E1"), "/c/1/search?q=grey%20heron&from=ana&pictures=1&cursor=E1");
    }
}
