//! What clients do beside sending: it goes by HTTP, one after the other, for as long as it takes.

use crate::{
    api::Member,
    tally::{Tally, one_more},
};
use serde_json::json;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{sync::mpsc, time::sleep};

/// Each names a message.
pub enum Action {
    Edit(i64),
    Delete(i64),
    React(i64, &'static str),
}

/// Who does them, for one member.
pub struct Worker {
    pub member: Member,
    pub servers: [SocketAddr; 2],
    /// At which of them.
    pub at: usize,
    pub channel: String,
    pub tally: Arc<Tally>,
}

impl Worker {
    /// Works until nobody can ask for more; `finished` is dropped then.
    pub async fn work(mut self, mut actions: mpsc::UnboundedReceiver<Action>, finished: mpsc::Sender<()>) {
        let mut number = 0;
        while let Some(action) = actions.recv().await {
            number += 1;
            let messages = format!("/channels/{}/messages", self.channel);
            let (count, method, path, body) = match action {
                Action::Edit(seq) => {
                    let body = json!({"body": format!("{} has thought again, {number}", self.member.name)});
                    (&self.tally.edits, "PATCH", format!("{messages}/{seq}"), Some(body))
                }
                Action::Delete(seq) => (&self.tally.deletions, "DELETE", format!("{messages}/{seq}"), None),
                Action::React(seq, emoji) => {
                    (&self.tally.reactions, "PUT", format!("{messages}/{seq}/reactions/{emoji}"), None)
                }
            };
            loop {
                match self.member.call(self.servers[self.at], method, &path, body.clone()).await {
                    // Somebody may have deleted it.
                    Ok((200..300 | 404, _)) => break,
                    Ok((status @ 400..500, answer)) if status != 409 && status != 429 => {
                        println!("  {method} {path}: {status} {answer}");
                        one_more(&self.tally.refused);
                        break;
                    }
                    Ok(_) | Err(_) => {
                        self.at = 1 - self.at;
                        sleep(Duration::from_millis(200)).await;
                    }
                }
            }
            one_more(count);
        }
        drop(finished);
    }
}
