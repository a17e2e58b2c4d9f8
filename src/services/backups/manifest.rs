//! What a backup says of itself.

use super::{
    pack::{Packed, open},
    refused,
};
use crate::{
    model::{backups::KeptBackup, errors::Problem},
    store::{
        blobs::{Place, Sha256Hash},
        db::{
            backups::{Sequence, TableShape},
            schema::{self, Schema},
        },
    },
};
use bytes::Bytes;
use futures::TryStreamExt;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::{OffsetDateTime, macros::format_description};

/// The form of a backup. It is raised when an older program could not read what a newer one writes.
const FORMAT: u32 = 1;

/// The most bytes of a manifest that are read.
const LONGEST: usize = 256 << 20;

/// A manifest, as JSON.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    format: u32,
    /// By what name the site that made it is known in its place; those of older versions have none.
    pub site: Option<String>,
    /// Which version of Tessera made it.
    pub tessera: String,
    /// The number of the last migration.
    pub schema: i64,
    schema_checksum: String,
    /// When it was begun: the rows are as they were then.
    #[serde(with = "time::serde::rfc3339")]
    pub begun_at: OffsetDateTime,
    /// When it was whole.
    #[serde(with = "time::serde::rfc3339")]
    pub ended_at: OffsetDateTime,
    /// How many accounts there are in it.
    pub members: u64,
    /// The tables.
    pub tables: Vec<TableFile>,
    /// How far the sequences had come.
    pub sequences: Vec<Sequence>,
    /// What the queue was told of letters that had not been sent. All else in the queue follows from the rows, or comes by the clock.
    pub letters: Vec<Value>,
    /// The blobs.
    pub blobs: BlobsFile,
    /// Blobs of the list that were missing or damaged on the site.
    pub lost: Vec<String>,
}

/// A table of a backup.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TableFile {
    /// Which, and its columns.
    #[serde(flatten)]
    pub shape: TableShape,
    /// How many rows.
    pub rows: u64,
    /// The file with them.
    pub file: Packed,
}

/// The list of blobs of a backup.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BlobsFile {
    /// How many there are.
    pub count: u64,
    /// Their bytes.
    pub bytes: u64,
    /// The file with their names.
    pub file: Packed,
}

/// What a manifest says whatever its form: the rest of one that is newer may be another.
#[derive(Deserialize)]
struct Head {
    format: u32,
    tessera: String,
}

/// What a manifest is made of.
pub(super) struct Parts {
    pub(super) site: String,
    pub(super) schema: Schema,
    pub(super) begun_at: OffsetDateTime,
    pub(super) tables: Vec<TableFile>,
    pub(super) sequences: Vec<Sequence>,
    pub(super) letters: Vec<Value>,
    pub(super) blobs: BlobsFile,
    pub(super) lost: Vec<Sha256Hash>,
}

impl Manifest {
    pub(super) fn of(parts: Parts) -> Self {
        let members = parts.tables.iter().find(|table| table.shape.name == "users").map_or(0, |users| users.rows);
        Self {
            format: FORMAT,
            site: Some(parts.site),
            tessera: env!("CARGO_PKG_VERSION").to_owned(),
            schema: parts.schema.version,
            schema_checksum: hex::encode(parts.schema.checksum),
            begun_at: parts.begun_at,
            ended_at: OffsetDateTime::now_utc(),
            members,
            tables: parts.tables,
            sequences: parts.sequences,
            letters: parts.letters,
            blobs: parts.blobs,
            lost: parts.lost.iter().map(Sha256Hash::to_string).collect(),
        }
    }

    /// Ends a backup: from now on it is one.
    pub(super) async fn write(&self, place: &Place, name: &str) -> Result<(), Problem> {
        let json = serde_json::to_vec_pretty(self).map_err(|error| {
            tracing::error!(%error, "the manifest of a backup cannot be written");
            Problem::Internal
        })?;
        place.put(&path(name), Bytes::from(json)).await
    }

