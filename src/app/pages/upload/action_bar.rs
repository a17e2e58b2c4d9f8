//! How far all of it is, and the buttons that start it, hold it and clear it away.

use super::progress::ProgressBar;
use crate::{
    app::uploads::{Going, Line, Totals, UploadQueue},
    model::errors::Bytes,
};
use leptos::{html, prelude::*};
use std::time::Duration;

/// The least time between two announcements to screen readers.
const SAID_EVERY: Duration = Duration::from_secs(2);

/// The bar at the foot of the page.
#[component]
pub fn ActionBar(
    /// The list.
    queue: UploadQueue,
) -> impl IntoView {
    let totals = queue.totals;
    let part = Memo::new(move |_| Some(totals.with(Totals::part)));
    let sums = move || totals.with(sums);
    let note = move || totals.with(|totals| note(queue, totals));
    // Announced at each tenth and when something changes, not with each file.
    let matter = Memo::new(move |_| {
        totals.with(|totals| {
            let tenths = totals.sent() * 10 / totals.count.max(1);
            (totals.count, tenths, totals.failed, totals.to_go() == 0, queue.going.get(), queue.line.get())
        })
    });
    let said = every(SAID_EVERY, move || {
        matter.track();
        untrack(|| totals.with(|totals| format!("{}. {}", self::sums(totals), self::note(queue, totals))))
    });
    view! {
        <div class="action-bar" data-needs-script>
            <div class="action-bar__state">
                <p class="action-bar__words" aria-hidden="true">
                    <span>{sums}</span>
                    <span class="action-bar__note" data-line=move || (queue.line.get() != Line::Good).then_some("lost")>{note}</span>
                </p>
                <span class="visually-hidden" role="status">{said}</span>
                <ProgressBar part=part.into() label="Sent altogether".to_owned() />
            </div>
            <Buttons queue />
        </div>
    }
}

/// How much has been sent.
fn sums(totals: &Totals) -> String {
    match totals.count {
        0 => "Nothing chosen yet".to_owned(),
        count => {
            format!("{} of {count} sent, {} of {}", totals.sent(), Bytes(totals.bytes_sent), Bytes(totals.bytes))
        }
    }
}

/// What holds it up, or how long it will take, and how many have failed.
fn note(queue: UploadQueue, totals: &Totals) -> String {
    let now = match (queue.going.get(), queue.line.get()) {
        _ if totals.to_go() == 0 => match totals.processing {
            0 => String::new(),
            count => format!("{count} being prepared"),
        },
        (Going::SignedOut, _) => "Stopped: you have been signed out".to_owned(),
        (Going::Paused, _) if totals.sending > 0 => format!("Paused; {} under way still arrive", totals.sending),
        (Going::Paused, _) => "Paused".to_owned(),
        (Going::On, Line::Lost { asked: true, .. }) => "The site is busy: waiting a moment…".to_owned(),
        (Going::On, Line::Lost { .. } | Line::Trying { .. }) => "Waiting for the connection…".to_owned(),
        (Going::On, Line::Good) => queue.seconds_left.get().map(crate::app::uploads::time_left).unwrap_or_default(),
    };
    let failed = match totals.failed {
        0 => String::new(),
        count => format!("{count} failed"),
    };
    [now, failed].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · ")
}

#[component]
fn Buttons(queue: UploadQueue) -> impl IntoView {
    let of = move |read: fn(&Totals) -> usize| Memo::new(move |_| queue.totals.with(read));
    let (count, chosen, to_go, again) =
        (of(|totals| totals.count), of(|totals| totals.chosen), of(Totals::to_go), of(|totals| totals.again));
    let busy = Memo::new(move |_| to_go.get() > 0);
    let done = of(|totals| if totals.chosen == 0 { totals.sent() } else { 0 });
    let hold = NodeRef::<html::Button>::new();
    let send = move || match (chosen.get(), busy.get()) {
        (0, _) => "Upload".to_owned(),
        (1, false) => "Upload 1 picture".to_owned(),
        (count, false) => format!("Upload {count} pictures"),
        (count, true) => format!("Upload {count} more"),
    };
    // The button that was pressed leaves: the focus goes on to the one that takes its place.
    Effect::new(move |before: Option<bool>| {
        let now = busy.get();
        if before == Some(false) && now {
            request_animation_frame(move || {
                let lost = document().active_element().is_none_or(|active| active.tag_name() == "BODY");
                if let Some(hold) = hold.get_untracked().filter(|_| lost) {
                    // Without the focus, it is only less convenient.
                    let _ = hold.focus();
                }
            });
        }
        now
    });
    view! {
        <div class="action-bar__actions">
            {move || (!busy.get()).then(|| view! {
                <button class="button button--quiet" type="button" disabled=move || count.get() == 0 on:click=move |_| queue.clear()>
                    "Clear"
                </button>
            })}
            {move || (again.get() > 0).then(|| view! {
                <button class="button button--secondary" type="button" on:click=move |_| queue.retry_all()>
                    "Retry all that failed"
                </button>
            })}
            {move || busy.get().then(|| view! {
                <button class="button button--secondary" type="button" node_ref=hold on:click=move |_| pause_or_resume(queue)>
                    {move || if queue.going.get() == Going::On { "Pause" } else { "Resume" }}
                </button>
            })}
            {move || (!busy.get() && done.get() > 0).then(|| view! {
                <a class="button button--primary" href="/uploads">"Your uploads"</a>
            })}
            {move || (chosen.get() > 0 || count.get() == 0).then(|| view! {
                <button class="button button--primary" type="submit" disabled=move || chosen.get() == 0 || queue.arriving.get() != 0>
                    {send}
                </button>
            })}
        </div>
    }
}

fn pause_or_resume(queue: UploadQueue) {
    if queue.going.get_untracked() == Going::On {
        queue.pause();
    } else {
        queue.resume();
    }
}

/// What is said, followed no more often than this: at once where nothing was said lately, else when it is time.
fn every(pause: Duration, say: impl Fn() -> String + Send + Sync + 'static) -> ReadSignal<String> {
    let (said, set_said) = signal(String::new());
    let now = Memo::new(move |_| say());
    let resting = StoredValue::new(false);
    let speak = move || {
        if resting.try_get_value() == Some(false) {
            set_said.set(now.get_untracked());
            resting.set_value(true);
            set_timeout(
                move || {
                    let _left = resting.try_set_value(false);
                    if let (Some(now), Some(said)) = (now.try_get_untracked(), said.try_get_untracked())
                        && now != said
                    {
                        set_said.set(now);
                    }
                },
                pause,
            );
        }
    };
    Effect::new(move || {
        now.track();
        speak();
    });
    said
}
