//! Uploads: a stranger's bytes come in, are bounded, hashed and looked at, and become pins in batches.

use super::{Site, allowances::room, pictures, plans, titles::Titles};
use crate::{
    media::{self, MediaError, Probe},
    model::{
        errors::Problem,
        ids::{PinId, UserId},
        pictures::PictureState,
        pins::{self, OwnLocation, UploadAnswer, UploadState},
        words::{OnDuplicate, PinWords, title_of_file},
    },
    store::{
        blobs::Spooled,
        db::{
            self, Tx,
            pin_writes::{self, KnownUpload, NewPin},
        },
    },
};
use bytes::Bytes;
use futures::Stream;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// A file that has arrived whole and is a picture we can read, as far as can be told without decoding it.
#[derive(Debug)]
pub struct Arrived {
    pub(super) file: Spooled,
    pub(super) probe: Probe,
    has_place: bool,
}

impl Arrived {
    /// Its length in bytes.
    pub(super) fn byte_size(&self) -> u64 {
        self.file.byte_size
    }
}

/// An arrived file with the words it becomes a pin with.
#[derive(Debug)]
pub struct NewUpload {
    /// The file.
    pub file: Arrived,
    /// What the file is called.
    pub file_name: String,
    /// What was said of it.
    pub words: PinWords,
    /// What is done where the title is taken; where nothing was said, a title that was typed is refused, and a file's name
    /// numbered.
    pub on_duplicate: Option<OnDuplicate>,
    /// What whoever sends it calls this upload: the same again makes no second pin.
    pub key: Option<Uuid>,
}

impl NewUpload {
    /// The title that is wanted, and what is done where it is taken.
    fn wanted(&self) -> (String, OnDuplicate) {
        let typed = self.words.title.clone().filter(|title| !title.is_empty());
        let default = if typed.is_some() { OnDuplicate::Refuse } else { OnDuplicate::Number };
        let title = typed.unwrap_or_else(|| title_of_file(&self.file_name));
        (title, self.on_duplicate.unwrap_or(default))
    }
}

/// Takes in one file, streaming, as large as the site takes any. Nothing of it is kept where this fails.
///
/// # Errors
/// [`Problem::TooLarge`] and [`Problem::Refused`], with words about this file.
pub async fn receive(site: &Site, bytes: impl Stream<Item = Result<Bytes, Problem>>) -> Result<Arrived, Problem> {
    receive_up_to(site, site.max_upload_bytes, bytes).await
}

/// The same, of at most so many bytes.
pub(super) async fn receive_up_to(
    site: &Site,
    limit: u64,
    bytes: impl Stream<Item = Result<Bytes, Problem>>,
) -> Result<Arrived, Problem> {
    let file = site.blobs.spool().receive(bytes, limit).await?;
    let path = file.path().to_owned();
    let probed = tokio::task::spawn_blocking(move || {
        let probe = media::probe(&path)?;
        // Only told here. Whoever cannot say what is in a file keeps it from others later.
        let has_place = media::without_location(&path).is_ok_and(|copy| copy.has_place());
        Ok::<_, MediaError>((probe, has_place))
    });
    let (probe, has_place) = probed.await.map_err(|_| Problem::Internal)?.map_err(refused)?;
    Ok(Arrived { file, probe, has_place })
}

/// Makes pins of arrived files: files land, then rows and jobs in one transaction. Each upload is answered, in order.
///
/// # Errors
/// [`Problem::Internal`] where a store fails; there is no pin then.
pub async fn pin(site: &Site, owner: UserId, uploads: Vec<NewUpload>) -> Result<Vec<UploadAnswer>, Problem> {
    let files: Vec<_> = uploads.iter().map(|upload| &upload.file).collect();
    let stored = pictures::store(site, &files).await?;
    let terms = plans::of(site, owner).await?;
    let full = plans::refused(site, &terms, room(&terms)).await;
    let mut tx = site.db.begin().await?;
    let fates = fates(&mut tx, owner, &uploads, Room { quota: terms.terms.quota, full }).await?;
    let wanted: Vec<_> = fates.iter().map(|fate| matches!(fate, Fate::Pin(_))).collect();
    let mut pictures = pictures::insert(site, &mut tx, owner, stored, &wanted).await?.into_iter();
    let mut pins = Vec::new();
    let mut answers = Vec::new();
    for (fate, upload) in fates.into_iter().zip(uploads) {
        answers.push(match fate {
            Fate::Answer(answer) => answer,
            Fate::Pin(title) => {
                let id = PinId::from_uuid(Uuid::now_v7());
                let picture = pictures.next().ok_or(Problem::Internal)?;
                let shared = upload.words.share_location.unwrap_or_default();
                let location = OwnLocation { found: Some(upload.file.has_place), shared }.fate();
                pins.push(NewPin { id, picture, title: title.clone(), words: upload.words, key: upload.key });
                UploadAnswer::Accepted { id, title, state: PictureState::Waiting, location }
            }
        });
    }
    pin_writes::insert(&mut tx, owner, &pins).await?;
    db::commit(tx).await?;
    Ok(answers)
}

