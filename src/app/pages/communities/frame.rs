//! The frame of the pages of one community: the way around them, and the heading. Who looks after it finds more of them.

use crate::{
    app::{
        addresses::with_query,
        components::{CommunityIcon, IconSize},
        served::{CommunityStyle, Content, PageRequest, Title},
    },
    model::{
        communities::{CommunityCard, CommunityDetail},
        errors::Problem,
        ids::CommunityId,
        page::Cursor,
        text::isolated,
    },
    services::{communities, pins::Span},
};
use leptos::prelude::*;

/// A page of a community.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    About,
    Members,
    Edit,
    Channels,
    Invitations,
    Bans,
    Reports,
    Log,
}

impl Section {
    /// All of them, in the order of the navigation.
    const ALL: [Self; 8] = [
        Self::About,
        Self::Members,
        Self::Edit,
        Self::Channels,
        Self::Invitations,
        Self::Bans,
        Self::Reports,
        Self::Log,
    ];

    /// What links to it say.
    const fn name(self) -> &'static str {
        match self {
            Self::About => "About",
            Self::Members => "Members",
            Self::Edit => "Edit",
            Self::Channels => "Channels",
            Self::Invitations => "Invitations",
            Self::Bans => "Bans",
            Self::Reports => "Reports",
            Self::Log => "Log",
        }
    }

    /// Its heading.
    const fn title(self) -> &'static str {
        match self {
            Self::Edit => "Edit community",
            Self::Log => "Moderation log",
            _ => self.name(),
        }
    }

    /// A sentence below the heading.
    const fn lead(self) -> &'static str {
        match self {
            Self::About | Self::Members => "",
            Self::Edit => "How others see the community, and who can read it.",
            Self::Channels => "Where members talk and post pictures.",
            Self::Invitations => "Anyone who opens an invitation link can join, even if the community is private.",
            Self::Bans => "Banned people can’t read or join the community.",
            Self::Reports => "Messages that members have reported. The moderators of this site see them as well.",
            Self::Log => "What the owner and moderators have done. Members can’t see it.",
        }
    }

    /// The last part of its address.
    const fn path(self) -> &'static str {
        match self {
            Self::About => "about",
            Self::Members => "members",
            Self::Edit => "edit",
            Self::Channels => "channels",
            Self::Invitations => "invitations",
            Self::Bans => "bans",
            Self::Reports => "reports",
            Self::Log => "log",
        }
    }

    pub(super) fn address(self, community: CommunityId) -> String {
        format!("/c/{community}/{}", self.path())
    }

    /// Whether the viewer finds it.
    const fn is_there_for(self, community: &CommunityDetail) -> bool {
        match self {
            Self::About | Self::Members => true,
            Self::Edit => community.owned,
            Self::Channels | Self::Invitations | Self::Bans | Self::Reports | Self::Log => community.manageable,
        }
    }
}

/// A page of a community, without what stands in it.
pub(super) struct Frame {
    pub(super) community: CommunityDetail,
    section: Section,
}

impl Frame {
    /// # Errors
    /// [`Problem::NotFound`] where the community is not there or not the caller's to see; [`Problem::NotAllowed`] where the page is not
    /// for them.
    pub(super) async fn of(section: Section, request: &PageRequest) -> Result<Self, Problem> {
        let community = communities::detail(&request.caller, request.id()?).await?;
        if section.is_there_for(&community) { Ok(Self { community, section }) } else { Err(Problem::NotAllowed) }
    }

    /// The page around what is drawn of it.
    pub(super) fn around<V: IntoView + 'static>(
        self,
        inside: impl FnOnce(CommunityDetail) -> V + Send + 'static,
    ) -> Content {
        Content::new(move || {
            let Self { community, section } = self;
            let card = community.card.clone();
            let name = isolated(&card.name);
            let title = if section == Section::About { name } else { format!("{} · {name}", section.title()) };
            let navigation = view! { <Navigation community=community.clone() section /> };
            // The page about it begins with its name.
            let head = (section != Section::About).then(|| view! { <Head card section /> });
            view! {
                <CommunityStyle />
                <Title text=title />
                <main id="main" class="page page--wide" tabindex="-1">
                    <div class="community">
                        {navigation}
                        <div class="community__body">{head}{inside(community)}</div>
                    </div>
                </main>
            }
        })
    }
}

/// What a visitor sees of a page by which a community is looked after; nothing for a member.
pub(super) fn visited(section: Section, request: &PageRequest) -> Option<Content> {
    let words = "Owners and moderators look after communities here.";
    let next = request.address.path.clone();
    let visitor = request.caller.me.is_none();
    visitor.then(|| Content::sign_in_first(section.title(), "Sign in to manage this community", words, next))
}

/// Which stretch of a list of a community is asked for.
///
/// # Errors
/// [`Problem::BadRequest`] for a broken cursor.
pub(super) fn span(request: &PageRequest) -> Result<Span, Problem> {
    Ok(Span::of_community(request.cursor().map(|cursor| cursor.parse()).transpose()?))
}

#[component]
fn Navigation(community: CommunityDetail, section: Section) -> impl IntoView {
    let id = community.card.id;
    let link = |to: Section| {
        let current = (to == section).then_some("page");
        view! { <li><a class="side-nav__link" href=to.address(id) aria-current=current>{to.name()}</a></li> }
    };
    let shown = Section::ALL.into_iter().filter(|to| to.is_there_for(&community));
    view! {
        <nav class="side-nav" aria-label="Community">
            <ul class="side-nav__list">{shown.map(link).collect_view()}</ul>
        </nav>
    }
}

#[component]
fn Head(card: CommunityCard, section: Section) -> impl IntoView {
    let (address, name, lead) = (format!("/c/{}", card.id), card.name.clone(), section.lead());
    view! {
        <header class="page__head">
            <p>
                <a class="community__home" href=address><CommunityIcon card size=IconSize::Small /><bdi>{name}</bdi></a>
            </p>
            <h1 class="page__title">{section.title()}</h1>
            {(!lead.is_empty()).then(|| view! { <p class="page__lead">{lead}</p> })}
        </header>
    }
}

/// The ways to the next page of a list and back to the first.
#[component]
pub(super) fn Pager(
    /// The address of the list, with what it is narrowed to.
    address: String,
    /// Whether this is the first page.
    first: bool,
    /// Where the next page begins.
    next: Option<Cursor>,
) -> impl IntoView {
    let next = next.map(|cursor| with_query(&address, &[("cursor", &cursor.to_string())]));
    (next.is_some() || !first).then(|| {
        view! {
            <nav class="community__pages" aria-label="Pages">
                {(!first).then(|| view! { <a class="button button--quiet" href=address>"First page"</a> })}
                {next.map(|next| view! { <a class="button button--secondary" href=next rel="next">"Next page"</a> })}
            </nav>
        }
    })
}

/// What asks once more before it does something: a button, and what opens below it.
#[component]
pub(super) fn Asked(
    /// What the button says.
    label: &'static str,
    /// What tells buttons of the same words apart, for screen readers.
    #[prop(optional, into)]
    about: String,
    /// What is to be known before, and the button that does it.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="asked">
            <summary class="button button--secondary">
                {label}{(!about.is_empty()).then(|| view! { <span class="visually-hidden">{format!(" {about}")}</span> })}
            </summary>
            <div class="asked__panel">{children()}</div>
        </details>
    }
}
