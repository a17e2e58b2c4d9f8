//! Backups by the command line, beside a site that may run or instead of it.

use super::{
    StartError,
    files::{self, filled_place, place},
    with_rows,
};
use crate::{
    config::{BlobsPlace, Config},
    model::{backups::KeptBackup, errors::Problem},
    services::backups::{self, Backups, Damage, Manifest, Outcome, Over, RestoreProgress, Restored, Stores},
    store::{blobs::Place, db::Db, queue::Queue},
};

const NO_PLACE: &str = "no place for backups is named: set BACKUP_URL, or say which";

/// What is to be restored, and what may go with it.
#[derive(Debug, Clone, Default)]
pub struct RestoreWish {
    /// Where from; `BACKUP_URL` where nothing is said.
    pub from: Option<BlobsPlace>,
    /// Which backup; the newest where nothing is said.
    pub name: Option<String>,
    /// Whether the members of the site may be replaced.
    pub replace: bool,
    /// Whether files may be left out that are damaged in the backup.
    pub with_losses: bool,
    /// Whether the access tokens of the backup work after it, with those that were revoked since.
    pub keep_access_tokens: bool,
}

/// What was there before a restore took its place.
#[derive(Debug)]
pub struct RestorePoint {
    /// The backup that was made of it.
    pub outcome: Outcome,
    /// Where that is, as one finds it again.
    pub at: String,
}

/// Where the backups of a site go, if a place for them is named.
pub(super) async fn open(config: &Config) -> Result<Option<Backups>, StartError> {
    let Some(named) = &config.backups.place else { return Ok(None) };
    let place = place("BACKUP_URL", named).await?;
    Ok(Some(Backups { place, every: config.backups.every, keep: config.backups.keep }))
}

/// Makes a backup and reads it back.
///
/// # Errors
/// A place or the database cannot be used, or another backup is being made. What is wrong with the backup itself is in the outcome.
pub async fn make_backup(config: &Config, to: Option<&BlobsPlace>) -> Result<Outcome, StartError> {
    let place = match (to, &config.backups.place) {
        (Some(to), _) if to.is_of_files(&config.places) => {
            return Err("--to must be another place than BLOBS_URL and the one around it".into());
        }
        (Some(to), _) => place("--to", to).await?,
        (None, Some(named)) => place("BACKUP_URL", named).await?,
        (None, None) => return Err(format!("{NO_PLACE} with --to").into()),
    };
    let backups = Backups { place, every: None, keep: config.backups.keep };
    with_stores(config, async |stores| Ok(backups::make(stores, &backups).await?)).await
}

/// The backups in a place, the newest first.
///
/// # Errors
/// The place cannot be used.
pub async fn list_backups(config: &Config, from: Option<&BlobsPlace>) -> Result<Vec<KeptBackup>, StartError> {
    Ok(backups::all(&source(config, from).await?).await?)
}

/// Reads a backup back, the newest where none is named, and says what it is called and what is wrong with it.
///
/// # Errors
/// The place cannot be used, or there is no such backup.
pub async fn verify_backup(
    config: &Config,
    from: Option<&BlobsPlace>,
    name: Option<String>,
) -> Result<(String, Damage), StartError> {
    let place = source(config, from).await?;
    let (name, manifest) = found(&place, name).await?;
    let damage = backups::verify(&place, &name, &manifest).await?;
    Ok((name, damage))
}

/// Restores a backup into a site that does not run. Where the site has members, a backup is made of it first, which is the second.
///
/// # Errors
/// What keeps it from being restored; nothing has changed then.
pub async fn restore_backup(
    config: &Config,
    wish: &RestoreWish,
) -> Result<(Restored, Option<RestorePoint>), StartError> {
    let from = source(config, wish.from.as_ref()).await?;
    let (name, manifest) = found(&from, wish.name.clone()).await?;
    manifest.refuse_unlike(&name)?;
    with_stores(config, async |stores| {
        if stores.db.is_served().await? {
            return Err("the site is running. Stop all its processes first; one that was killed counts as running for 20 seconds".into());
        }
        let members = stores.db.member_count().await?;
        let point = if members > 0 { Some(restore_point(config, stores, members, wish.replace).await?) } else { None };
        let over = Over { members: wish.replace, losses: wish.with_losses, tokens: wish.keep_access_tokens };
        let restored = backups::restore(stores, &from, &name, over, &RestoreProgress::default()).await?;
        let Some((point, place)) = point else { return Ok((restored, None)) };
        // The place stays this site's, which goes by another name now where the backup was another's.
        if let Err(problem) = backups::take_over(stores.db, &place).await {
            tracing::warn!(%problem, place = point.at, "the site may be unknown in its place of backups now");
        }
        Ok((restored, Some(point)))
    })
    .await
}

