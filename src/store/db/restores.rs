//! Puts the rows of a backup in the place of those that are there, in one transaction: until its end everybody sees what was before.
//!
//! The tables are made anew as they were when the backup was made, by the migrations up to that one. Foreign keys are taken away while rows
//! come, and checked all at once when they are put back: some tables refer to each other in a ring. Triggers rest, as what they would write
//! is in the backup. What needs a superuser is not used.

use super::{
    Db, MIGRATIONS, Tx,
    backups::{BACKUP, NO_HURRY, Schema, Sequence, TableShape, columns, quoted, tables},
    jobs,
};
use crate::model::{errors::Problem, ids::PictureId};
use bytes::Bytes;
use futures::{Stream, StreamExt, pin_mut};
use sqlx::{AssertSqlSafe, PgConnection, migrate::Migrator};
use uuid::Uuid;

/// How long is waited for those who use the tables, in milliseconds.
const LOCK_PATIENCE: u32 = 60_000;

/// A restore under way. Dropped without [`Restore::commit`], it leaves everything as it was.
#[derive(Debug)]
pub struct Restore {
    tx: Tx,
    /// Statements that put the foreign keys back.
    keys: Vec<String>,
    /// What there is to be filled.
    tables: Vec<TableShape>,
}

/// The last migration that this program knows.
pub fn newest_schema() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// Whether this program knows tables that have come so far, and by the same migrations.
pub fn knows(schema: &Schema) -> bool {
    MIGRATIONS.iter().any(|known| known.version == schema.version && *known.checksum == *schema.checksum)
}

