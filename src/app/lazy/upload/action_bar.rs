//! The bar at the foot of the page: how far all of it is, and the buttons that start it, hold it and clear it away.

use super::{
    announcer::Announcer,
    parts::{arrange_by, disable, say},
    progress,
};
use crate::{
    app::{
        browser::dom,
        counts::{grouped, pictures},
        uploads::{Going, Line, Overview, Totals, UploadQueue, time_left},
    },
    model::errors::Bytes,
};
use leptos::prelude::document;
use std::{cell::Cell, rc::Rc};
use web_sys::{Element, Event};

pub(super) struct ActionBar {
    sums: Element,
    note: Element,
    announcer: Rc<Announcer>,
    progress: Element,
    actions: Element,
    buttons: Vec<Element>,
    clear: Element,
    hold: Element,
    send: Element,
    /// Whether anything was on its way, and how long the list was, when the buttons were last shown.
    before: Cell<(bool, usize)>,
    /// What was announced last.
    announced: Cell<Option<Matter>>,
}

/// What is worth an announcement when it changes: not each file, but each tenth of them.
#[derive(Clone, Copy, PartialEq)]
struct Matter {
    count: usize,
    tenths: usize,
    failed: usize,
    known: usize,
    is_over: bool,
    going: Going,
    line: Line,
}

impl ActionBar {
    pub(super) fn of(drawn: &Element, queue: &UploadQueue) -> Option<Self> {
        let bar = dom::first_in(drawn, ".action-bar")?;
        let find = |selector| dom::first_in(&bar, selector);
        let pressed = queue.clone();
        dom::on(&bar, "click", move |event| press(&pressed, &event));
        let actions = find(".action-bar__actions")?;
        Some(Self {
            sums: find(".action-bar__words > span")?,
            note: find(".action-bar__note")?,
            announcer: Announcer::of(find("[role=status]")?),
            progress: find(".progress")?,
            buttons: dom::all_in(&actions, ":scope > *"),
            clear: find("[data-do=clear]")?,
            hold: find("[data-do=hold]")?,
            send: find("[type=submit]")?,
            actions,
            before: Cell::default(),
            announced: Cell::default(),
        })
    }

    pub(super) fn show(&self, now: &Overview) {
        let (sums, note) = (sums(&now.totals), note(now));
        say(&self.sums, &sums);
        say(&self.note, &note);
        dom::set(&self.note, "data-line", (now.line != Line::Good).then_some("lost"));
        progress::show(&self.progress, Some(now.totals.part()));
        let matter = Matter::of(now);
        if self.announced.replace(Some(matter)) != Some(matter) {
            self.announcer.say(format!("{sums}. {note}"));
        }
        self.show_buttons(now);
    }

    fn show_buttons(&self, now: &Overview) {
        let totals = &now.totals;
        let is_busy = totals.to_go() > 0;
        let holds = [
            ("idle", !is_busy),
            ("busy", is_busy),
            ("again", totals.again > 0),
            ("done", !is_busy && totals.chosen == 0 && totals.sent() > 0),
            ("sendable", totals.chosen > 0 || totals.count == 0),
        ];
        arrange_by(&self.actions, &self.buttons, &holds);
        disable(&self.clear, totals.count == 0);
        say(&self.hold, if now.going == Going::On { "Pause" } else { "Resume" });
        say(&self.send, &what_is_sent(totals));
        disable(&self.send, totals.chosen == 0 || now.arriving > 0);
        // The button that was pressed leaves: the focus goes on to the one that takes its place. Uploads of an earlier page, which make
        // the list longer, come without a button.
        let before = self.before.replace((is_busy, totals.count));
        if is_busy && before == (false, totals.count) && nothing_has_focus() {
            dom::focus(&self.hold, false);
        }
    }
}

impl Matter {
    fn of(now: &Overview) -> Self {
        let totals = &now.totals;
        Self {
            count: totals.count,
            tenths: totals.sent() * 10 / totals.count.max(1),
            failed: totals.failed,
            known: totals.known,
            is_over: totals.to_go() == 0,
            going: now.going,
            line: now.line,
        }
    }
}

fn press(queue: &UploadQueue, event: &Event) {
    let Some(button) = dom::target_in(event, "[data-do]") else { return };
    match dom::attribute(&button, "data-do").as_str() {
        "clear" => queue.clear(),
        "retry" => queue.retry_all(),
        _ if queue.overview().going == Going::On => queue.pause(),
        _ => queue.resume(),
    }
}

