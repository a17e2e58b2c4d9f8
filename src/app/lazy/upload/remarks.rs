//! What is said below the zone: of folders, and of what one's plan takes.

use super::parts::say;
use crate::app::{
    counts::{Grouped, grouped},
    islands::dom,
    uploads::Overview,
};
use std::cell::Cell;
use web_sys::Element;

/// Both remarks. Without words they are out of sight.
pub(super) struct Remarks {
    folders: Element,
    plan: Element,
    /// The way to one's plan, which belongs to what is said of it.
    link: Element,
    /// What is said of the plan now.
    too_many: Cell<Option<u32>>,
}

impl Remarks {
    pub(super) fn of(drawn: &Element) -> Option<Self> {
        let folders = dom::first_in(drawn, ".upload__remark[role=status]")?;
        let plan = dom::first_in(drawn, ".upload__remark[role=alert]")?;
        let link = dom::first_in(&plan, "a")?;
        link.remove();
        Some(Self { folders, plan, link, too_many: Cell::new(None) })
    }

    pub(super) fn show(&self, now: &Overview) {
        say(&self.folders, &of_folders(now.is_reading, now.left_out));
        if self.too_many.replace(now.too_many) == now.too_many {
            return;
        }
        say(&self.plan, &now.too_many.map(of_plan).unwrap_or_default());
        if now.too_many.is_some() {
            // It goes behind words of the same page.
            let _ = self.plan.append_child(&self.link);
        }
    }
}

/// What is said where there were more files than one's plan takes.
fn of_plan(batch: u32) -> String {
    format!(
        "Your plan allows {} files per upload. The rest were not added: add them when these are done. ",
        Grouped(batch)
    )
}

fn of_folders(is_reading: bool, left_out: usize) -> String {
    match (is_reading, left_out) {
        (true, _) => "Reading the folder…".to_owned(),
        (false, 0) => String::new(),
        (false, 1) => "1 other file was not added: this type isn’t supported.".to_owned(),
        (false, count) => {
            let count = grouped(count as u64);
            format!("{count} other files were not added: these types aren’t supported.")
        }
    }
}
