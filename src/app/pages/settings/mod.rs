//! What members set for themselves: one page a file, all in the same frame.

mod blocks;
mod delete;
mod email;
mod kept_tokens;
mod password;
mod plan;
mod profile;
mod sessions;
mod tokens;

pub use blocks::blocks;
pub use delete::delete;
pub use email::email;
pub use password::password;
pub use plan::plan;
pub use profile::profile;
pub use sessions::sessions;
pub use tokens::tokens;

use crate::app::served::{Content, Title};
use leptos::prelude::*;

/// A page of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Profile,
    Plan,
    Email,
    Password,
    Sessions,
    Tokens,
    Blocks,
    Delete,
}

impl Section {
    const ALL: [Self; 8] = [
        Self::Profile,
        Self::Plan,
        Self::Email,
        Self::Password,
        Self::Sessions,
        Self::Tokens,
        Self::Blocks,
        Self::Delete,
    ];

    /// What links to it say.
    const fn name(self) -> &'static str {
        match self {
            Self::Profile => "Profile",
            Self::Plan => "Plan",
            Self::Email => "E-mail",
            Self::Password => "Password",
            Self::Sessions => "Sessions",
            Self::Tokens => "Tokens",
            Self::Blocks => "Blocked members",
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
            Self::Blocks => "/settings/blocks",
            Self::Delete => "/settings/delete",
        }
    }

    /// Its heading.
    const fn title(self) -> &'static str {
        match self {
            Self::Profile | Self::Email | Self::Password | Self::Blocks => self.name(),
            Self::Plan => "Plan and storage",
            Self::Sessions => "Where you are signed in",
            Self::Tokens => "Access tokens",
            Self::Delete => "Delete your account",
        }
    }

    /// A sentence below the heading.
    const fn lead(self) -> &'static str {
        match self {
            Self::Profile => "How others see you.",
            Self::Plan => "What your plan includes, and how much storage you have used.",
            Self::Email => "We send e-mail to this address. Other members can’t see it.",
            Self::Password => "Changing your password signs you out everywhere else and revokes your access tokens.",
            Self::Sessions => "Browsers and apps that are signed in to your account. Sign out any you don’t recognise.",
            Self::Blocks => "You and a member you have blocked don’t see each other anywhere on this site.",
            Self::Tokens => "An access token lets an app use your account without your password.",
            Self::Delete => "Your profile, your pictures and everything that belongs to them will be deleted for good.",
        }
    }
}

/// A page of the settings in its frame, around what is drawn for the member who is signed in.
fn page<Inside: IntoView + 'static>(section: Section, inside: impl FnOnce() -> Inside + Send + 'static) -> Content {
    Content::new(move || {
        view! {
            <Title text=section.title() />
            <main id="main" class="page page--wide" tabindex="-1">
                <div class="settings">
                    <Navigation section />
                    <div class="settings__body">
                        <header class="page__head">
                            <h1 class="page__title">{section.title()}</h1>
                            <p class="page__lead">{section.lead()}</p>
                        </header>
                        {inside()}
                    </div>
                </div>
            </main>
        }
    })
}

/// What a visitor sees in its place.
fn visited(section: Section) -> Content {
    let (title, words) = ("Sign in to see your settings", "Change your profile, e-mail, password and more.");
    Content::sign_in_first(section.title(), title, words, section.address())
}

#[component]
fn Navigation(section: Section) -> impl IntoView {
    let link = |to: Section| {
        let current = (to == section).then_some("page");
        view! { <li><a class="side-nav__link" href=to.address() aria-current=current>{to.name()}</a></li> }
    };
    view! {
        <nav class="side-nav" aria-label="Settings">
            <ul class="side-nav__list">{Section::ALL.map(link).collect_view()}</ul>
        </nav>
    }
}
