//! What a backup needs of PostgreSQL: all rows as they were at one moment, and that no file is deleted meanwhile.
//!
//! Tables and columns are read from the catalogue, so none that a migration adds is forgotten, and those that are not ours are left out. These
//! queries are checked by tests instead of when the crate is built.

use super::{
    Db, Tx, jobs,
    schema::{self, APPLIED, Schema},
};
use crate::{model::errors::Problem, store::queue::SEND_LETTER};
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream::BoxStream};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Postgres, Transaction};

/// Held by whoever makes a backup or restores one: one at a time, on all servers. PostgreSQL lets go of it when their connection ends.
const BACKUP: i64 = 0x6261_636b;

/// Held by whoever needs all files to stay; whoever deletes one has a share of it.
const FILES: i64 = 0x6669_6c65;

/// The secret by which a place of backups knows the site.
pub const SITE_NAME: &str = "backups";

/// Tables whose rows are left out: they are about processes that run or files that are being sent, or they let somebody in. What was ended
/// since must not come back with an older backup, so after a restore everybody signs in again.
const LEFT_OUT: [&str; 12] = [
    APPLIED,
    "backup_runs",
    "blob_holds",
    "one_time_links",
    "picture_attempts",
    "program_sessions",
    "refresh_tokens",
    "restores",
    "resumable_uploads",
    "servers",
    "sessions",
    "upload_pieces",
];

/// A table, and its columns that are not computed from others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct TableShape {
    /// Its name.
    pub name: String,
    /// Theirs, in their order.
    pub columns: Vec<String>,
}

/// How far a sequence has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Sequence {
    /// Its name.
    pub name: String,
    /// The last number it has given.
    pub last_value: i64,
}

/// Nobody else makes a backup while this lives, and no file of the site is deleted.
#[derive(Debug)]
pub struct BackupLock(PgConnection);

/// All rows as they were at one moment.
#[derive(Debug)]
pub struct Snapshot<'a> {
    tx: Transaction<'a, Postgres>,
    schema: Schema,
    /// The tables that are ours. `None` where a newer program has brought them up to date: which it made cannot be told then, and it is better
    /// to keep what is another's than to forget what is ours.
    own: Option<&'static [String]>,
}

impl Db {
    /// Begins a backup, once those who are deleting a file have done so. `None` where another one is being made, or restored.
    ///
    /// # Errors
    /// [`Problem::Busy`] where PostgreSQL is out of reach.
    pub async fn lock_for_backup(&self) -> Result<Option<BackupLock>, Problem> {
        // Taken out of the pool: whatever way this ends, no one else gets the connection with the lock.
        let mut connection = self.pool.acquire().await?.detach();
        for setting in NO_HURRY {
            sqlx::query(AssertSqlSafe(format!("set {setting} = 0"))).execute(&mut connection).await?;
        }
        let mine: bool =
            sqlx::query_scalar("select pg_try_advisory_lock($1)").bind(BACKUP).fetch_one(&mut connection).await?;
        if !mine {
            connection.close().await?;
            return Ok(None);
        }
        sqlx::query("select pg_advisory_lock($1)").bind(FILES).execute(&mut connection).await?;
        Ok(Some(BackupLock(connection)))
    }
}

/// What may take as long as it takes here.
pub(super) const NO_HURRY: [&str; 3] = ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"];

impl BackupLock {
    /// The rows as they are now.
    pub async fn snapshot(&mut self) -> Result<Snapshot<'_>, Problem> {
        let mut tx = self.0.begin_with("begin isolation level repeatable read, read only").await?;
        let last = "select version, checksum from _sqlx_migrations order by version desc limit 1";
        let schema: Schema = sqlx::query_as(last).fetch_one(&mut *tx).await?;
        let own = schema.is_known().then(schema::tables);
        Ok(Snapshot { tx, schema, own })
    }

    /// Makes sure that the lock is still held.
    ///
    /// # Errors
    /// [`Problem::Busy`] where the connection is lost, and the lock with it.
    pub async fn check(&mut self) -> Result<(), Problem> {
        Ok(self.0.ping().await?)
    }

    /// Files may be deleted again; the rest of the lock stays.
    pub async fn let_files_go(&mut self) -> Result<(), Problem> {
        sqlx::query("select pg_advisory_unlock($1)").bind(FILES).execute(&mut self.0).await?;
        Ok(())
    }

    /// Ends it. Dropped, it ends as well, as soon as PostgreSQL finds the connection gone.
    pub async fn end(mut self) -> Result<(), Problem> {
        sqlx::query("select pg_advisory_unlock_all()").execute(&mut self.0).await?;
        Ok(self.0.close().await?)
    }
}

/// Whether a file may be deleted just now. Where it may, a backup waits with its beginning until the transaction ends.
pub async fn may_delete_files(tx: &mut Tx) -> Result<bool, Problem> {
    let may = sqlx::query_scalar("select pg_try_advisory_xact_lock_shared($1)").bind(FILES);
    Ok(may.fetch_one(&mut **tx).await?)
}

