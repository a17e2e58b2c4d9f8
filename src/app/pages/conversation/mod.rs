//! Channels and direct conversations: what is said there, and beside it the communities, channels and conversations of whoever reads. On
//! phones one of the three is seen at a time. A gallery's channel is a grid of pictures.

mod acts;
mod beside;
mod composer;
mod entry;
mod gallery;
mod head;
mod history;
mod parts;
mod pinned;
mod search;
mod templates;

use super::communities;
use crate::{
    app::{
        components::{FormProblem, Success},
        served::{CommunityStyle, Content, PageRequest, TalkFiles, Title},
        start::FormAnswer,
    },
    model::{
        channels::{ChannelDetail, ChannelKind, ChannelPosition},
        communities::{CommunityDetail, first_channel},
        errors::Problem,
        ids::{ChannelId, CommunityId},
        messages::{History, Message, message_address},
    },
    services,
};
use beside::{Around, Beside};
use composer::Writing;
use leptos::prelude::*;
pub use search::{in_community, in_conversations};

/// What in an address has a gallery shown as its messages.
const AS_MESSAGES: [&str; 9] = ["list", "pinned", "at", "before", "after", "date", "reply", "edit", "delete"];

/// Which of its panes a page shows on a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Front {
    /// The list of the channels.
    Channels,
    /// What is said in one.
    Room,
}

/// A channel, and the community that it belongs to.
struct Room {
    detail: ChannelDetail,
    /// None for a direct conversation.
    community: Option<CommunityDetail>,
}

/// What the viewer may do in a channel.
#[derive(Debug, Clone)]
struct Viewer {
    channel: ChannelId,
    /// Where the channel's page is.
    address: String,
    /// Their user name; none for a visitor.
    name: Option<String>,
    writes: bool,
    reacts: bool,
    pins: bool,
    /// Whether they may remove messages of others.
    removes: bool,
}

impl Viewer {
    fn is(&self, username: &str) -> bool {
        self.name.as_deref() == Some(username)
    }

    /// Where a message is seen among those around it.
    fn place_of(&self, seq: i64) -> String {
        message_address(&self.address, seq)
    }
}

impl Room {
    /// # Errors
    /// [`Problem::NotFound`] where the channel is not there, not the caller's to see, or of another community.
    async fn load(request: &PageRequest, channel: ChannelId, community: Option<CommunityId>) -> Result<Self, Problem> {
        let detail = services::channels::detail(&request.caller, channel).await?;
        if detail.community != community {
            return Err(Problem::NotFound);
        }
        let community = match community {
            Some(id) => Some(services::communities::detail(&request.caller, id).await?),
            None => None,
        };
        Ok(Self { detail, community })
    }

    fn viewer(&self, request: &PageRequest) -> Viewer {
        let detail = &self.detail;
        let belongs = match &self.community {
            Some(community) => community.card.role.is_some() && community.timed_out_until.is_none(),
            None => true,
        };
        let name = request.caller.me.as_ref().map(|me| me.person.username.clone());
        Viewer {
            channel: detail.id,
            address: detail.address(),
            writes: detail.writable,
            reacts: name.is_some() && belongs && (detail.writable || detail.read_only),
            pins: detail.manageable || detail.community.is_none(),
            removes: detail.manageable,
            name,
        }
    }
}

/// A community: its first channel and, on phones, the list of all. One without channels shows what it is about.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not the caller's to see.
pub async fn community(request: PageRequest) -> Result<Content, Problem> {
    let community = services::communities::detail(&request.caller, request.id()?).await?;
    let Some(channel) = first_channel(&community) else { return communities::about(request).await };
    let detail = services::channels::detail(&request.caller, channel).await?;
    open(request, Room { detail, community: Some(community) }, Front::Channels).await
}

/// A channel of a community.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not the caller's to see.
pub async fn channel(request: PageRequest) -> Result<Content, Problem> {
    let room = Room::load(&request, channel_of(&request)?, Some(request.id()?)).await?;
    open(request, room, Front::Room).await
}

/// A direct conversation.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not the caller's.
pub async fn direct(request: PageRequest) -> Result<Content, Problem> {
    let channel = channel_of(&request)?;
    if request.caller.me.is_none() {
        if request.part.is_some() {
            return Err(Problem::NotSignedIn);
        }
        let words = "You need an account to write to other members.";
        let next = format!("/messages/{channel}");
        return Ok(Content::sign_in_first("Messages", "Sign in to read your messages", words, next));
    }
    let room = Room::load(&request, channel, None).await?;
    open(request, room, Front::Room).await
}

fn channel_of(request: &PageRequest) -> Result<ChannelId, Problem> {
    request.param("channel").parse().map_err(|_| Problem::NotFound)
}