impl Db {
    /// How many accounts there are.
    pub async fn member_count(&self) -> Result<i64, Problem> {
        Ok(sqlx::query_scalar!(r#"select count(*) as "count!" from users"#).fetch_one(&self.pool).await?)
    }

    /// Whether a server of the site says that it is there.
    pub async fn is_served(&self) -> Result<bool, Problem> {
        let served = sqlx::query_scalar!(
            r#"select exists (select from servers where seen_at > clock_timestamp() - interval '20 seconds') as "served!""#
        );
        Ok(served.fetch_one(&self.pool).await?)
    }

    /// The latest restore into this database.
    pub async fn last_restore(&self) -> Result<Option<Uuid>, Problem> {
        let last = sqlx::query_scalar!("select id from restores order by restored_at desc limit 1");
        Ok(last.fetch_optional(&self.pool).await?)
    }

    /// Begins a restore: nobody else reads or writes a member from now on.
    ///
    /// # Errors
    /// [`Problem::Already`] where a backup is being made or restored; [`Problem::Busy`] where the tables are in use all the time.
    pub async fn begin_restore(&self) -> Result<Restore, Problem> {
        let mut tx = self.begin().await?;
        for setting in NO_HURRY {
            let patience = if setting == "lock_timeout" { LOCK_PATIENCE } else { 0 };
            run(&mut tx, &format!("set local {setting} = {patience}")).await?;
        }
        // What waits for the end of a transaction would keep the tables from being changed.
        run(&mut tx, "set constraints all immediate").await?;
        let mine: bool =
            sqlx::query_scalar("select pg_try_advisory_xact_lock($1)").bind(BACKUP).fetch_one(&mut *tx).await?;
        if !mine {
            let detail = "A backup is being made or restored right now. Please wait until it has finished.".to_owned();
            return Err(Problem::Already { detail });
        }
        run(&mut tx, "lock table users in access exclusive mode").await?;
        Ok(Restore { tx, keys: Vec::new(), tables: Vec::new() })
    }
}

impl Restore {
    /// How many accounts there are, and will be until the restore ends.
    pub async fn member_count(&mut self) -> Result<i64, Problem> {
        let members = sqlx::query_scalar!(r#"select count(*) as "count!" from users"#);
        Ok(members.fetch_one(&mut *self.tx).await?)
    }

    /// Takes all tables away and makes them anew, empty, as this migration left them.
    pub async fn clear(&mut self, schema: i64) -> Result<(), Problem> {
        for drop in [DROP_TABLES, DROP_ROUTINES] {
            for statement in statements(&mut self.tx, drop).await? {
                run(&mut self.tx, &statement).await?;
            }
        }
        migrate(&mut self.tx, Some(schema)).await?;
        self.tables = tables(&mut self.tx).await?;
        self.keys = statements(&mut self.tx, ADD_KEYS).await?;
        for statement in statements(&mut self.tx, DROP_KEYS).await? {
            run(&mut self.tx, &statement).await?;
        }
        for table in &self.tables {
            run(&mut self.tx, &format!("alter table {} disable trigger user", quoted(&table.name))).await?;
        }
        // The migrations have written some rows.
        let names: Vec<_> = self.tables.iter().map(|table| quoted(&table.name)).collect();
        run(&mut self.tx, &format!("truncate {} restart identity", names.join(", "))).await
    }

    /// Fills a table with rows, and says how many those were.
    ///
    /// # Errors
    /// [`Problem::Refused`] where there is no such table with such columns, or the rows are not for it; the stream's own.
    pub async fn fill(
        &mut self,
        table: &TableShape,
        rows: impl Stream<Item = Result<Bytes, Problem>> + Send,
    ) -> Result<u64, Problem> {
        if !self.tables.contains(table) {
            let detail = format!("The backup has a table that this site does not know: {}.", table.name);
            return Err(Problem::Refused { detail });
        }
        let statement = format!("copy {} ({}) from stdin", quoted(&table.name), columns(table));
        let mut copy = self.tx.copy_in_raw(&statement).await?;
        pin_mut!(rows);
        while let Some(chunk) = rows.next().await {
            match chunk {
                Ok(chunk) => {
                    copy.send(chunk).await?;
                }
                Err(problem) => {
                    // The transaction ends with it, whatever is answered.
                    let _ = copy.abort("the backup cannot be read").await;
                    return Err(problem);
                }
            }
        }
        Ok(copy.finish().await?)
    }

    /// Puts the foreign keys back, which checks all rows, wakes the triggers, and brings the tables up to date.
    pub async fn finish(&mut self, sequences: &[Sequence]) -> Result<(), Problem> {
        for statement in &self.keys {
            run(&mut self.tx, statement).await?;
        }
        for table in &self.tables {
            run(&mut self.tx, &format!("alter table {} enable trigger user", quoted(&table.name))).await?;
        }
        for Sequence { name, last_value } in sequences {
            sqlx::query("select setval($1::text::regclass, $2)")
                .bind(quoted(name))
                .bind(last_value)
                .execute(&mut *self.tx)
                .await?;
        }
        migrate(&mut self.tx, None).await?;
        // What was to be done for rows that are gone.
        jobs::forget_all(&mut self.tx).await?;
        run(&mut self.tx, "analyze").await
    }

    /// Pictures whose sizes have not all been made.
    pub async fn unfinished_pictures(&mut self) -> Result<Vec<PictureId>, Problem> {
        let ids =
            sqlx::query_scalar!(r#"select id as "id: PictureId" from pictures where state <> 'ready' order by id"#);
        Ok(ids.fetch_all(&mut *self.tx).await?)
    }

    /// The transaction, for the queue.
    pub fn tx(&mut self) -> &mut Tx {
        &mut self.tx
    }

    /// Lets everybody see it, and has all servers start anew.
    pub async fn commit(mut self, backup: &str) -> Result<(), Problem> {
        sqlx::query!("insert into restores (id, backup) values ($1, $2)", Uuid::now_v7(), backup)
            .execute(&mut *self.tx)
            .await?;
        super::commit(self.tx).await
    }
}

/// Statements that take every table of ours away.
const DROP_TABLES: &str = "
    select format('drop table if exists %s cascade', string_agg(pg_class.oid::regclass::text, ', '))
    from pg_class
    where relnamespace = current_schema()::text::regnamespace and relkind in ('r', 'p')
      and not exists (select from pg_depend where objid = pg_class.oid and classid = 'pg_class'::regclass and deptype = 'e')
    having count(*) > 0";

/// The same for functions, but for those that an extension has brought.
const DROP_ROUTINES: &str = "
    select format('drop routine if exists %s cascade', pg_proc.oid::regprocedure)
    from pg_proc
    where pronamespace = current_schema()::text::regnamespace
      and not exists (select from pg_depend where objid = pg_proc.oid and classid = 'pg_proc'::regclass and deptype = 'e')";

/// Statements that put back what [`DROP_KEYS`] takes away.
const ADD_KEYS: &str = "
    select format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    from pg_constraint
    where contype = 'f' and connamespace = current_schema()::text::regnamespace order by conrelid::regclass::text, conname";

const DROP_KEYS: &str = "
    select format('alter table %s drop constraint %I', conrelid::regclass, conname)
    from pg_constraint
    where contype = 'f' and connamespace = current_schema()::text::regnamespace order by conrelid::regclass::text, conname";

/// The statements that a query writes.
async fn statements(connection: &mut PgConnection, query: &'static str) -> Result<Vec<String>, Problem> {
    Ok(sqlx::query_scalar(query).fetch_all(connection).await?)
}

async fn run(connection: &mut PgConnection, statement: &str) -> Result<(), Problem> {
    sqlx::query(AssertSqlSafe(statement.to_owned())).execute(connection).await?;
    Ok(())
}

/// Brings the tables up to this migration, or up to date, within the transaction that is under way.
async fn migrate(connection: &mut PgConnection, to: Option<i64>) -> Result<(), Problem> {
    let mut migrator = Migrator::with_migrations(MIGRATIONS.iter().cloned().collect());
    // The tables are ours alone until the transaction ends.
    migrator.set_locking(false);
    migrator.run_direct(to, connection, false).await.map_err(|error| {
        tracing::error!(%error, "the tables could not be made anew");
        Problem::Internal
    })
}