impl Snapshot<'_> {
    /// How far the tables have come.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The tables that are kept, in the order of their names.
    pub async fn tables(&mut self) -> Result<Vec<TableShape>, Problem> {
        tables(&mut self.tx, self.own).await
    }

    /// The sequences that have given a number.
    pub async fn sequences(&mut self) -> Result<Vec<Sequence>, Problem> {
        let own = sequences(&mut self.tx, self.own).await?;
        let given = sqlx::query_as(
            "select sequencename::text as name, last_value from pg_sequences
             where schemaname = current_schema() and sequencename = any ($1) and last_value is not null order by 1",
        );
        Ok(given.bind(own).fetch_all(&mut *self.tx).await?)
    }

    /// What the queue was told of letters that have not been sent.
    pub async fn letters(&mut self) -> Result<Vec<Value>, Problem> {
        jobs::told(&mut self.tx, SEND_LETTER).await
    }

    /// The rows of a table, a line each, in the text format of `COPY`.
    pub async fn rows(&mut self, table: &TableShape) -> Result<BoxStream<'_, Result<Bytes, Problem>>, Problem> {
        let statement = format!("copy {} ({}) to stdout", quoted(&table.name), columns(table));
        self.copy(&statement).await
    }

    /// The blobs that something refers to, in the order of their names: a line each, with the name, a space and the size in bytes.
    pub async fn blobs(&mut self) -> Result<BoxStream<'_, Result<Bytes, Problem>>, Problem> {
        let references: Vec<String> = sqlx::query_scalar(
            "select format('select %1$I as sha256 from %2$s where %1$I is not null', attname, conrelid::regclass)
             from pg_constraint
             join pg_class on pg_class.oid = conrelid
             join pg_attribute on attrelid = conrelid and attnum = conkey[1]
             where contype = 'f' and confrelid = 'blobs'::regclass and conrelid <> 'blob_holds'::regclass
               and relnamespace = current_schema()::text::regnamespace and ($1::text[] is null or relname = any ($1))
             order by conrelid::regclass::text, attname",
        )
        .bind(self.own)
        .fetch_all(&mut *self.tx)
        .await?;
        let used = references.join(" union ");
        self.copy(&format!(
            "copy (select encode(blobs.sha256, 'hex') || ' ' || byte_size from blobs
                   where sha256 in ({used}) order by blobs.sha256) to stdout"
        ))
        .await
    }

    async fn copy(&mut self, statement: &str) -> Result<BoxStream<'_, Result<Bytes, Problem>>, Problem> {
        Ok(self.tx.copy_out_raw(statement).await?.map_err(Problem::from).boxed())
    }

    /// Ends it.
    pub async fn end(self) -> Result<(), Problem> {
        Ok(self.tx.commit().await?)
    }
}

/// The tables that are kept, of those that are ours; where that cannot be told, of all that no extension has brought.
pub(super) async fn tables(
    connection: &mut PgConnection,
    own: Option<&'static [String]>,
) -> Result<Vec<TableShape>, Problem> {
    let left_out = LEFT_OUT.map(str::to_owned).to_vec();
    let tables = sqlx::query_as(
        "select relname::text as name, array_agg(attname::text order by attnum) as columns
         from pg_class join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = ''
         where relnamespace = current_schema()::text::regnamespace and relkind = 'r' and relpersistence = 'p'
           and relname <> all ($1) and ($2::text[] is null or relname = any ($2))
           and not exists (select from pg_depend
                           where objid = pg_class.oid and classid = 'pg_class'::regclass and deptype = 'e')
         group by relname order by relname",
    );
    Ok(tables.bind(left_out).bind(own).fetch_all(connection).await?)
}

/// The names of the sequences that number the rows of these tables; where it cannot be told which are ours, of all.
pub(super) async fn sequences(
    connection: &mut PgConnection,
    own: Option<&'static [String]>,
) -> Result<Vec<String>, Problem> {
    let names = sqlx::query_scalar(
        "select numbers.relname::text
         from pg_depend
         join pg_class as numbers on numbers.oid = objid and numbers.relkind = 'S'
         join pg_class as numbered on numbered.oid = refobjid
         where classid = 'pg_class'::regclass and refclassid = 'pg_class'::regclass and deptype in ('a', 'i')
           and numbers.relnamespace = current_schema()::text::regnamespace
           and numbered.relnamespace = numbers.relnamespace and ($1::text[] is null or numbered.relname = any ($1))",
    );
    Ok(names.bind(own).fetch_all(connection).await?)
}

/// The columns of a table, as `COPY` takes them.
pub(super) fn columns(table: &TableShape) -> String {
    table.columns.iter().map(|column| quoted(column)).collect::<Vec<_>>().join(", ")
}

/// A name as SQL takes it, whatever is in it.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
