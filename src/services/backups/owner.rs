//! Whose a place of backups is. Its file `site` says by what name the site is known there, and so does each manifest. No site writes into the
//! place of another, or deletes what is another's.
//!
//! The name is made at a site's first backup, and is one of its rows: whoever restores a backup goes on with its place.

use super::{pack::open, refused};
use crate::{
    model::errors::Problem,
    store::{
        blobs::Place,
        db::{Db, backups::SITE_NAME},
    },
};
use bytes::Bytes;
use futures::TryStreamExt;

/// The file with the name.
const FILE: &str = "site";

/// The most bytes of it that are read.
const LONGEST: usize = 1024;

/// Makes sure that a place is the site's own, and gives the name by which it is known there. A place that is nobody's becomes its own.
///
/// # Errors
/// [`Problem::Refused`] where the place is another site's; or it fails.
pub async fn claim(db: &Db, place: &Place) -> Result<String, Problem> {
    let name = name(db).await?;
    if owner(place).await?.is_none() {
        write(place, &name).await?;
    }
    // Asked again, as another site may have come at the same moment.
    refuse_others(place, &name).await?;
    Ok(name)
}

/// Makes a place the site's own, whosever it was.
///
/// # Errors
/// The place fails.
pub async fn take_over(db: &Db, place: &Place) -> Result<(), Problem> {
    write(place, &name(db).await?).await
}

/// Makes sure that a place is still the one of the site that is known by this name there.
///
/// # Errors
/// [`Problem::Refused`] where it is not.
pub(super) async fn refuse_others(place: &Place, name: &str) -> Result<(), Problem> {
    if owner(place).await?.is_some_and(|owner| owner == name) {
        return Ok(());
    }
    Err(refused(
        "The place is that of another site’s backups, and each site needs one of its own. If that site is gone for good, delete the file \
         “site” in the place: this site takes it over then, and leaves the backups in it alone.",
    ))
}

/// The name of the site whose place it is, if it is anybody's.
pub(super) async fn owner(place: &Place) -> Result<Option<String>, Problem> {
    let unread = |problem| match problem {
        Problem::Refused { .. } => refused("The file “site” in the place of backups cannot be read."),
        other => other,
    };
    let Some(mut pieces) = open(place, FILE).await.map_err(unread)? else { return Ok(None) };
    let mut name = Vec::new();
    while let Some(piece) = pieces.try_next().await.map_err(unread)? {
        name.extend_from_slice(&piece);
        if name.len() > LONGEST {
            return Err(refused("The file “site” in the place of backups is too large to be one."));
        }
    }
    Ok(Some(String::from_utf8_lossy(&name).trim().to_owned()))
}

async fn write(place: &Place, name: &str) -> Result<(), Problem> {
    place.put(FILE, Bytes::from(format!("{name}\n"))).await
}

async fn name(db: &Db) -> Result<String, Problem> {
    Ok(hex::encode(db.secret(SITE_NAME, &rand::random::<[u8; 16]>()).await?))
}
