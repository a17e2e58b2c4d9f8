//! Pictures: how their files are kept, and the work that makes their quality states.

use super::{
    Site,
    attempts::{self, Attempt},
    blobs::Held,
    originals, thumbnails,
    uploads::{Arrived, refused},
};
use crate::{
    media::{self, Made, Probe, Qualities, RenderError, Rendered, Target, Wanted},
    model::{
        errors::Problem,
        ids::{PictureId, UserId},
        pictures::{PictureState, completes_early},
    },
    store::{
        blobs::Sha256Hash,
        db::{
            self, Tx,
            pictures::{Measures, NewPicture, NewQuality, Served, Work},
        },
        queue::{PROCESS_FULL_SIZE, PROCESS_PICTURE},
    },
    telemetry::{self, PictureEnd, Stage, Stages},
};
use bytes::Bytes;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use uuid::Uuid;

/// How often a full size that waits for smaller ones looks whether it still has to.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// Files that lie in the store and wait for their rows.
pub(super) struct Stored {
    held: Held,
    pictures: Vec<NewPicture>,
}

impl Stored {
    /// The transaction that wrote the rows has been committed.
    pub(super) fn landed(self) {
        self.held.over();
    }
}

/// Holds what arrived files will be in the blob store, in the transaction that judged them.
pub(super) async fn hold(site: &Site, tx: &mut Tx, owner: Option<UserId>, files: &[&Arrived]) -> Result<Held, Problem> {
    let blobs: Vec<_> = files.iter().map(|arrived| (arrived.file.sha256, arrived.file.byte_size)).collect();
    Held::begin(site, tx, owner, &blobs).await
}

/// Holds and stores one file that was judged before.
pub(super) async fn store_one(site: &Site, owner: Option<UserId>, file: &Arrived) -> Result<Stored, Problem> {
    let mut tx = site.db.begin().await?;
    let held = hold(site, &mut tx, owner, &[file]).await?;
    db::commit(tx).await?;
    store(site, held, &[file]).await
}

/// Puts arrived files into the blob store. They were judged before, and are held.
pub(super) async fn store(site: &Site, held: Held, files: &[&Arrived]) -> Result<Stored, Problem> {
    for arrived in files {
        site.blobs.put_file(&arrived.file.sha256, arrived.file.path()).await?;
    }
    let pictures = files.iter().map(|arrived| NewPicture {
        id: PictureId::from_uuid(Uuid::now_v7()),
        original: arrived.file.sha256,
        format: arrived.probe.format.name(),
        width: arrived.probe.width,
        height: arrived.probe.height,
    });
    Ok(Stored { held, pictures: pictures.collect() })
}

/// Writes the rows of those stored files that are wanted and asks for the work on them. The others are left to a sweep. Once it is
/// committed, they have [landed](Stored::landed).
pub(super) async fn insert(
    site: &Site,
    tx: &mut Tx,
    owner: UserId,
    stored: &Stored,
    wanted: &[bool],
) -> Result<Vec<PictureId>, Problem> {
    let wanted_ones = stored.pictures.iter().zip(wanted).filter(|(_, wanted)| **wanted);
    let pictures: Vec<_> = wanted_ones.map(|(picture, _)| picture.clone()).collect();
    db::pictures::insert(tx, owner, &pictures).await?;
    stored.held.release(tx).await?;
    if pictures.len() < wanted.len() {
        site.queue.sweep_blobs(tx).await?;
    }
    let ids: Vec<_> = pictures.iter().map(|picture| picture.id).collect();
    site.queue.process_pictures(tx, &ids).await?;
    Ok(ids)
}

/// Writes the row of one stored file, and asks for the work on it.
pub(super) async fn insert_one(site: &Site, tx: &mut Tx, owner: UserId, stored: &Stored) -> Result<PictureId, Problem> {
    insert(site, tx, owner, stored, &[true]).await?.pop().ok_or(Problem::Internal)
}

