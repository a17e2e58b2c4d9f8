//! The frame around the pages of those who look after the site: the way around, the heading, and that others find nothing here.

use crate::{
    app::{
        browser,
        components::{Draw, Icon},
        pages::NotFound,
        start::{Answered, FormAnswer},
    },
    model::accounts::{Me, Role},
};
use leptos::prelude::*;
use leptos_meta::Title;

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
    /// All of them, in the order of the way around.
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
            Self::Pins => "Pins",
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
            Self::Overview => "How the site is doing.",
            Self::Members => "Find somebody, see what they have, or ask somebody to come.",
            Self::Plans => "What members get. A change holds for everybody at once.",
            Self::Pins => "Every pin of the site that is not private, and those that were hidden.",
            Self::Reports => "What members think should be looked at.",
            Self::Categories => "What communities can be about.",
            Self::Jobs => "What the site does in the background, and what went wrong there.",
            Self::Storage => "Who takes how much room, and files that nobody needs any more.",
            Self::Settings => "What holds for the whole site, at once.",
            Self::Audit => "What admins and moderators did. Nobody can change it.",
        }
    }

    /// Whether it is there for moderators, too.
    pub(super) const fn for_moderators(self) -> bool {
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

/// A page of these, around what is made for whoever is signed in and for what they sent. Others find nothing here.
pub(super) fn admin_page<Inside: IntoView + 'static>(
    section: Section,
    inside: impl FnOnce(Me, FormAnswer) -> Inside,
) -> impl IntoView {
    framed(section, inside, section.name().to_owned(), move |title| {
        view! {
            <header class="page__head">
                <h1 class="page__title">{title}</h1>
                <p class="page__lead">{section.lead()}</p>
            </header>
        }
        .into_any()
    })
}

/// The same for a page below a section, such as that of one plan, with the way back.
pub(super) fn admin_part<Inside: IntoView + 'static>(
    section: Section,
    title: impl Into<String>,
    inside: impl FnOnce(Me, FormAnswer) -> Inside,
) -> impl IntoView {
    framed(section, inside, title.into(), move |title| {
        view! {
            <header class="page__head">
                <a class="admin__back" href=section.address()><Draw icon=Icon::Back class="icon--small" />{section.name()}</a>
                <h1 class="page__title">{title}</h1>
            </header>
        }
        .into_any()
    })
}

fn framed<Inside: IntoView + 'static>(
    section: Section,
    inside: impl FnOnce(Me, FormAnswer) -> Inside,
    title: String,
    head: impl FnOnce(String) -> AnyView,
) -> impl IntoView {
    let answer = Answered::take().unwrap_or_default();
    let me = expect_context::<Option<Me>>().filter(|me| section.is_there_for(me.role));
    let Some(me) = me else { return view! { <NotFound /> }.into_any() };
    view! {
        <Title text=title.clone() />
        <main id="main" class="page page--admin" tabindex="-1">
            <div class="admin">
                <Navigation section role=me.role />
                <div class="admin__body">{head(title)} {inside(me, answer)}</div>
            </div>
        </main>
    }
    .into_any()
}

#[component]
fn Navigation(section: Section, role: Role) -> impl IntoView {
    let link = |to: Section| {
        let current = (to == section).then_some("page");
        view! { <li><a class="side-nav__link" href=to.address() aria-current=current>{to.name()}</a></li> }
    };
    let links = Section::ALL.into_iter().filter(|to| to.is_there_for(role)).map(link).collect_view();
    // On small screens the links are a row that is longer than the screen is wide.
    let row = NodeRef::new();
    browser::show_current(row);
    view! {
        <nav class="side-nav" aria-label="Looking after the site" node_ref=row>
            <ul class="side-nav__list">{links}</ul>
        </nav>
    }
}