/// A backup of what is there, before something is restored over it.
async fn restore_point(
    config: &Config,
    stores: Stores<'_>,
    members: i64,
    replace: bool,
) -> Result<(RestorePoint, Place), StartError> {
    if !replace {
        return Err(format!(
            "this site has members ({members}). With --replace the backup takes the place of all that is there now, after a backup of that"
        )
        .into());
    }
    let (place, at) = place_of_point(config, stores.db).await?;
    // Nothing is deleted for it, least of all the backup that is to be restored.
    let backups = Backups { place, every: None, keep: usize::MAX };
    let outcome = backups::make(stores, &backups).await?;
    if outcome.size.is_none() {
        let problem = outcome.problem.unwrap_or_default();
        return Err(
            format!("nothing was restored, as what is there now could not be backed up first. {problem}").into()
        );
    }
    Ok((RestorePoint { outcome, at }, backups.place))
}

/// Where such a backup goes, and what that is called: the place of all backups, unless it is another site's, as it is where the backup of
/// that one is to be restored here.
async fn place_of_point(config: &Config, db: &Db) -> Result<(Place, String), StartError> {
    if let Some(named) = &config.backups.place {
        let place = place("BACKUP_URL", named).await?;
        match backups::claim(db, &place).await {
            Ok(_) => return Ok((place, "BACKUP_URL".to_owned())),
            Err(Problem::Refused { .. }) => {}
            Err(problem) => return Err(problem.into()),
        }
    }
    let folder = BlobsPlace::restore_points(&config.places.data_dir);
    let place = place("DATA_DIR", &folder).await?;
    // Nobody else has it, whatever this site was called when it was here last.
    backups::take_over(db, &place).await?;
    let at = place.on_this_machine().map(|folder| format!("file://{}", folder.display())).unwrap_or_default();
    Ok((place, at))
}

/// The place that backups are read from: the one that is named, or that of the configuration.
async fn source(config: &Config, from: Option<&BlobsPlace>) -> Result<Place, StartError> {
    match (from, &config.backups.place) {
        (Some(from), _) => filled_place("--from", from).await,
        (None, Some(named)) => filled_place("BACKUP_URL", named).await,
        (None, None) => Err(format!("{NO_PLACE} with --from").into()),
    }
}

/// The backup of this name, or the newest.
async fn found(place: &Place, name: Option<String>) -> Result<(String, Manifest), StartError> {
    let name = match name {
        Some(name) => name,
        None => backups::newest(place).await?.ok_or("there is no backup in this place")?,
    };
    let manifest = Manifest::read(place, &name).await?;
    let manifest = manifest.ok_or_else(|| format!("there is no backup with the name {name}"))?;
    Ok((name, manifest))
}

/// Does something to rows, files and jobs, without a site that runs.
async fn with_stores<T>(
    config: &Config,
    work: impl AsyncFnOnce(Stores<'_>) -> Result<T, StartError>,
) -> Result<T, StartError> {
    with_rows(config, async |db: &Db| Ok::<_, Problem>(with_files(config, db, work).await)).await?
}

async fn with_files<T>(
    config: &Config,
    db: &Db,
    work: impl AsyncFnOnce(Stores<'_>) -> Result<T, StartError>,
) -> Result<T, StartError> {
    let queue = Queue::open(db).await?;
    let blobs = files::blobs(config).await?;
    work(Stores { db, blobs: &blobs, queue: &queue }).await
}
