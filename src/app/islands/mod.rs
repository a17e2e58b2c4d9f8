//! What comes alive in a browser on every page. Most of it is a few listeners for the whole document, which act on the forms and links that
//! are there; what has a state of its own is an island. It draws nothing that the server can draw: lists go on, and what was changed comes
//! back, as HTML. Compiled for the server as well, which draws the islands. The bundle `lazy` has none of it: what both need is in `browser`.

mod answered;
mod chosen_files;
mod comments;
mod covers;
mod dialogs;
mod forms;
mod grid;
mod keys;
mod lazy;
mod long_press;
mod mention_field;
mod menus;
mod moments;
mod notices;
mod notifications;
mod saves;
mod saving;
mod search_box;
mod share;
mod side_nav;
mod steps;
mod suggestions;
mod switched;
mod tags;
mod toggles;
mod transitions;
mod unread_marks;
mod viewer;
mod wrong;

use super::browser::{dom, nearness, post, toasts};

#[cfg(feature = "ssr")]
pub use mention_field::MentionContent;
pub use mention_field::MentionField;
pub use search_box::SearchBox;
#[cfg(feature = "ssr")]
pub use search_box::SearchContent;
pub use tags::last_tag;
pub use transitions::{EXPECT_SKIPPED, OPT_IN};
pub use viewer::Viewer;
#[cfg(feature = "ssr")]
pub use viewer::ViewerContent;

/// What is started, in this order.
const STEPS: [fn(); 25] = [
    answered::start,
    toasts::start,
    switched::start,
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
pub fn start(step: usize) -> bool {
    let part = STEPS.get(step);
    part.iter().for_each(|part| part());
    part.is_some()
}
