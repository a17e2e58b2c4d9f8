//! What is said below the zone: of folders, and of what one's plan takes.

use super::parts::say;
use crate::app::{
    browser::dom,
    counts::{Grouped, grouped},
    uploads::{LeftOut, Overview, UploadQueue},
};
use std::cell::RefCell;
use web_sys::Element;

/// Both remarks. Without words they are out of sight.
pub(super) struct Remarks {
    folders: Element,
    plan: Element,
    /// The way to one's plan, which belongs to what is said of it.
    link: Element,
    /// What is said of the plan now.
    of_plan: RefCell<String>,
}

impl Remarks {
    pub(super) fn of(drawn: &Element) -> Option<Self> {
        let folders = dom::first_in(drawn, ".upload__remark[role=status]")?;
        let plan = dom::first_in(drawn, ".upload__remark[role=alert]")?;
        let link = dom::first_in(&plan, "a")?;
        link.remove();
        Some(Self { folders, plan, link, of_plan: RefCell::default() })
    }

    pub(super) fn show(&self, now: &Overview, queue: &UploadQueue) {
        say(&self.folders, &of_folders(now.is_reading, &queue.left_out()));
        let words = now.too_many.map(|batch| of_plan(batch, &queue.beyond_plan())).unwrap_or_default();
        if self.of_plan.replace(words.clone()) == words {
            return;
        }
        say(&self.plan, &words);
        if now.too_many.is_some() {
            // It goes behind words of the same page.
            let _ = self.plan.append_child(&self.link);
        }
    }
}

/// What is said where there were more files than one's plan takes.
fn of_plan(batch: u32, beyond: &LeftOut) -> String {
    format!(
        "Your plan allows {} files per upload. Not added: {}. Add them when these are done. ",
        Grouped(batch),
        beyond.names()
    )
}

fn of_folders(is_reading: bool, left_out: &LeftOut) -> String {
    let names = left_out.names();
    match (is_reading, left_out.count) {
        (true, _) => "Reading the folder…".to_owned(),
        (false, 0) => String::new(),
        (false, 1) => format!("1 other file was not added, as its type isn’t supported: {names}."),
        (false, count) => {
            let count = grouped(count as u64);
            format!("{count} other files were not added, as their types aren’t supported: {names}.")
        }
    }
}