fn nothing_has_focus() -> bool {
    document().active_element().is_none_or(|active| active.tag_name() == "BODY")
}

/// What the button says that sends what was chosen.
fn what_is_sent(totals: &Totals) -> String {
    match (totals.chosen, totals.to_go()) {
        (0, _) => "Upload".to_owned(),
        (count, 0) => format!("Upload {}", pictures(count as u32)),
        (count, _) => format!("Upload {} more", grouped(count as u64)),
    }
}

/// How much is ready, or has been uploaded.
fn sums(totals: &Totals) -> String {
    let Totals { count, chosen, failed, known, bytes, bytes_sent, .. } = *totals;
    if count == 0 {
        return "No pictures chosen yet".to_owned();
    }
    if chosen > 0 && chosen + failed + known == count {
        let ready = format!("Ready to upload: {}", pictures(chosen as u32));
        // The others would count among the bytes.
        return if chosen == count { format!("{ready}, {}", Bytes(bytes)) } else { ready };
    }
    if known > 0 && failed + known == count {
        return "No new pictures chosen".to_owned();
    }
    let [sent, count] = [totals.sent(), count].map(|number| grouped(number as u64));
    format!("{sent} of {count} uploaded, {} of {}", Bytes(bytes_sent), Bytes(bytes))
}

/// What holds it up, or how long it will take, how many the account has already, and how many have failed.
fn note(now: &Overview) -> String {
    let totals = &now.totals;
    let state = match (now.going, now.line) {
        _ if totals.to_go() == 0 => match totals.processing {
            0 => String::new(),
            count => format!("{} processing", grouped(count as u64)),
        },
        (Going::SignedOut, _) => "Stopped: you are signed out".to_owned(),
        (Going::Paused, _) if totals.sending > 0 => format!("Paused; {} in progress will finish", totals.sending),
        (Going::Paused, _) => "Paused".to_owned(),
        (Going::On, Line::Lost { asked: true, .. }) => "The site is busy. Trying again soon…".to_owned(),
        (Going::On, Line::Lost { .. } | Line::Trying { .. }) => "Waiting for the connection…".to_owned(),
        (Going::On, Line::Good) => now.seconds_left.map(time_left).unwrap_or_default(),
    };
    let counted = |count: usize, words: &str| match count {
        0 => String::new(),
        count => format!("{} {words}", grouped(count as u64)),
    };
    let (known, failed) = (counted(totals.known, "already uploaded"), counted(totals.failed, "failed"));
    [state, known, failed].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_says_what_is_ready_and_then_how_much_is_uploaded() {
        let chosen = Totals { count: 12, chosen: 12, bytes: 6_100_000, ..Totals::default() };
        assert_eq!(sums(&Totals::default()), "No pictures chosen yet");
        assert_eq!(sums(&chosen), "Ready to upload: 12 pictures, 6.1 MB");
        assert_eq!(sums(&Totals { count: 13, failed: 1, ..chosen }), "Ready to upload: 12 pictures");
        assert_eq!(sums(&Totals { count: 14, known: 2, ..chosen }), "Ready to upload: 12 pictures");
        assert_eq!(sums(&Totals { count: 2, known: 2, ..Totals::default() }), "No new pictures chosen");
        let under_way = Totals { chosen: 0, waiting: 11, ready: 1, bytes_sent: 500_000, ..chosen };
        assert_eq!(sums(&under_way), "1 of 12 uploaded, 500 kB of 6.1 MB");
    }

    #[test]
    fn the_bar_says_what_holds_it_up_and_what_has_failed() {
        let totals = Totals { count: 5, waiting: 2, sending: 1, failed: 2, ..Totals::default() };
        let now = Overview { totals, ..Overview::default() };
        let lost = |asked| Overview { line: Line::Lost { tries: 1, asked }, ..now };
        assert_eq!(note(&now), "2 failed");
        assert_eq!(note(&Overview { totals: Totals { known: 3, ..totals }, ..now }), "3 already uploaded · 2 failed");
        assert_eq!(note(&Overview { seconds_left: Some(70.0), ..now }), "about a minute left · 2 failed");
        assert_eq!(note(&Overview { going: Going::Paused, ..now }), "Paused; 1 in progress will finish · 2 failed");
        assert_eq!(note(&lost(false)), "Waiting for the connection… · 2 failed");
        assert_eq!(note(&lost(true)), "The site is busy. Trying again soon… · 2 failed");
        let over = Totals { processing: 3, ..Totals::default() };
        assert_eq!(note(&Overview { totals: over, ..lost(false) }), "3 processing");
    }
}
