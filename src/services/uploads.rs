//! Uploads: a stranger's bytes come in, are bounded, hashed and looked at, and become pins in batches.

mod judging;

pub(super) use judging::{Room, foresee};

use super::{
    Caller, Site,
    pictures::{self, Stored},
    pins::Span,
};
use crate::{
    media::{self, MediaError, Probe},
    model::{
        errors::Problem,
        ids::{PinId, UserId},
        page::{Cursor, Page, other_list},
        pictures::PictureState,
        pins::{self, FailedUpload, KnownFile, OwnLocation, UploadAnswer, UploadState},
        words::{OnDuplicate, PinWords, title_of_file},
    },
    store::{
        blobs::{Sha256Hash, Spooled, drain},
        db::{
            self,
            pin_writes::{self, NewPin},
        },
    },
};
use bytes::Bytes;
use futures::Stream;
use judging::{Fate, again, fates};
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

/// An arrived file with what was said of it.
#[derive(Debug)]
pub struct NewUpload {
    /// The file.
    pub file: Arrived,
    /// What was said of it.
    pub details: UploadDetails,
}

/// What is said of a file that is to become a pin.
#[derive(Debug, Clone)]
pub struct UploadDetails {
    /// What the file is called.
    pub file_name: String,
    /// The words of the pin.
    pub words: PinWords,
    /// What is done where the title is taken; where nothing was said, a title that was typed is refused, and a file's name
    /// numbered.
    pub on_duplicate: Option<OnDuplicate>,
    /// What whoever sends it calls this upload: the same again makes no second pin.
    pub key: Option<Uuid>,
}

impl UploadDetails {
    /// The title that is wanted, and what is done where it is taken.
    fn wanted(&self) -> (String, OnDuplicate) {
        let typed = self.words.title.clone().filter(|title| !title.is_empty());
        let default = if typed.is_some() { OnDuplicate::Refuse } else { OnDuplicate::Number };
        let title = typed.unwrap_or_else(|| title_of_file(&self.file_name));
        (title, self.on_duplicate.unwrap_or(default))
    }
}

impl NewUpload {
    fn sha256(&self) -> Sha256Hash {
        self.file.file.sha256
    }

    /// What is judged of it.
    fn offer(&self) -> (&UploadDetails, u64) {
        (&self.details, self.file.byte_size())
    }
}

/// Takes in one file of at most so many bytes, streaming. Nothing of it is kept where this fails.
///
/// # Errors
/// [`Problem::TooLarge`] and [`Problem::Refused`], with words about this file; [`Problem::Busy`] and [`Problem::DiskFull`], where
/// no file can be taken just now.
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
    pictures::fits(site, &probe)?;
    Ok(Arrived { file, probe, has_place })
}

/// Reads what is not to be kept, so that whoever sends it hears the answer.
///
/// # Errors
/// The stream's own.
pub async fn pass_over(bytes: impl Stream<Item = Result<Bytes, Problem>> + Unpin) -> Result<(), Problem> {
    drain(bytes).await
}

/// The answer to an upload under a key that has come before; `None` for a key that is new.
///
/// # Errors
/// [`Problem::Internal`] where the database fails.
pub async fn known(site: &Site, owner: UserId, key: Uuid) -> Result<Option<UploadAnswer>, Problem> {
    let mut tx = site.db.begin().await?;
    let known = pin_writes::known_uploads(&mut tx, owner, &[key]).await?;
    Ok(known.into_iter().next().map(again))
}

/// Which of some files the caller has uploaded, by their SHA-256 in hexadecimal digits. Another's files are never told of.
///
/// # Errors
/// [`Problem::NotSignedIn`]; [`Problem::Invalid`] at `sha256` for what is no such hash, or for none or too many at once.
pub async fn known_files(caller: &Caller, sha256: &[&str]) -> Result<Vec<KnownFile>, Problem> {
    let (site, owner) = (&caller.site, caller.member()?);
    if !(1..=pins::FILES_AT_ONCE).contains(&sha256.len()) {
        let words = format!("Please send 1 to {} hashes.", pins::FILES_AT_ONCE);
        return Err(Problem::field("sha256", words));
    }
    let files = sha256.iter().map(|hash| hash.parse::<Sha256Hash>()).collect::<Result<Vec<_>, _>>();
    let files = files.map_err(|_| Problem::field("sha256", "A SHA-256 has 64 hexadecimal digits."))?;
    let known = db::pins::of_files(&mut site.db.begin().await?, owner, &files).await?;
    let of_file = |file: Sha256Hash| Some(KnownFile { sha256: file.to_string(), pin: *known.get(&file)? });
    Ok(files.into_iter().filter_map(of_file).collect())
}

/// Makes pins of arrived files. Each upload is answered, in order.
///
/// # Errors
/// As [`pin_each`].
pub async fn pin(caller: &Caller, uploads: Vec<NewUpload>) -> Result<Vec<UploadAnswer>, Problem> {
    let names: Vec<_> = uploads.iter().map(|upload| upload.details.file_name.clone()).collect();
    let judged = pin_each(caller, uploads).await?.into_iter().zip(names);
    let answers = judged.map(|(judged, name)| judged.unwrap_or_else(|problem| UploadAnswer::refused(name, &problem)));
    Ok(answers.collect())
}

