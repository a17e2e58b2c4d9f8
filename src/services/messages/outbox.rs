//! Sending messages. A few tasks of a server share the channels among them; each writes all that are sent at the same time to those of its
//! own in one transaction: the next gather while it is under way, so the busier it is, the less each costs.

use super::markdown::{Rendered, render};
use crate::{
    live::Bus,
    model::{
        errors::Problem,
        ids::ChannelId,
        messages::{MESSAGE_PINS_MOST, NewMessage, tidy_message},
        prose::mentioned,
    },
    services::Caller,
    store::db::{
        self, Db,
        message_batches::{Draft, Outcome, Written},
    },
};
use std::{array, collections::HashMap, mem, sync::Arc};
use tokio::sync::{mpsc, oneshot};

/// How many messages one transaction has at most.
const BATCH_MOST: usize = 500;

/// How many tasks write. While one of them waits for its commit, others go on.
const WRITERS: usize = 4;

/// How many connections they have to themselves: one each, and some on their way back.
const CONNECTIONS: u32 = 6;

/// How many messages can wait for one of them. Whoever comes then is told to try again.
const WAITING_MOST: usize = 5_000;

/// A message that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// Its number.
    pub seq: i64,
}

/// The way to the tasks that write messages. Cheap to clone. They end with the last of these.
#[derive(Clone)]
pub(in crate::services) struct Outbox(Arc<[mpsc::Sender<Waiting>; WRITERS]>);

struct Waiting {
    draft: Draft,
    answer: oneshot::Sender<Result<Outcome, Problem>>,
}

impl Outbox {
    /// Starts the tasks.
    pub(in crate::services) fn start(db: &Db, bus: &Bus) -> Self {
        let db = db.for_live(CONNECTIONS);
        Self(Arc::new(array::from_fn(|_| {
            let (sender, waiting) = mpsc::channel(WAITING_MOST);
            tokio::spawn(write(db.clone(), bus.clone(), waiting));
            sender
        })))
    }

    fn send(&self, draft: Draft) -> Result<Pending, Problem> {
        let (answer, answered) = oneshot::channel();
        // Those of a channel go to the same one, in their order.
        let writer = draft.channel.uuid().as_u128() % WRITERS as u128;
        self.0[writer as usize].try_send(Waiting { draft, answer }).map_err(|_| Problem::Busy)?;
        Ok(Pending(answered))
    }
}

/// A message that is being written.
pub struct Pending(oneshot::Receiver<Result<Outcome, Problem>>);

impl Pending {
    /// What became of it.
    ///
    /// # Errors
    /// As [`send`].
    pub async fn sent(self) -> Result<Sent, Problem> {
        match self.0.await.unwrap_or(Err(Problem::Busy))? {
            Outcome::Sent(seq) | Outcome::Known(seq) => Ok(Sent { seq }),
            Outcome::NotFound => Err(Problem::NotFound),
            Outcome::NotAllowed => {
                Err(Problem::Forbidden { detail: "You can’t write in this channel at the moment.".to_owned() })
            }
            Outcome::TooSoon(retry_after) => Err(Problem::TooMany { retry_after }),
        }
    }
}

/// Sends a message. One that was sent before under the same key is the same one.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::Invalid`] for the text, the pins, or the message that it answers; [`Problem::NotFound`] where the
/// channel is not theirs to read; [`Problem::Forbidden`] where they may not write there now; [`Problem::TooMany`] in slow mode, or where
/// they write too fast; [`Problem::Busy`] where the server cannot keep up.
pub async fn send(caller: &Caller, message: NewMessage) -> Result<Sent, Problem> {
    begin(caller, message).await?.sent().await
}

