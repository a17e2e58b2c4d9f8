//! What comes alive in a browser on every page. Most of it is a few listeners for the whole document, which act on the forms and links that
//! are there; what has a state of its own is an island. It draws nothing that the server can draw: lists go on, and what was changed comes
//! back, as HTML. Compiled for the server as well, which draws the islands. The bundle `lazy` has only what it calls itself: a page has all
//! else once.

#[cfg(not(feature = "lazy"))]
mod answered;
#[cfg(not(feature = "lazy"))]
mod chosen_files;
#[cfg(not(feature = "lazy"))]
mod comments;
#[cfg(not(feature = "lazy"))]
mod covers;
#[cfg(not(feature = "lazy"))]
mod dialogs;
pub mod dom;
#[cfg(not(feature = "lazy"))]
mod forms;
#[cfg(not(feature = "lazy"))]
mod grid;
#[cfg(not(feature = "lazy"))]
mod keys;
pub mod lazy;
#[cfg(not(feature = "lazy"))]
mod long_press;
#[cfg(not(feature = "lazy"))]
mod mention_field;
#[cfg(not(feature = "lazy"))]
mod menus;
#[cfg(not(feature = "lazy"))]
mod moments;
pub mod nearness;
#[cfg(not(feature = "lazy"))]
mod notices;
#[cfg(not(feature = "lazy"))]
mod notifications;
pub mod post;
#[cfg(not(feature = "lazy"))]
mod saves;
#[cfg(not(feature = "lazy"))]
mod saving;
#[cfg(not(feature = "lazy"))]
mod search_box;
#[cfg(not(feature = "lazy"))]
mod share;
#[cfg(not(feature = "lazy"))]
mod side_nav;
#[cfg(not(feature = "lazy"))]
mod steps;
#[cfg(not(feature = "lazy"))]
mod suggestions;
#[cfg(not(feature = "lazy"))]
mod tags;
pub mod toasts;
#[cfg(not(feature = "lazy"))]
mod toggles;
#[cfg(not(feature = "lazy"))]
mod transitions;
#[cfg(not(feature = "lazy"))]
mod viewer;
#[cfg(not(feature = "lazy"))]
mod wrong;

#[cfg(feature = "ssr")]
pub use mention_field::MentionContent;
#[cfg(not(feature = "lazy"))]
pub use mention_field::MentionField;
#[cfg(not(feature = "lazy"))]
pub use search_box::SearchBox;
#[cfg(feature = "ssr")]
pub use search_box::SearchContent;
#[cfg(not(feature = "lazy"))]
pub use tags::last_tag;
#[cfg(not(feature = "lazy"))]
pub use transitions::{EXPECT_SKIPPED, OPT_IN};
#[cfg(not(feature = "lazy"))]
pub use viewer::Viewer;
#[cfg(feature = "ssr")]
pub use viewer::ViewerContent;

/// What is started, in this order.
#[cfg(not(feature = "lazy"))]
const STEPS: [fn(); 24] = [
    answered::start,
    toasts::start,
    toggles::start,
    saves::start,
    long_press::start,
    menus::start,
    moments::start,
    notifications::start,
    notices::start,
    covers::start,
    wrong::start,
    forms::start,
    tags::start,
    chosen_files::start,
    side_nav::start,
    keys::start,
    steps::start,
    share::start,
    dialogs::start,
    comments::start,
    saving::start,
    transitions::start,
    grid::start,
    lazy::start,
];

/// Starts one part; `false` where there is none of this number. A page that is busy with all of them at once would hear nothing meanwhile.
#[cfg(not(feature = "lazy"))]
pub fn start(step: usize) -> bool {
    let part = STEPS.get(step);
    part.iter().for_each(|part| part());
    part.is_some()
}