/// Makes pins of arrived files: each is judged, those that are to be pins are stored, then rows and jobs are written in one
/// transaction, in which each is judged again. Says of each, in order, which pin it is, or why it is none.
///
/// # Errors
/// [`Problem::NotSignedIn`] where they were signed out while it came in; [`Problem::DiskFull`]; [`Problem::Internal`] where a store
/// fails; there is no pin then.
pub(super) async fn pin_each(
    caller: &Caller,
    uploads: Vec<NewUpload>,
) -> Result<Vec<Result<UploadAnswer, Problem>>, Problem> {
    let (site, owner) = (&caller.site, caller.member()?);
    let room = Room::of(site, owner).await?;
    let mut tx = site.db.begin().await?;
    pin_writes::lock_titles(&mut tx, owner).await?;
    // What is on its way for them counts as well, so that no more is stored than there is room for.
    let taken = db::plans::used(&mut tx, owner).await? + db::blobs::bytes_on_their_way(&mut tx, owner).await?;
    let offers: Vec<_> = uploads.iter().map(NewUpload::offer).collect();
    let judged = fates(&mut tx, owner, &offers, &room, taken).await?;
    let wanted: Vec<_> =
        uploads.iter().zip(&judged).filter(|(_, fate)| fate.is_pin()).map(|(one, _)| &one.file).collect();
    if wanted.is_empty() {
        return Ok(judged.into_iter().filter_map(Fate::answer).collect());
    }
    let held = pictures::hold(site, &mut tx, Some(owner), &wanted).await?;
    db::commit(tx).await?;
    let stored = pictures::store(site, held, &wanted).await?;
    let (mut answers, mut accepted) = (Vec::new(), Vec::new());
    for (fate, upload) in judged.into_iter().zip(uploads) {
        let answer = fate.answer();
        if answer.is_none() {
            accepted.push(upload);
        }
        answers.push(answer);
    }
    let mut pinned = pin_stored(caller, accepted, stored, &room).await?.into_iter();
    answers.into_iter().map(|answer| answer.or_else(|| pinned.next()).ok_or(Problem::Internal)).collect()
}

/// Writes the rows of uploads whose files are stored.
async fn pin_stored(
    caller: &Caller,
    uploads: Vec<NewUpload>,
    stored: Stored,
    room: &Room,
) -> Result<Vec<Result<UploadAnswer, Problem>>, Problem> {
    let (site, owner) = (&caller.site, caller.member()?);
    let mut tx = site.db.begin().await?;
    pin_writes::lock_titles(&mut tx, owner).await?;
    let taken = db::plans::used(&mut tx, owner).await?;
    let offers: Vec<_> = uploads.iter().map(NewUpload::offer).collect();
    let fates = fates(&mut tx, owner, &offers, room, taken).await?;
    caller.still_holds(&mut tx).await?;
    let wanted: Vec<_> = fates.iter().map(Fate::is_pin).collect();
    let files: Vec<_> = uploads.iter().map(NewUpload::sha256).collect();
    let mut known = db::pins::of_files(&mut tx, owner, &files).await?;
    let mut pictures = pictures::insert(site, &mut tx, owner, &stored, &wanted).await?.into_iter();
    let mut pins = Vec::new();
    let mut answers = Vec::new();
    for (fate, upload) in fates.into_iter().zip(uploads) {
        answers.push(match fate {
            Fate::Answer(answer) => answer,
            Fate::Pin(title) => {
                let id = PinId::from_uuid(Uuid::now_v7());
                let picture = pictures.next().ok_or(Problem::Internal)?;
                let (file, state) = (upload.sha256(), PictureState::Waiting);
                let UploadDetails { words, key, .. } = upload.details;
                let shared = words.share_location.unwrap_or_default();
                let location = OwnLocation { found: Some(upload.file.has_place), shared }.fate();
                let duplicate_of = known.get(&file).copied();
                known.entry(file).or_insert(id);
                pins.push(NewPin { id, picture, title: title.clone(), words, key });
                Ok(UploadAnswer::Accepted { id, title, state, location, duplicate_of })
            }
        });
    }
    pin_writes::insert(&mut tx, owner, &pins).await?;
    db::commit(tx).await?;
    stored.landed();
    Ok(answers)
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

/// One of one's own uploads that could not be read after all.
///
/// # Errors
/// [`Problem::NotFound`] where there is none of this name, or it is another's.
pub async fn failed(site: &Site, owner: UserId, pin: PinId) -> Result<FailedUpload, Problem> {
    site.db.failed_upload(owner, pin).await?.ok_or(Problem::NotFound)
}

/// One's own uploads that could not be read after all, the latest first.
///
/// # Errors
/// [`Problem::Invalid`] for the cursor of another list.
pub async fn all_failed(site: &Site, owner: UserId, span: Span) -> Result<Page<FailedUpload>, Problem> {
    let after = match span.cursor {
        None => None,
        Some(Cursor::Newest(pin)) => Some(pin),
        Some(_) => return Err(other_list()),
    };
    let failed = site.db.failed_uploads(owner, after, span.size + 1).await?;
    Ok(Page::from_one_more(failed, span.size, |failed| Cursor::Newest(failed.pin)))
}

/// Forgets old news of uploads that were refused, and clears what dead processes have left of theirs.
pub async fn forget_expired(site: &Site) -> Result<(), Problem> {
    site.blobs.spool().clear_dead().await?;
    site.db.expire_refusals().await
}

/// A picture that cannot be taken, in its words; a disk that failed is ours to worry about.
pub(super) fn refused(error: MediaError) -> Problem {
    match error {
        MediaError::Io(error) => {
            tracing::error!(%error, "could not read an upload back");
            Problem::Internal
        }
        error => {
            tracing::debug!(?error, "a picture that cannot be taken");
            Problem::Refused { detail: error.to_string() }
        }
    }
}
