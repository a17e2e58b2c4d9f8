//! What is told to the page while it is open: over one socket a tab, for members alone.

use super::browser;
use leptos::prelude::*;
use serde::Deserialize;

/// Where the socket is.
const ADDRESS: &str = "/api/v1/live";

/// What the server says.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Said {
    /// So many pieces of news are unread.
    Notices { unread: u32 },
    /// Something for a newer version of this page.
    #[serde(other)]
    Other,
}

/// What is known of one's news. The server knows it before it renders; later the socket tells.
#[derive(Clone, Copy)]
pub struct Live {
    unread: RwSignal<u32>,
    /// What a screen reader hears of news that have come.
    words: RwSignal<String>,
}

impl Live {
    /// How many pieces of news are unread.
    pub fn unread(self) -> u32 {
        self.unread.get()
    }

    /// What is said aloud of news that have come.
    pub fn words(self) -> String {
        self.words.get()
    }

    /// Takes over how many are unread from where it has just been counted. Whoever waited for that may be gone meanwhile.
    pub fn set_unread(self, unread: u32) {
        if self.unread.try_get_untracked().is_some_and(|known| known != unread) {
            let _gone = self.unread.try_set(unread);
        }
    }

    fn hear(self, text: &str) {
        let Ok(Said::Notices { unread }) = serde_json::from_str(text) else { return };
        if unread > self.unread.get_untracked() {
            self.words.set(unread_words(unread));
        }
        self.set_unread(unread);
    }
}

/// How many are unread, in words.
pub fn unread_words(unread: u32) -> String {
    match unread {
        0 => "No unread notifications".to_owned(),
        1 => "1 unread notification".to_owned(),
        2..=99 => format!("{unread} unread notifications"),
        _ => "More than 99 unread notifications".to_owned(),
    }
}

/// Makes what is known of one's news known to all of the page, and listens for more.
pub fn provide(is_member: bool, unread: u32) {
    let live = Live { unread: RwSignal::new(unread), words: RwSignal::default() };
    provide_context(live);
    if is_member {
        Effect::new(move || browser::keep_socket(ADDRESS, move |text| live.hear(&text)));
    }
}
