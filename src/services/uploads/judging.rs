//! What is to become of an upload, as far as that can be told without its bytes. Files that come in pieces are judged before the first of
//! them; all are judged before they are stored, and once more in the transaction that writes their rows.

use super::{
    super::{Site, allowances, plans, titles::Titles},
    UploadDetails,
};
use crate::{
    model::{
        errors::Problem,
        ids::{ChannelId, UserId},
        pins::{UploadAnswer, Visibility},
        words::PinWords,
    },
    store::db::{
        self, Tx, channel_pins,
        pin_writes::{self, KnownUpload},
    },
};
use std::collections::{HashMap, HashSet};

/// What is to become of an upload.
pub(super) enum Fate {
    /// A pin of this title.
    Pin(String),
    /// Nothing more: it is a pin already, or is refused.
    Answer(Result<UploadAnswer, Problem>),
}

impl Fate {
    pub(super) const fn is_pin(&self) -> bool {
        matches!(self, Self::Pin(_))
    }

    pub(super) fn answer(self) -> Option<Result<UploadAnswer, Problem>> {
        match self {
            Self::Pin(_) => None,
            Self::Answer(answer) => Some(answer),
        }
    }
}

/// How much an owner's files may take.
pub(in crate::services) struct Room {
    /// In bytes; none for no end.
    quota: Option<u64>,
    /// What is said of a file that does not fit.
    full: Problem,
}

impl Room {
    /// What the plan of an owner gives.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the account is gone.
    pub(in crate::services) async fn of(site: &Site, owner: UserId) -> Result<Self, Problem> {
        let plan = plans::of(site, owner).await?;
        let full = plans::refused(site, &plan, allowances::room(&plan)).await;
        Ok(Self { quota: plan.terms.quota, full })
    }
}

/// The answer to an upload that became a pin before.
pub(super) fn again(known: KnownUpload) -> UploadAnswer {
    UploadAnswer::Accepted { id: known.pin, title: known.title, state: known.state, location: None, duplicate_of: None }
}

/// Judges a file of which nothing has come so far: which pin it is already; `None` where it may become one. The owner's row is locked.
///
/// # Errors
/// Why it will be refused.
pub(in crate::services) async fn foresee(
    tx: &mut Tx,
    owner: UserId,
    details: &UploadDetails,
    bytes: u64,
    room: &Room,
) -> Result<Option<UploadAnswer>, Problem> {
    let taken = db::plans::used(tx, owner).await? + db::blobs::bytes_on_their_way(tx, owner).await?;
    let fate = fates(tx, owner, &[(details, bytes)], room, taken).await?.pop().ok_or(Problem::Internal)?;
    fate.answer().transpose()
}

/// Decides what becomes of each upload, of so many bytes, of an owner who has taken so many. The owner's row is locked.
pub(super) async fn fates(
    tx: &mut Tx,
    owner: UserId,
    uploads: &[(&UploadDetails, u64)],
    room: &Room,
    mut taken: u64,
) -> Result<Vec<Fate>, Problem> {
    let channels: Vec<_> = uploads.iter().filter_map(|(details, _)| details.words.channel).collect();
    let writable = if channels.is_empty() { Vec::new() } else { channel_pins::writable(tx, owner, &channels).await? };
    let keys: Vec<_> = uploads.iter().filter_map(|(details, _)| details.key).collect();
    let known = pin_writes::known_uploads(tx, owner, &keys).await?;
    let mut known: HashMap<_, _> = known.into_iter().map(|known| (known.key, known)).collect();
    let wanted: Vec<_> = uploads.iter().map(|(details, _)| details.wanted()).collect();
    let all: Vec<_> = wanted.iter().map(|(title, _)| title.clone()).collect();
    let mut titles = Titles::new(pin_writes::titles_like(tx, owner, &all).await?);
    let mut seen = HashSet::new();
    let fates = uploads.iter().zip(wanted).map(|((details, bytes), (title, on_duplicate))| {
        if let Some(known) = details.key.and_then(|key| known.remove(&key)) {
            return Fate::Answer(Ok(again(known)));
        }
        if details.key.is_some_and(|key| !seen.insert(key)) {
            return Fate::Answer(Err(Problem::field("key", "This key was already used for another file.")));
        }
        if let Err(problem) = in_channel(&details.words, &writable) {
            return Fate::Answer(Err(problem));
        }
        if room.quota.is_some_and(|quota| taken.saturating_add(*bytes) > quota) {
            return Fate::Answer(Err(room.full.clone()));
        }
        match titles.give(&title, on_duplicate) {
            Ok(title) => {
                taken += bytes;
                Fate::Pin(title)
            }
            Err(problem) => Fate::Answer(Err(problem)),
        }
    });
    Ok(fates.collect())
}

/// Refuses a picture for a channel where its owner may not write now, and one of which nobody has said in which channel it is to be seen.
fn in_channel(words: &PinWords, writable: &[ChannelId]) -> Result<(), Problem> {
    let for_channel = words.visibility == Some(Visibility::Channel);
    match words.channel {
        None if for_channel => Err(Problem::field("channel", "Please say which channel this picture is for.")),
        Some(channel) if !for_channel || !writable.contains(&channel) => {
            Err(Problem::field("channel", "You can’t post pictures in this channel at the moment."))
        }
        _ => Ok(()),
    }
}
