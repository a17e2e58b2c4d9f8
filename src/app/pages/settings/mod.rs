//! What members set for themselves: one page a file, all in the same frame.

mod delete;
mod email;
mod kept_tokens;
mod password;
mod plan;
mod profile;
mod sessions;
mod tokens;

pub use delete::Delete;
pub use email::Email;
pub use password::Password;
pub use plan::OwnPlan;
pub use profile::Profile;
pub use sessions::Sessions;
pub use tokens::Tokens;

use crate::{
    app::{
        browser,
        components::SignInFirst,
        start::{Answered, FormAnswer},
    },
    model::accounts::Me,
    server_fns::status::AnswerStatus,
};
use leptos::prelude::*;
use leptos_meta::Title;

/// A page of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Profile,
    Plan,
    Email,
    Password,
    Sessions,
    Tokens,
    Delete,
}

impl Section {
    const ALL: [Self; 7] =
        [Self::Profile, Self::Plan, Self::Email, Self::Password, Self::Sessions, Self::Tokens, Self::Delete];

    /// What links to it say.
    const fn name(self) -> &'static str {
        match self {
            Self::Profile => "Profile",
            Self::Plan => "Plan",
            Self::Email => "E-mail",
            Self::Password => "Password",
            Self::Sessions => "Sessions",
            Self::Tokens => "Tokens",
            Self::Delete => "Delete account",
        }
    }

    const fn address(self) -> &'static str {
        match self {
            Self::Profile => "/settings",
            Self::Plan => "/settings/plan",
            Self::Email => "/settings/email",
            Self::Password => "/settings/password",
            Self::Sessions => "/settings/sessions",
            Self::Tokens => "/settings/tokens",
            Self::Delete => "/settings/delete",
        }
    }

    /// Its heading.
    const fn title(self) -> &'static str {
        match self {
            Self::Profile | Self::Email | Self::Password => self.name(),
            Self::Plan => "Plan and room",
            Self::Sessions => "Where you are signed in",
            Self::Tokens => "Access tokens",
            Self::Delete => "Delete your account",
        }
    }

    /// A sentence below the heading.
    const fn lead(self) -> &'static str {
        match self {
            Self::Profile => "How others see you.",
            Self::Plan => "What your account gets here, and how much of it you have used up.",
            Self::Email => "Where mail from here reaches you. Nobody else sees it.",
            Self::Password => "Changing it signs you out everywhere else and revokes your access tokens.",
            Self::Sessions => "Every browser and program that can act as you. Sign out what you do not know.",
            Self::Tokens => "A token lets a program of yours in, without your password.",
            Self::Delete => "Your pictures, your profile and all that belongs to them will be gone for good.",
        }
    }
}

/// The frame of a page of the settings, around what is made for the member who is signed in and for what they sent.
/// Visitors are asked to sign in.
fn settings_page<Inside: IntoView + 'static>(
    section: Section,
    inside: impl FnOnce(Me, FormAnswer) -> Inside,
) -> impl IntoView {
    let answer = Answered::take().unwrap_or_default();
    let page = match expect_context::<Option<Me>>() {
        Some(me) => view! {
            <div class="settings">
                <Navigation section />
                <div class="settings__body">
                    <header class="page__head">
                        <h1 class="page__title">{section.title()}</h1>
                        <p class="page__lead">{section.lead()}</p>
                    </header>
                    {inside(me, answer)}
                </div>
            </div>
        }
        .into_any(),
        None => {
            AnswerStatus::set(401);
            view! {
                <SignInFirst
                    title="Settings belong to somebody"
                    words="Sign in to see and change yours."
                    next=section.address()
                />
            }
            .into_any()
        }
    };
    view! {
        <Title text=section.title() />
        <main id="main" class="page page--wide" tabindex="-1">{page}</main>
    }
}

#[component]
fn Navigation(section: Section) -> impl IntoView {
    let link = |to: Section| {
        let current = (to == section).then_some("page");
        view! { <li><a class="side-nav__link" href=to.address() aria-current=current>{to.name()}</a></li> }
    };
    // On small screens the links are a row that is longer than the screen is wide.
    let row = NodeRef::new();
    browser::show_current(row);
    view! {
        <nav class="side-nav" aria-label="Settings" node_ref=row>
            <ul class="side-nav__list">{Section::ALL.map(link).collect_view()}</ul>
        </nav>
    }
}
