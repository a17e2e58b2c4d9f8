//! The frame of the pages for admins and moderators: the navigation and the heading. For everyone else these pages are not there.

use crate::{
    app::{
        components::{Draw, Icon},
        counts::grouped,
        served::{Content, PageRequest, Title},
    },
    model::{accounts::Role, errors::Problem},
    services::moderation,
};
use leptos::prelude::*;

/// A part of these pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    Overview,
    Members,
    Plans,
    Pins,
    Reports,
    Categories,
    Jobs,
    Storage,
    Settings,
    Audit,
}

impl Section {
    /// All of them, in the order of the navigation.
    pub(super) const ALL: [Self; 10] = [
        Self::Overview,
        Self::Members,
        Self::Plans,
        Self::Reports,
        Self::Pins,
        Self::Categories,
        Self::Jobs,
        Self::Storage,
        Self::Settings,
        Self::Audit,
    ];

    /// What links to it say, and its heading.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Members => "Members",
            Self::Plans => "Plans",
            Self::Pins => "Pictures",
            Self::Reports => "Reports",
            Self::Categories => "Categories",
            Self::Jobs => "Jobs",
            Self::Storage => "Storage",
            Self::Settings => "Settings",
            Self::Audit => "Audit log",
        }
    }

    pub(super) const fn address(self) -> &'static str {
        match self {
            Self::Overview => "/admin",
            Self::Members => "/admin/members",
            Self::Plans => "/admin/plans",
            Self::Pins => "/admin/pins",
            Self::Reports => "/admin/reports",
            Self::Categories => "/admin/categories",
            Self::Jobs => "/admin/jobs",
            Self::Storage => "/admin/storage",
            Self::Settings => "/admin/settings",
            Self::Audit => "/admin/audit",
        }
    }

    /// A sentence below the heading.
    const fn lead(self) -> &'static str {
        match self {
            Self::Overview => "The site at a glance.",
            Self::Members => "Find members, review their accounts, or invite someone.",
            Self::Plans => "What members get. Changes apply immediately to everyone on a plan.",
            Self::Pins => "All public and unlisted pictures, including hidden ones.",
            Self::Reports => "Pictures, comments and messages that members have reported.",
            Self::Categories => "Topics that communities can choose from.",
            Self::Jobs => "What the site does in the background, and what has failed.",
            Self::Storage => "How much storage is used, and files that are no longer needed.",
            Self::Settings => "Settings for the whole site. Changes apply immediately.",
            Self::Audit => "What admins and moderators have done. Nobody can edit it.",
        }
    }

    /// Whether it is there for moderators, too.
    const fn for_moderators(self) -> bool {
        matches!(self, Self::Pins | Self::Reports)
    }

    /// Whether somebody of this role finds it.
    const fn is_there_for(self, role: Role) -> bool {
        match role {
            Role::Admin => true,
            Role::Moderator => self.for_moderators(),
            Role::Member => false,
        }
    }
}

/// Who reads the page, and what stands in its frame.
pub(super) struct Frame {
    section: Section,
    role: Role,
    /// How many reports nobody has handled.
    open_reports: u64,
    title: String,
    /// Whether the page lies below that of its section.
    below: bool,
}

impl Frame {
    /// The frame of a section's own page.
    ///
    /// # Errors
    /// [`Problem::NotFound`] for whoever the section is not there for.
    pub(super) async fn of(section: Section, request: &PageRequest) -> Result<Self, Problem> {
        Self::load(section, section.name().to_owned(), false, request).await
    }

    /// The frame of a page below a section, such as that of one plan, with the way back.
    ///
    /// # Errors
    /// As [`Frame::of`].
    pub(super) async fn below(
        section: Section,
        title: impl Into<String>,
        request: &PageRequest,
    ) -> Result<Self, Problem> {
        Self::load(section, title.into(), true, request).await
    }

    async fn load(section: Section, title: String, below: bool, request: &PageRequest) -> Result<Self, Problem> {
        let caller = &request.caller;
        let role = caller.me.as_ref().map(|me| me.role).filter(|role| section.is_there_for(*role));
        let role = role.ok_or(Problem::NotFound)?;
        // The page is whole without the number.
        let open_reports = moderation::open_reports(&caller.site, caller.moderator()?).await.unwrap_or_default();
        Ok(Self { section, role, open_reports, title, below })
    }

    /// The page with what stands in it. `inside` runs while the page is drawn.
    pub(super) fn around<V: IntoView + 'static>(self, inside: impl FnOnce() -> V + Send + 'static) -> Content {
        Content::new(move || {
            let Self { section, role, open_reports, title, below } = self;
            view! {
                <Title text=title.clone() />
                <main id="main" class="page page--admin" tabindex="-1">
                    <div class="admin">
                        <Navigation section role open_reports />
                        <div class="admin__body"><Heading section title below />{inside()}</div>
                    </div>
                </main>
            }
        })
    }
}

#[component]
fn Heading(section: Section, title: String, below: bool) -> impl IntoView {
    let back = below.then(|| {
        view! {
            <a class="admin__back" href=section.address()><Draw icon=Icon::Back class="icon--small" />{section.name()}</a>
        }
    });
    let lead = (!below).then(|| view! { <p class="page__lead">{section.lead()}</p> });
    view! { <header class="page__head">{back}<h1 class="page__title">{title}</h1>{lead}</header> }
}

#[component]
fn Navigation(section: Section, role: Role, open_reports: u64) -> impl IntoView {
    let link = |to: Section| {
        let current = (to == section).then_some("page");
        let count = (to == Section::Reports && open_reports > 0).then(|| view! { <Open count=open_reports /> });
        view! { <li><a class="side-nav__link" href=to.address() aria-current=current>{to.name()}{count}</a></li> }
    };
    let links = Section::ALL.into_iter().filter(|to| to.is_there_for(role)).map(link).collect_view();
    view! {
        <nav class="side-nav" aria-label="Admin pages">
            <ul class="side-nav__list">{links}</ul>
        </nav>
    }
}

/// How many reports nobody has handled, beside the way to them.
#[component]
fn Open(count: u64) -> impl IntoView {
    view! {
        <span class="badge badge--danger side-nav__count">
            {grouped(count)}<span class="visually-hidden">" open"</span>
        </span>
    }
}