/// Refuses a picture whose quality states cannot be made within the memory that there is for all pictures.
///
/// # Errors
/// [`Problem::Refused`].
pub(super) fn fits(site: &Site, probe: &Probe) -> Result<(), Problem> {
    let wanted = |&qualities: &Qualities| Wanted { qualities, ..Wanted::default() };
    probe.passes().iter().map(wanted).try_for_each(|wanted| probe.fits(&wanted, site.memory.bytes())).map_err(refused)
}

/// Makes the quality states of one picture, of a large one all but the full size, for which it asks afterwards. Can run twice, and go
/// on after a crash: what is made again is the same bytes under the same name.
///
/// A picture that turns out to be unreadable, or to take servers down, is deleted, and its owner told; that is no error. One during
/// which a server died waits for all others first, unless it is `last` already.
///
/// # Errors
/// [`Problem::Internal`] where a store fails; to be tried again.
pub async fn process(site: &Site, picture: PictureId, last: bool) -> Result<(), Problem> {
    let Some(work) = unfinished(site, picture, last, PROCESS_PICTURE).await? else { return Ok(()) };
    if work.state == PictureState::Scaled {
        // It was asked for the rest once; that job may be lost.
        let has_job = !site.db.pictures_with_job(&[PROCESS_FULL_SIZE], &[picture]).await?.is_empty();
        return if has_job { Ok(()) } else { ask_for_full_size(site, picture).await };
    }
    let heights = site.db.plan_heights().await?;
    let wanted = move |probe: &Probe| Wanted { qualities: probe.passes()[0], heights };
    match render(site, picture, &work.original, wanted).await {
        Ok(Qualities::Scaled) => ask_for_full_size(site, picture).await,
        rendered => finish(site, picture, rendered).await,
    }
}