/// What is to become of an upload.
enum Fate {
    /// A pin of this title.
    Pin(String),
    /// Nothing more: it is a pin already, or is refused.
    Answer(UploadAnswer),
}

impl Fate {
    fn refused(upload: &NewUpload, problem: &Problem) -> Self {
        let pin = if let Problem::TitleTaken { pin, .. } = problem { Some(*pin) } else { None };
        Self::Answer(UploadAnswer::Refused { file: upload.file_name.clone(), error: problem.to_string(), pin })
    }
}

/// How much an owner's files may take.
struct Room {
    /// In bytes; none for no end.
    quota: Option<u64>,
    /// What is said of a file that does not fit.
    full: Problem,
}

/// Decides what becomes of each upload. Others who upload for this owner wait until the transaction ends.
async fn fates(tx: &mut Tx, owner: UserId, uploads: &[NewUpload], room: Room) -> Result<Vec<Fate>, Problem> {
    pin_writes::lock_titles(tx, owner).await?;
    let mut used = db::plans::used(tx, owner).await?;
    let keys: Vec<_> = uploads.iter().filter_map(|upload| upload.key).collect();
    let known = pin_writes::known_uploads(tx, owner, &keys).await?;
    let mut known: HashMap<_, _> = known.into_iter().map(|known| (known.key, known)).collect();
    let wanted: Vec<_> = uploads.iter().map(NewUpload::wanted).collect();
    let all: Vec<_> = wanted.iter().map(|(title, _)| title.clone()).collect();
    let mut titles = Titles::new(pin_writes::titles_like(tx, owner, &all).await?);
    let mut seen = HashSet::new();
    let fates = uploads.iter().zip(wanted).map(|(upload, (title, on_duplicate))| {
        if let Some(known) = upload.key.and_then(|key| known.remove(&key)) {
            let KnownUpload { pin: id, title, state, .. } = known;
            return Fate::Answer(UploadAnswer::Accepted { id, title, state, location: None });
        }
        if upload.key.is_some_and(|key| !seen.insert(key)) {
            let twice = Problem::field("key", "This key was used for another file already.");
            return Fate::refused(upload, &twice);
        }
        let bytes = upload.file.byte_size();
        if room.quota.is_some_and(|quota| used.saturating_add(bytes) > quota) {
            return Fate::refused(upload, &room.full);
        }
        match titles.give(&title, on_duplicate) {
            Ok(title) => {
                used += bytes;
                Fate::Pin(title)
            }
            Err(problem) => Fate::refused(upload, &problem),
        }
    });
    Ok(fates.collect())
}

/// What has become of one's own uploads, of those asked for; what is nobody's or another's is left out.
pub async fn states(site: &Site, owner: UserId, asked: &[PinId]) -> Result<Vec<(PinId, UploadState)>, Problem> {
    let asked = &asked[..asked.len().min(pins::STATES_AT_ONCE)];
    let pinned = site.db.progress(owner, asked).await?;
    let refused = site.db.refusals(owner, asked).await?;
    let pinned = pinned.into_iter().map(|(pin, picture, progress)| (pin, UploadState::Pinned { picture, progress }));
    let refused = refused.into_iter().map(|(pin, reason)| (pin, UploadState::Refused { reason }));
    Ok(pinned.chain(refused).collect())
}

/// Forgets old news of uploads that were refused.
pub async fn forget_expired(site: &Site) -> Result<(), Problem> {
    site.db.expire_refusals().await
}

/// A picture that cannot be taken, in its words; a disk that failed is ours to worry about.
pub(super) fn refused(error: MediaError) -> Problem {
    match error {
        MediaError::Io(error) => {
            tracing::error!(%error, "could not read an upload back");
            Problem::Internal
        }
        error => Problem::Refused { detail: error.to_string() },
    }
}
