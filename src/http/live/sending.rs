//! Messages that a socket sends: several can be under way, and each is answered once it is written.

use super::said::Said;
use crate::{
    model::{
        errors::Problem,
        ids::{ChannelId, ClientKey},
        messages::NewMessage,
    },
    services::{
        Caller,
        messages::{Sent, begin},
    },
};
use bytes::Bytes;
use futures::{
    FutureExt, StreamExt,
    future::{BoxFuture, pending},
    stream::FuturesUnordered,
};

/// How many can be under way. Nothing else is read of a socket that has so many.
const UNDER_WAY_MOST: usize = 64;

/// What is under way, if anything ever was: most sockets only listen.
#[derive(Default)]
pub(super) struct Sending(Option<Box<FuturesUnordered<BoxFuture<'static, Bytes>>>>);

impl Sending {
    pub(super) fn has_room(&self) -> bool {
        self.0.as_ref().is_none_or(|under_way| under_way.len() < UNDER_WAY_MOST)
    }

    /// Begins to send a message.
    pub(super) async fn begin(&mut self, caller: &Caller, message: NewMessage) {
        let (channel, key) = (message.channel, message.key);
        let begun = begin(caller, message).await;
        let answer = async move {
            let done = match begun {
                Ok(written) => written.sent().await,
                Err(problem) => Err(problem),
            };
            answer(channel, key, done)
        };
        self.0.get_or_insert_default().push(answer.boxed());
    }

    /// The next answer. Waits for ever where nothing is under way; may be given up at any time without losing any.
    pub(super) async fn next(&mut self) -> Bytes {
        match &mut self.0 {
            Some(under_way) if !under_way.is_empty() => under_way.next().await.unwrap_or_default(),
            _ => pending().await,
        }
    }
}

fn answer(channel: ChannelId, key: ClientKey, done: Result<Sent, Problem>) -> Bytes {
    let said = match done {
        Ok(Sent { seq }) => Said::Sent { channel, key, seq },
        Err(problem) => {
            let retry_after = match problem {
                Problem::TooMany { retry_after } => Some(retry_after),
                Problem::Busy | Problem::Overtaken | Problem::Internal => Some(1),
                _ => None,
            };
            Said::Refused { channel, key, detail: problem.to_string(), retry_after }
        }
    };
    said.frame()
}