    /// Reads that of a backup; `None` where there is no such backup.
    ///
    /// # Errors
    /// [`Problem::Refused`] where it cannot be read.
    pub async fn read(place: &Place, name: &str) -> Result<Option<Self>, Problem> {
        let Some(mut pieces) = open(place, &path(name)).await? else { return Ok(None) };
        let mut json = Vec::new();
        while let Some(chunk) = pieces.try_next().await? {
            json.extend_from_slice(&chunk);
            if json.len() > LONGEST {
                return Err(refused(format!("The manifest of the backup {name} is too large to be one.")));
            }
        }
        let damaged = |error| refused(format!("The manifest of the backup {name} is damaged: {error}."));
        let head: Head = serde_json::from_slice(&json).map_err(damaged)?;
        if head.format > FORMAT {
            return Err(newer(name, &head.tessera));
        }
        serde_json::from_slice(&json).map(Some).map_err(damaged)
    }

    /// Whether this program can restore it.
    ///
    /// # Errors
    /// [`Problem::Refused`], saying why not.
    pub fn refuse_unlike(&self, name: &str) -> Result<(), Problem> {
        if self.schema > schema::newest() {
            return Err(newer(name, &self.tessera));
        }
        let checksum = hex::decode(&self.schema_checksum).unwrap_or_default();
        if (Schema { version: self.schema, checksum }).is_known() {
            return Ok(());
        }
        Err(refused(format!(
            "The backup {name} was made by a Tessera ({}) whose tables are not those of this one ({}) at the same step, so it cannot be \
             restored.",
            self.tessera,
            env!("CARGO_PKG_VERSION")
        )))
    }

    /// Whether another site has made it than the one known by this name. Of a backup that does not say whose it is, it is the one whose place
    /// it is in.
    pub(super) fn is_of_another(&self, site: &str) -> bool {
        self.site.as_ref().is_some_and(|maker| maker != site)
    }

    /// How many bytes it takes in its place, with all its blobs.
    pub fn bytes(&self) -> u64 {
        let tables: u64 = self.tables.iter().map(|table| table.file.bytes).sum();
        tables + self.blobs.file.bytes + self.blobs.bytes
    }

    /// What is shown of it.
    pub fn shown(&self, name: &str) -> KeptBackup {
        KeptBackup {
            name: name.to_owned(),
            at: self.begun_at,
            version: self.tessera.clone(),
            members: self.members,
            files: self.blobs.count,
            bytes: self.bytes(),
        }
    }
}

fn newer(name: &str, version: &str) -> Problem {
    refused(format!(
        "The backup {name} was made by a newer Tessera ({version}) than this one ({}). Update Tessera, then restore it.",
        env!("CARGO_PKG_VERSION")
    ))
}

/// What a backup is called that begins now. In the order of names they are in the order of time.
pub(super) fn name_at(time: OffsetDateTime) -> String {
    let format = format_description!("[year]-[month]-[day]T[hour]-[minute]-[second].[subsecond digits:3]Z");
    time.format(format).unwrap_or_else(|_| time.unix_timestamp().to_string())
}

/// Whether we call backups so.
pub(super) fn is_ours(name: &str) -> bool {
    const LIKE: &[u8] = b"0000-00-00T00-00-00.000Z";
    let alike = |(byte, like): (u8, &u8)| if *like == b'0' { byte.is_ascii_digit() } else { byte == *like };
    name.len() == LIKE.len() && name.bytes().zip(LIKE).all(alike)
}

/// The folder of a backup.
pub(super) fn folder(name: &str) -> String {
    format!("backups/{name}")
}

/// The file that makes it one.
pub(super) fn path(name: &str) -> String {
    format!("backups/{name}/manifest.json")
}

/// The file that says that it was read back and found whole.
pub(super) fn checked_path(name: &str) -> String {
    format!("backups/{name}/checked")
}

/// The file with the rows of a table.
pub(super) fn table_path(name: &str, table: &str) -> String {
    format!("backups/{name}/tables/{table}.gz")
}

/// The file with the names of the blobs.
pub(super) fn blobs_path(name: &str) -> String {
    format!("backups/{name}/blobs.gz")
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn names_of_backups_sort_by_time() {
        let names = [
            datetime!(2026-09-30 23:59:59.999 UTC),
            datetime!(2026-10-01 00:00 UTC),
            datetime!(2026-10-01 00:00:00.001 UTC),
            datetime!(2027-01-01 00:00 UTC),
        ]
        .map(name_at);
        assert!(names.is_sorted(), "{names:?}");
        assert_eq!(names[0], "2026-09-30T23-59-59.999Z");
        assert!(names.iter().all(|name| is_ours(name)) && !is_ours("dpkg.status.0"));
    }
}