/// The same, without waiting until it is written. Messages that a member begins one after the other in a channel are written in that order.
///
/// # Errors
/// As [`send`].
pub async fn begin(caller: &Caller, message: NewMessage) -> Result<Pending, Problem> {
    let (me, site) = (caller.member()?, &caller.site);
    site.limits.message(me).await?;
    let NewMessage { channel, key, body, reply_to, mut pins } = message;
    let mut seen = std::collections::HashSet::new();
    pins.retain(|pin| seen.insert(*pin));
    if pins.len() > MESSAGE_PINS_MOST {
        return Err(Problem::field("pins", format!("A message can have up to {MESSAGE_PINS_MOST} pictures.")));
    }
    let body = tidy_message(&body, !pins.is_empty())?;
    if reply_to.is_some() || !pins.is_empty() {
        let about = site.db.about_message(me, channel, key, reply_to, &pins).await?;
        if !about.reads {
            return Err(Problem::NotFound);
        }
        // What was sent before is answered as it was then, whatever has become of what it was about.
        if !about.known && !about.attaches {
            return Err(Problem::field("pins", "One of the pictures was not found."));
        }
        if !about.known && !about.answers {
            return Err(Problem::field("reply_to", "The message you are replying to was deleted."));
        }
    }
    let names = mentioned(&body);
    let known = if names.is_empty() { Vec::new() } else { site.db.mentionable_members(me, &names).await? };
    let Rendered { html, mentions } = render(&body, &known.iter().map(|(_, name)| name.clone()).collect::<Vec<_>>());
    let mentions = known.into_iter().filter(|(_, name)| mentions.contains(name)).map(|(user, _)| user).collect();
    let draft = Draft { channel, author: me, key, body, html, reply_to, pins, mentions };
    site.outbox.send(draft)
}

async fn write(db: Db, bus: Bus, mut waiting: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::new();
    while waiting.recv_many(&mut batch, BATCH_MOST).await > 0 {
        let (drafts, answers): (Vec<_>, Vec<_>) =
            mem::take(&mut batch).into_iter().map(|Waiting { draft, answer }| (draft, answer)).unzip();
        match db::again(async || db.write_messages(&drafts).await).await {
            Ok(written) => {
                announce(&bus, &drafts, &written);
                for (answer, outcome) in answers.into_iter().zip(written.outcomes) {
                    // Whoever no longer waits for it does not mind.
                    let _gone = answer.send(Ok(outcome));
                }
            }
            Err(problem) if drafts.len() == 1 || problem == Problem::Busy => {
                for answer in answers {
                    let _gone = answer.send(Err(problem.clone()));
                }
            }
            // One of them is at fault, and not the others.
            Err(_) => one_by_one(&db, &bus, drafts, answers).await,
        }
    }
}

async fn one_by_one(db: &Db, bus: &Bus, drafts: Vec<Draft>, answers: Vec<oneshot::Sender<Result<Outcome, Problem>>>) {
    for (draft, answer) in drafts.into_iter().zip(answers) {
        let drafts = [draft];
        let done = db::again(async || db.write_messages(&drafts).await).await;
        if let Ok(written) = &done {
            announce(bus, &drafts, written);
        }
        let outcome = done.and_then(|written| written.outcomes.into_iter().next().ok_or(Problem::Internal));
        let _gone = answer.send(outcome);
    }
}

/// Says what has been written: of each channel once, and to whom is mentioned or takes part in a direct conversation.
fn announce(bus: &Bus, drafts: &[Draft], written: &Written) {
    let mut channels: HashMap<ChannelId, i64> = HashMap::new();
    let mut called = written.direct.clone();
    for (draft, outcome) in drafts.iter().zip(&written.outcomes) {
        let (seq, is_new) = match outcome {
            Outcome::Sent(seq) => (*seq, true),
            // The server that wrote it may have ended before it could say so.
            Outcome::Known(seq) => (*seq, false),
            _ => continue,
        };
        let greatest = channels.entry(draft.channel).or_insert(seq);
        *greatest = (*greatest).max(seq);
        if is_new {
            called.extend(&draft.mentions);
        }
    }
    called.sort_unstable();
    called.dedup();
    channels.into_iter().for_each(|(channel, seq)| bus.channel_changed(channel, seq));
    bus.call(&called);
}
