//! Sending a large file in pieces. What has arrived stays with the site, so the file goes on from there after the connection was lost, the
//! server has started anew, or the page was left.

use super::{
    outcome::Outcome,
    queue::UploadQueue,
    upload::{Begun, Upload},
};
use crate::app::browser::{
    Errand, Parcel, Reply,
    post::{NO_SENSE, number_of},
};
use js_sys::JSON;
use std::rc::Rc;
use wasm_bindgen::JsValue;

/// From how many bytes on a file goes in pieces. That takes two requests more, which is longer than to send a smaller one again.
const IN_PIECES_FROM: u64 = 1_000_000;

/// The largest piece, in bytes. Some proxies bound what one request may bring, and gather it before they pass it on.
const PIECE: u64 = 8 << 20;

/// The longest metadata, in bytes. They travel in one header, of which proxies take 8 kB. A file of which more is said goes whole.
const METADATA_LONGEST: usize = 6_000;

/// How often in a row the site may be found elsewhere than it has said.
const ASTRAY_MOST: usize = 4;

/// A file that goes in pieces.
pub(super) struct InPieces<'a> {
    queue: &'a UploadQueue,
    upload: &'a Rc<Upload>,
    errand: &'a Errand,
    parcel: &'a Parcel,
    metadata: String,
    turn: u32,
}

/// Why no further piece is sent.
enum Stop {
    /// This has become of the file, or keeps it from going on.
    For(Outcome),
    /// The site is not where it was taken to be.
    Astray,
}

impl<'a> InPieces<'a> {
    /// Of an upload that is sent now; `None` where its file is to go whole. `turn`: how often the line had been lost or had come back.
    pub(super) fn of(
        queue: &'a UploadQueue,
        upload: &'a Rc<Upload>,
        errand: &'a Errand,
        parcel: &'a Parcel,
        turn: u32,
    ) -> Option<Self> {
        if upload.bytes < IN_PIECES_FROM {
            return None;
        }
        let metadata = parcel.metadata().ok().filter(|metadata| metadata.len() <= METADATA_LONGEST)?;
        Some(Self { queue, upload, errand, parcel, metadata, turn })
    }

    /// Sends what the site does not have.
    pub(super) async fn send(&self) -> Outcome {
        self.begin_anew_if_changed().await;
        for _ in 0..ASTRAY_MOST {
            if let Err(Stop::For(outcome)) = self.send_rest().await {
                return outcome;
            }
        }
        no_sense()
    }

    /// It becomes a pin with what was said when it began. Where something else is said by now, the site is to have that from the beginning.
    async fn begin_anew_if_changed(&self) {
        let is_other = |begun: &mut Begun| begun.metadata != self.metadata;
        let changed = self.upload.wire.begun.borrow_mut().take_if(is_other);
        if let Some(begun) = changed {
            self.errand.terminate(self.parcel.account, &begun.address).await;
        }
    }

    /// Sends one piece after the other. Where the site does not say in the end what has become of the file, it has lost some of it.
    async fn send_rest(&self) -> Result<(), Stop> {
        let begun = self.upload.wire.begun.borrow().clone();
        let (address, mut offset) = match begun {
            Some(Begun { address, .. }) => {
                let offset = self.look(&address).await?;
                (address, offset)
            }
            None => self.create().await?,
        };
        while offset < self.upload.bytes {
            offset = self.send_piece(&address, offset).await?;
        }
        self.look(&address).await?;
        Ok(())
    }

    async fn create(&self) -> Result<(String, u64), Stop> {
        let reply = self.answered(self.errand.create(self.parcel, &self.metadata).await, 201)?;
        let address = reply.location.clone().ok_or_else(|| Stop::For(no_sense()))?;
        let begun = Begun { address: address.clone(), metadata: self.metadata.clone(), offset: 0 };
        self.upload.wire.begun.replace(Some(begun));
        Ok((address, self.offset_in(&reply)?))
    }

    /// Asks how many bytes the site has.
    async fn look(&self, address: &str) -> Result<u64, Stop> {
        let reply = self.answered(self.errand.state(self.parcel.account, address).await, 200)?;
        self.offset_in(&reply)
    }

    /// How many bytes the site has, as long as nothing has become of the file.
    fn offset_in(&self, reply: &Reply) -> Result<u64, Stop> {
        let state = JSON::parse(&reply.text).unwrap_or(JsValue::NULL);
        if let Some(outcome) = Outcome::of_state(&state) {
            self.upload.wire.begun.take();
            return Err(Stop::For(outcome));
        }
        let offset = number_of(&state, "offset").ok_or_else(|| Stop::For(no_sense()))? as u64;
        self.queue.found(self.upload, offset);
        Ok(offset)
    }

    /// Sends the piece that begins at `offset`, and says where the next one begins.
    async fn send_piece(&self, address: &str, offset: u64) -> Result<u64, Stop> {
        let end = self.upload.bytes.min(offset + PIECE);
        let progress = self.queue.progress(self.upload, offset, end - offset);
        let reply = self.errand.send_piece(self.parcel, address, offset..end, progress).await;
        let next = self.answered(reply, 204)?.offset.unwrap_or(end);
        if next < end {
            return Err(Stop::Astray);
        }
        self.queue.arrived(self.upload, next);
        Ok(next)
    }

    /// The answer that was hoped for, by its status.
    fn answered(&self, reply: Result<Reply, JsValue>, status: u16) -> Result<Reply, Stop> {
        match reply {
            // It was called back.
            _ if self.upload.is_removed() => Err(Stop::For(Outcome::Later(None))),
            Ok(reply) if reply.status == status => {
                self.queue.line_holds(self.turn);
                Ok(reply)
            }
            // The site keeps what is not whole for a while only. The file begins anew, under its key.
            Ok(Reply { status: 404 | 410, .. }) => {
                self.upload.wire.begun.take();
                Err(Stop::Astray)
            }
            // Of a piece: the site has more of the file, or less.
            Ok(Reply { status: 409, .. }) if status == 204 => Err(Stop::Astray),
            reply => Err(Stop::For(self.ended(reply))),
        }
    }

    /// What an answer means that ends it. What the site has refused, it does not keep; where its disk is full, it does.
    fn ended(&self, reply: Result<Reply, JsValue>) -> Outcome {
        let is_kept = reply.as_ref().is_ok_and(|reply| reply.status >= 500);
        let outcome = Outcome::of(reply);
        if matches!(outcome, Outcome::Refused(_)) && !is_kept {
            self.upload.wire.begun.take();
        }
        outcome
    }
}

fn no_sense() -> Outcome {
    Outcome::Fault(NO_SENSE.to_owned())
}