async fn open(request: PageRequest, room: Room, front: Front) -> Result<Content, Problem> {
    if let Some(part) = request.part {
        return parts::load(request, room, part).await;
    }
    let around = Around::load(&request, &room).await;
    let as_messages = AS_MESSAGES.iter().any(|name| request.query(name).is_some());
    if room.detail.kind == ChannelKind::Gallery && !as_messages {
        return gallery::load(request, room, around, front).await;
    }
    let viewer = room.viewer(&request);
    let writing = Writing::of(&request, &room, &viewer).await?;
    let shown = Shown::load(&request, &room).await?;
    let answer = request.answer;
    Ok(Content::new(move || {
        let problem = answer.problem.clone().filter(|_| !composer::is_answered(&answer));
        let talk = view! { <Talk room=room.detail viewer shown writing answer front /> };
        view! { <Frame around front problem>{talk}</Frame> }
    }))
}

/// What of a channel is shown.
enum Shown {
    /// A stretch of its history, and which message the address leads to.
    History { history: History, marked: Option<i64> },
    /// What is pinned there, the latest first.
    Pinned(Vec<Message>),
}

impl Shown {
    async fn load(request: &PageRequest, room: &Room) -> Result<Self, Problem> {
        if request.query("pinned").is_some() {
            return Ok(Self::Pinned(services::messages::pinned(&request.caller, room.detail.id).await?));
        }
        let history = history::load(request, room.detail.id).await?;
        Ok(Self::History { history, marked: history::marked(request.queries()) })
    }
}

/// The panes of a page.
#[component]
fn Frame(
    around: Around,
    front: Front,
    /// What is wrong with a form that does not say it itself.
    problem: Option<Problem>,
    /// Whether it is scrolled as a page is, as grids are.
    #[prop(optional)]
    grid: bool,
    children: Children,
) -> impl IntoView {
    let class = match (front, grid) {
        (Front::Channels, false) => "talk talk--channels",
        (Front::Channels, true) => "talk talk--channels talk--gallery",
        (Front::Room, false) => "talk",
        (Front::Room, true) => "talk talk--gallery",
    };
    view! {
        <CommunityStyle />
        <main id="main" class=class tabindex="-1">
            <Beside around front />
            <div class="talk__room">
                <Success query="reported" words="Thank you. The moderators will review it." once=true />
                <FormProblem problem />
                {children()}
            </div>
        </main>
    }
}

/// What is said in a channel, and the form to say something.
#[component]
fn Talk(
    room: ChannelDetail,
    viewer: Viewer,
    shown: Shown,
    writing: Writing,
    answer: FormAnswer,
    front: Front,
) -> impl IntoView {
    let (title, name) = (room.name.clone(), room.name.clone());
    let head = view! { <head::Head room=room.clone() viewer=viewer.clone() front /> };
    match shown {
        Shown::Pinned(messages) => view! {
            <Title text=format!("Pinned in {title}") />
            <section class="room" aria-label=name>
                {head}
                <div class="room__page"><pinned::Pinned messages viewer /></div>
            </section>
        }
        .into_any(),
        Shown::History { history, marked } => {
            // Whoever only visits a community has read nothing, and nothing is marked for them.
            let read = (viewer.reacts || viewer.writes).then_some(room.read);
            let label = format!("Messages in {title}");
            view! {
                <Title text=title />
                <Live room=room.clone() viewer=viewer.clone() position=history.position>
                    {head}
                    <div class="room__scroll" id="messages">
                        <history::Flow history viewer=viewer.clone() read marked label />
                    </div>
                    <a class="room__newest button button--secondary button--small" href=viewer.address.clone() hidden>
                        "Jump to newest"
                    </a>
                    <Below room viewer writing answer />
                </Live>
            }
            .into_any()
        }
    }
}

/// A channel that comes alive in the browser, by `app/talk`: it goes by what is said here.
#[component]
fn Live(room: ChannelDetail, viewer: Viewer, position: ChannelPosition, children: Children) -> impl IntoView {
    let files = use_context::<TalkFiles>().map(|TalkFiles(files)| files);
    let flag = |is: bool| is.then_some("");
    view! {
        <section
            class="room"
            aria-label=room.name.clone()
            data-talk=files
            data-kind=room.kind.name()
            data-channel=room.id.to_string()
            data-community=room.community.map(|community| community.to_string())
            data-address=viewer.address.clone()
            data-epoch=position.epoch.to_string()
            data-seq=position.seq.to_string()
            data-read=room.read.to_string()
            data-writes=flag(viewer.writes)
            data-reacts=flag(viewer.reacts)
            data-pins=flag(viewer.pins)
            data-removes=flag(viewer.removes)
        >
            {children()}
        </section>
    }
}

/// What stands below the messages, and what scripts copy.
#[component]
fn Below(room: ChannelDetail, viewer: Viewer, writing: Writing, answer: FormAnswer) -> impl IntoView {
    view! {
        <ol class="room__pending" aria-label="Messages being sent"></ol>
        <p class="room__typing" role="status"></p>
        <composer::Foot room viewer=viewer.clone() writing answer />
        // New messages are said aloud from here: the list itself also changes where older ones are loaded.
        <div class="visually-hidden" role="log" aria-label="New messages"></div>
        <templates::Templates viewer />
    }
}
