//! Light or dark, as a reader has chosen in this browser: the server draws pages so. Who has chosen nothing gets what their system has.

use leptos::{nonce::use_nonce, prelude::*};

/// A theme that was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
}

impl Theme {
    /// Its name, in the form, in the cookie and on `<html>`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The one of this name; `None` for any other.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Light, Self::Dark].into_iter().find(|theme| theme.name() == name)
    }

    /// The colour of the ground, which browsers give their own bars: `--paper` in the style sheet.
    const fn paper(self) -> &'static str {
        match self {
            Self::Light => "#faf8f5",
            Self::Dark => "#131211",
        }
    }
}

/// The theme of the page, for what is on it.
#[derive(Debug, Clone, Copy)]
pub struct PageTheme(pub Option<Theme>);

/// A script for the head of every page: one that comes back from the browser's cache may have been drawn before the theme was chosen.
pub const ON_RETURN: &str = "addEventListener('pageshow',e=>{\
                         const d=document.documentElement.dataset,t=/(?:^|; )theme=(\\w+)/.exec(document.cookie);\
                         if(e.persisted)t?d.theme=t[1]:delete d.theme})";

/// What the head of a page says about its theme.
#[component]
pub fn ThemeHead(theme: Option<Theme>) -> impl IntoView {
    let colours = match theme {
        Some(theme) => view! {
            <meta name="color-scheme" content=theme.name() />
            <meta name="theme-color" content=theme.paper() />
        }
        .into_any(),
        None => view! {
            <meta name="color-scheme" content="light dark" />
            {for_scheme(Theme::Light)}
            {for_scheme(Theme::Dark)}
        }
        .into_any(),
    };
    view! {
        {colours}
        <script nonce=use_nonce() inner_html=ON_RETURN></script>
    }
}

/// The colour around the page in one of the system's schemes. leptos does not know `media` of a `<meta>`.
fn for_scheme(theme: Theme) -> impl IntoView {
    let media = format!("(prefers-color-scheme: {})", theme.name());
    leptos::html::meta().name("theme-color").content(theme.paper()).attr("media", media)
}

/// The choice, at the foot of every page: a form with a button for each.
#[component]
pub fn ThemeChoice() -> impl IntoView {
    let PageTheme(chosen) = expect_context();
    let choice = |theme: Option<Theme>, words: &'static str| {
        let pressed = if theme == chosen { "true" } else { "false" };
        let name = theme.map_or("system", Theme::name);
        view! {
            <button class="footer__link" type="submit" name="theme" value=name aria-pressed=pressed>{words}</button>
        }
    };
    view! {
        <form class="footer__links" method="post" action="/theme" enctype="multipart/form-data" aria-label="Theme">
            {choice(None, "System")}
            {choice(Some(Theme::Light), "Light")}
            {choice(Some(Theme::Dark), "Dark")}
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_is_known_by_its_name_alone() {
        assert_eq!(
            ["light", "dark", "system", "Dark", ""].map(Theme::named),
            [Some(Theme::Light), Some(Theme::Dark), None, None, None]
        );
    }
}
