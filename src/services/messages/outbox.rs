//! Sending messages. One task of a server writes all that are sent at the same time in one transaction: the next gather while it is under
//! way, so the busier it is, the less each costs.

use super::markdown::{Rendered, render};
use crate::{
    live::Bus,
    model::{
        errors::Problem,
        ids::{ChannelId, UserId},
        messages::{MESSAGE_PINS_MOST, NewMessage, tidy_message},
        prose::mentioned,
    },
    services::Caller,
    store::db::{
        self, Db,
        message_batches::{Draft, Outcome},
    },
};
use std::{collections::HashMap, mem};
use tokio::sync::{mpsc, oneshot};

/// How many messages one transaction has at most.
const BATCH_MOST: usize = 500;

/// How many messages can wait. Whoever comes then is told to try again.
const WAITING_MOST: usize = 20_000;

/// A message that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// Its number.
    pub seq: i64,
}

/// The way to the task that writes messages. Cheap to clone. The task ends with the last of these.
#[derive(Clone)]
pub(in crate::services) struct Outbox(mpsc::Sender<Waiting>);

struct Waiting {
    draft: Draft,
    answer: oneshot::Sender<Result<Outcome, Problem>>,
}

impl Outbox {
    /// Starts the task.
    pub(in crate::services) fn start(db: Db, bus: Bus) -> Self {
        let (sender, waiting) = mpsc::channel(WAITING_MOST);
        tokio::spawn(write(db, bus, waiting));
        Self(sender)
    }

    fn send(&self, draft: Draft) -> Result<Pending, Problem> {
        let (answer, answered) = oneshot::channel();
        self.0.try_send(Waiting { draft, answer }).map_err(|_| Problem::Busy)?;
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

/// The same, without waiting until it is written. Messages that a member begins one after the other are written in that order.
///
/// # Errors
/// As [`send`].
pub async fn begin(caller: &Caller, message: NewMessage) -> Result<Pending, Problem> {
    let (me, site) = (caller.member()?, &caller.site);
    site.limits.message(me)?;
    let NewMessage { channel, key, body, reply_to, mut pins } = message;
    let mut seen = std::collections::HashSet::new();
    pins.retain(|pin| seen.insert(*pin));
    if pins.len() > MESSAGE_PINS_MOST {
        return Err(Problem::field("pins", format!("A message can have up to {MESSAGE_PINS_MOST} pictures.")));
    }
    let body = tidy_message(&body, !pins.is_empty())?;
    if !pins.is_empty() && !site.db.may_attach(me, &pins).await? {
        return Err(Problem::field("pins", "One of the pictures was not found."));
    }
    if let Some(seq) = reply_to
        && !site.db.has_message(channel, seq).await?
    {
        return Err(Problem::field("reply_to", "The message you are replying to was deleted."));
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
            Ok(outcomes) => {
                announce(&bus, &drafts, &outcomes);
                for (answer, outcome) in answers.into_iter().zip(outcomes) {
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
        if let Ok(outcomes) = &done {
            announce(bus, &drafts, outcomes);
        }
        let outcome = done.and_then(|outcomes| outcomes.into_iter().next().ok_or(Problem::Internal));
        let _gone = answer.send(outcome);
    }
}

/// Says what has been written: of each channel once, and to whom is mentioned or takes part in a direct conversation.
fn announce(bus: &Bus, drafts: &[Draft], outcomes: &[Outcome]) {
    let mut channels: HashMap<ChannelId, i64> = HashMap::new();
    let mut mentioned: Vec<UserId> = Vec::new();
    for (draft, outcome) in drafts.iter().zip(outcomes) {
        if let Outcome::Sent(seq) = outcome {
            let greatest = channels.entry(draft.channel).or_insert(*seq);
            *greatest = (*greatest).max(*seq);
            mentioned.extend(&draft.mentions);
        }
    }
    channels.into_iter().for_each(|(channel, seq)| bus.channel_changed(channel, seq));
    bus.call(&mentioned);
}