/// Makes the full size of a large picture whose other quality states are there, once no picture waits of which there is less. As
/// [`process`] in all else.
///
/// # Errors
/// As [`process`].
pub async fn process_full_size(site: &Site, picture: PictureId, last: bool) -> Result<(), Problem> {
    // Who does its jobs only when it is told to has one worker, which takes the small ones first and would wait for itself.
    while site.workers.are_there() && site.db.pictures_wait().await? {
        if site.is_draining() {
            return ask_for_full_size(site, picture).await;
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    let Some(work) = unfinished(site, picture, last, PROCESS_FULL_SIZE).await? else { return Ok(()) };
    let heights = site.db.plan_heights().await?;
    let rendered = render(site, picture, &work.original, |_| Wanted { qualities: Qualities::Full, heights }).await;
    finish(site, picture, rendered).await
}

/// What is to be done now of a picture; `None` where it is done, gone or put off.
async fn unfinished(site: &Site, picture: PictureId, last: bool, job: &'static str) -> Result<Option<Work>, Problem> {
    let Some(work) = site.db.work(picture).await?.filter(|work| work.state != PictureState::Ready) else {
        return Ok(None);
    };
    if !last && attempts::is_doubtful(site, picture).await? {
        let mut tx = site.db.begin().await?;
        site.queue.process_picture_last(&mut tx, job, picture).await?;
        db::commit(tx).await?;
        return Ok(None);
    }
    Ok(Some(work))
}

/// All but the full size of a picture is there: asks for that, once nobody waits for anything smaller.
async fn ask_for_full_size(site: &Site, picture: PictureId) -> Result<(), Problem> {
    let mut tx = site.db.begin().await?;
    db::pictures::set_state(&mut tx, picture, PictureState::Scaled).await?;
    site.queue.process_full_size(&mut tx, picture).await?;
    db::commit(tx).await
}

/// The last quality state has been made, or a picture cannot be.
async fn finish(site: &Site, picture: PictureId, rendered: Result<Qualities, Problem>) -> Result<(), Problem> {
    telemetry::picture_ended(match &rendered {
        Ok(_) => PictureEnd::Done,
        Err(Problem::Refused { .. }) => PictureEnd::Refused,
        Err(_) => PictureEnd::Failed,
    });
    match rendered {
        Ok(_) => {
            originals::complete(site, picture).await?;
            site.db.set_picture_state(picture, PictureState::Ready).await?;
            // A plan may have been changed meanwhile, by whose job this picture was passed over.
            thumbnails::complete(site, picture).await
        }
        Err(Problem::Refused { detail }) => refuse(site, picture, &detail).await,
        Err(problem) => Err(problem),
    }
}

/// Makes what is wanted of a picture, and keeps it. Says which quality states those were.
///
/// # Errors
/// [`Problem::Refused`] where it cannot be read, or servers have died of it; [`Problem::Internal`] where a store fails.
pub(super) async fn render(
    site: &Site,
    picture: PictureId,
    original: &Sha256Hash,
    wanted: impl FnOnce(&Probe) -> Wanted + Send,
) -> Result<Qualities, Problem> {
    let attempt = Arc::new(site.attempts.begin(&site.db, picture).await?);
    let made = attempt_at(site, picture, original, wanted, &attempt).await;
    match made {
        Ok(qualities) => attempt.succeeded(&site.db).await.map(|()| qualities),
        Err(problem) => {
            // Where the database is away, the next beat says so.
            let _ = attempt.failed(&site.db).await;
            Err(problem)
        }
    }
}

async fn attempt_at(
    site: &Site,
    picture: PictureId,
    original: &Sha256Hash,
    wanted: impl FnOnce(&Probe) -> Wanted + Send,
    attempt: &Arc<Attempt>,
) -> Result<Qualities, Problem> {
    let file = Arc::new(site.blobs.local_copy(original).await?);
    let probed = Arc::clone(&file);
    let probe = blocking(move || media::probe(probed.path())).await?.map_err(refused)?;
    let wanted = wanted(&probe);
    let qualities = wanted.qualities;
    probe.fits(&wanted, site.memory.bytes()).map_err(refused)?;
    let share =
        if attempt.doubtful { site.memory.alone().await? } else { site.memory.reserve(probe.memory(&wanted)).await? };
    // The work goes on in its thread although this is given up, so it is under way until that ends.
    let under_way = Arc::clone(attempt);
    // One at a time: the encoders wait while states are stored.
    let (made, mut arrived) = mpsc::channel(1);
    let rendering = tokio::spawn(blocking(telemetry::as_part(move || {
        let (_share, _under_way) = (share, under_way);
        media::render(file.path(), &probe, &wanted, &mut |together| made.blocking_send(together))
    })));
    let mut stages = Stages::default();
    while let Some(mut together) = arrived.recv().await {
        // What has been made meanwhile is stored with it.
        while let Ok(more) = arrived.try_recv() {
            together.extend(more);
        }
        let began = Instant::now();
        keep(site, picture, together).await?;
        stages.add(Stage::Store, began.elapsed());
    }
    drop(stages);
    let rendered = rendering.await.map_err(|_| Problem::Internal)??;
    let rendered = rendered.map_err(|error| match error {
        RenderError::Media(error) => refused(error),
        RenderError::Emit(_) => Problem::Internal,
    });
    rendered.map(|()| qualities)
}

/// A file on its way into the store.
struct MadeFile {
    target: Target,
    size: (u32, u32),
    sha256: Sha256Hash,
    webp: Bytes,
}

/// Keeps what was made together.
async fn keep(site: &Site, picture: PictureId, rendered: Vec<Rendered>) -> Result<(), Problem> {
    let (mut measures, mut files) = (None, Vec::new());
    for one in rendered {
        match one {
            Rendered::Measured { width, height, thumbhash, placeholder } => {
                measures = Some(Measures { width, height, thumbhash, placeholder });
            }
            Rendered::Made(Made { target, width, height, webp }) => {
                let sha256 = Sha256Hash::of(&webp);
                files.push(MadeFile { target, size: (width, height), sha256, webp: webp.into() });
            }
        }
    }
    let blobs: Vec<_> = files.iter().map(|file| (file.sha256, file.webp.len() as u64)).collect();
    let mut tx = site.db.begin().await?;
    let held = Held::begin(site, &mut tx, None, &blobs).await?;
    db::commit(tx).await?;
    for file in &files {
        site.blobs.put_bytes(&file.sha256, file.webp.clone()).await?;
    }
    let mut tx = site.db.begin().await?;
    if let Some(measures) = &measures {
        db::pictures::set_measured(&mut tx, picture, measures).await?;
    }
    let mut kept = true;
    for file in &files {
        kept &= write(&mut tx, picture, file).await?;
    }
    held.release(&mut tx).await?;
    if !kept {
        // The picture has been deleted meanwhile, and the sweep that this asked for may be over.
        site.queue.sweep_blobs(&mut tx).await?;
    }
    db::commit(tx).await?;
    held.over();
    if files.iter().any(|file| matches!(file.target, Target::Quality(n) if completes_early(n))) {
        site.db.set_picture_state(picture, PictureState::Early).await?;
    }
    Ok(())
}

/// Writes the row of a file. False where the picture has been deleted meanwhile.
async fn write(tx: &mut Tx, picture: PictureId, file: &MadeFile) -> Result<bool, Problem> {
    let (sha256, (width, height)) = (file.sha256, file.size);
    match file.target {
        Target::Quality(n) => db::pictures::upsert_quality(tx, picture, &NewQuality { n, sha256, width, height }).await,
        Target::Thumbnail(of_height) => db::thumbnails::upsert(tx, picture, of_height, sha256).await,
    }
}

async fn refuse(site: &Site, picture: PictureId, reason: &str) -> Result<(), Problem> {
    tracing::info!(%picture, reason, "refused a picture that could not be read");
    let mut tx = site.db.begin().await?;
    db::pictures::refuse(&mut tx, picture, reason).await?;
    site.queue.sweep_blobs(&mut tx).await?;
    site.db.commit_closing(tx).await
}

/// The file of a quality state, where this viewer may have it.
///
/// # Errors
/// [`Problem::NotFound`] where it is not there or not theirs to see.
pub async fn quality(site: &Site, viewer: Option<UserId>, picture: PictureId, n: u8) -> Result<Served, Problem> {
    site.db.served_quality(viewer, picture, n).await?.ok_or(Problem::NotFound)
}

pub(super) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(%error, "the work on a picture failed");
        Problem::Internal
    })
}

/// How much memory the pictures under work may take together. Cheap to clone.
#[derive(Clone)]
pub struct MemoryBudget {
    mebibytes: Arc<Semaphore>,
    total: u32,
}

impl MemoryBudget {
    /// A budget of so many bytes.
    pub fn new(bytes: u64) -> Self {
        let total = mebibytes(bytes);
        Self { mebibytes: Arc::new(Semaphore::new(total as usize)), total }
    }

    /// How many bytes there are at all. What needs more is refused.
    pub(super) fn bytes(&self) -> u64 {
        u64::from(self.total) << 20
    }

    /// Waits until so many bytes are free.
    ///
    /// # Errors
    /// [`Problem::Internal`] where there are not so many at all: they would never be free.
    async fn reserve(&self, bytes: u64) -> Result<OwnedSemaphorePermit, Problem> {
        let wanted = mebibytes(bytes);
        if wanted > self.total {
            tracing::error!(bytes, total = self.bytes(), "a picture wants more memory than there is");
            return Err(Problem::Internal);
        }
        Arc::clone(&self.mebibytes).acquire_many_owned(wanted).await.map_err(|_| Problem::Internal)
    }

    /// Waits until no picture is under work, and keeps it so.
    async fn alone(&self) -> Result<OwnedSemaphorePermit, Problem> {
        Arc::clone(&self.mebibytes).acquire_many_owned(self.total).await.map_err(|_| Problem::Internal)
    }
}

/// Bytes in whole mebibytes, rounded up, at least one.
fn mebibytes(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(1 << 20)).unwrap_or(u32::MAX).max(1)
}
