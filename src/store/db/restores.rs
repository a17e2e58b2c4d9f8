//! Puts the rows of a backup in the place of those that are there, in one transaction: until its end everybody sees what was before.
//!
//! The tables are made anew as they were when the backup was made, by the migrations up to that one. Foreign keys are taken away while rows
//! come, and checked all at once when they are put back: some tables refer to each other in a ring. Triggers rest, as what they would write
//! is in the backup. What needs a superuser is not used, and what is not ours is left alone.

use super::{
    Db, MIGRATIONS, Tx,
    backups::{BackupLock, NO_HURRY, SITE_NAME, Sequence, TableShape, columns, quoted, sequences, tables},
    jobs, schema,
};
use crate::{
    model::{errors::Problem, ids::PictureId},
    store::queue,
};
use bytes::Bytes;
use futures::{Stream, StreamExt, pin_mut};
use sqlx::{AssertSqlSafe, PgConnection, migrate::Migrator};
use std::collections::HashSet;
use uuid::Uuid;

/// How long is waited for those who use the tables, in milliseconds.
const LOCK_PATIENCE: u32 = 60_000;

/// How many things that stand in the way are named.
const NAMED: usize = 10;

/// A restore under way. Dropped without [`Restore::commit`], it leaves everything as it was.
#[derive(Debug)]
pub struct Restore {
    tx: Tx,
    /// Statements that put the foreign keys back.
    keys: Vec<String>,
    /// What there is to be filled.
    tables: Vec<TableShape>,
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

    /// Makes sure that a restore takes nothing away that is not ours.
    ///
    /// # Errors
    /// [`Problem::Refused`], naming what would go; as [`Db::begin_restore`].
    pub async fn refuse_dependents(&self, lock: &mut BackupLock) -> Result<(), Problem> {
        let mut connection = self.pool.acquire().await?;
        if others(&mut connection).await?.is_empty() {
            return Ok(());
        }
        drop(connection);
        // To know what would go, it is done, and undone.
        let mut rehearsal = self.begin_restore(lock).await?;
        rehearsal.take_away().await?;
        Ok(rehearsal.tx.rollback().await?)
    }

    /// Begins a restore: nobody else reads or writes a member from now on. Whoever restores holds the lock of backups.
    ///
    /// # Errors
    /// [`Problem::Busy`] where the lock is lost, or the tables are in use all the time.
    pub async fn begin_restore(&self, lock: &mut BackupLock) -> Result<Restore, Problem> {
        lock.check().await?;
        let mut tx = self.begin().await?;
        for setting in NO_HURRY {
            let patience = if setting == "lock_timeout" { LOCK_PATIENCE } else { 0 };
            run(&mut tx, &format!("set local {setting} = {patience}")).await?;
        }
        // What waits for the end of a transaction would keep the tables from being changed.
        run(&mut tx, "set constraints all immediate").await?;
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

    /// Takes our tables away and makes them anew, empty, as this migration left them.
    ///
    /// # Errors
    /// [`Problem::Refused`] where something that is not ours would go with them.
    pub async fn clear(&mut self, schema: i64) -> Result<(), Problem> {
        self.take_away().await?;
        migrate(&mut self.tx, Some(schema)).await?;
        self.tables = tables(&mut self.tx, Some(schema::tables())).await?;
        self.keys = statements(&mut self.tx, ADD_KEYS, schema::tables()).await?;
        for statement in statements(&mut self.tx, DROP_KEYS, schema::tables()).await? {
            run(&mut self.tx, &statement).await?;
        }
        for table in &self.tables {
            run(&mut self.tx, &format!("alter table {} disable trigger user", quoted(&table.name))).await?;
        }
        // The migrations have written some rows.
        let names: Vec<_> = self.tables.iter().map(|table| quoted(&table.name)).collect();
        run(&mut self.tx, &format!("truncate {} restart identity", names.join(", "))).await
    }

    async fn take_away(&mut self) -> Result<(), Problem> {
        let before = others(&mut self.tx).await?;
        for (drop, names) in [(DROP_TABLES, schema::tables()), (DROP_FUNCTIONS, schema::functions())] {
            for statement in statements(&mut self.tx, drop, names).await? {
                run(&mut self.tx, &statement).await?;
            }
        }
        let left: HashSet<_> = others(&mut self.tx).await?.into_iter().collect();
        let gone: Vec<_> = before.into_iter().filter(|other| !left.contains(other)).collect();
        if gone.is_empty() { Ok(()) } else { Err(in_the_way(&gone)) }
    }

    /// Whether a table of this name is one to be filled. Older versions backed up what was not ours as well.
    pub fn has(&self, table: &TableShape) -> bool {
        self.tables.iter().any(|known| known.name == table.name)
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
    pub async fn finish(&mut self, given: &[Sequence]) -> Result<(), Problem> {
        for statement in &self.keys {
            run(&mut self.tx, statement).await?;
        }
        for table in &self.tables {
            run(&mut self.tx, &format!("alter table {} enable trigger user", quoted(&table.name))).await?;
        }
        let own = sequences(&mut self.tx, Some(schema::tables())).await?;
        for Sequence { name, last_value } in given.iter().filter(|sequence| own.contains(&sequence.name)) {
            sqlx::query("select setval($1::text::regclass, $2)")
                .bind(quoted(name))
                .bind(last_value)
                .execute(&mut *self.tx)
                .await?;
        }
        migrate(&mut self.tx, None).await?;
        // What was to be done for rows that are gone.
        jobs::forget_all(&mut self.tx).await?;
        let tables = tables(&mut self.tx, Some(schema::tables())).await?;
        let names: Vec<_> = tables.iter().map(|table| quoted(&table.name)).collect();
        run(&mut self.tx, &format!("analyze {}", names.join(", "))).await
    }

    /// Gives the site the name that a place of backups knows it by, where its rows have none.
    pub async fn name_site(&mut self, name: &[u8]) -> Result<(), Problem> {
        sqlx::query!("insert into site_secrets (name, value) values ($1, $2) on conflict do nothing", SITE_NAME, name)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
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

/// Statements that take the tables of these names away.
const DROP_TABLES: &str = "
    select format('drop table if exists %s cascade', string_agg(pg_class.oid::regclass::text, ', '))
    from pg_class
    where relnamespace = current_schema()::text::regnamespace and relkind in ('r', 'p') and relname = any ($1)
    having count(*) > 0";

/// The same for functions, but for those that an extension has brought.
const DROP_FUNCTIONS: &str = "
    select format('drop routine if exists %s cascade', pg_proc.oid::regprocedure)
    from pg_proc
    where pronamespace = current_schema()::text::regnamespace and proname = any ($1)
      and not exists (select from pg_depend where objid = pg_proc.oid and classid = 'pg_proc'::regclass and deptype = 'e')";

/// Statements that put back what [`DROP_KEYS`] takes away.
const ADD_KEYS: &str = "
    select format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(pg_constraint.oid))
    from pg_constraint join pg_class on pg_class.oid = conrelid
    where contype = 'f' and relnamespace = current_schema()::text::regnamespace and relname = any ($1)
    order by conrelid::regclass::text, conname";

const DROP_KEYS: &str = "
    select format('alter table %s drop constraint %I', conrelid::regclass, conname)
    from pg_constraint join pg_class on pg_class.oid = conrelid
    where contype = 'f' and relnamespace = current_schema()::text::regnamespace and relname = any ($1)
    order by conrelid::regclass::text, conname";

/// What is neither ours, nor the queue's, nor an extension's, in PostgreSQL's own words: tables, views and functions, and what they are made
/// of that may depend on what is ours.
const OTHERS: &str = "
    with others as (
        select pg_class.oid, relkind
        from pg_class join pg_namespace on pg_namespace.oid = relnamespace
        where relkind in ('r', 'p', 'f', 'v', 'm')
          and nspname <> 'information_schema' and nspname <> $3 and not starts_with(nspname::text, 'pg_')
          and not (nspname = current_schema() and relname = any ($1))
          and not exists (select from pg_depend where objid = pg_class.oid and classid = 'pg_class'::regclass and deptype = 'e')
    ),
    functions as (
        select pg_proc.oid
        from pg_proc join pg_namespace on pg_namespace.oid = pronamespace
        where nspname <> 'information_schema' and nspname <> $3 and not starts_with(nspname::text, 'pg_')
          and not (nspname = current_schema() and proname = any ($2))
          and not exists (select from pg_depend where objid = pg_proc.oid and classid = 'pg_proc'::regclass and deptype = 'e')
    ),
    found as (
        select 'pg_class'::regclass as catalogue, oid, 0 as part from others
        union all
        select 'pg_proc'::regclass, oid, 0 from functions
        union all
        select 'pg_class'::regclass, attrelid, attnum
        from pg_attribute join others on others.oid = attrelid
        where relkind in ('r', 'p') and attnum > 0 and not attisdropped
        union all
        select 'pg_attrdef'::regclass, pg_attrdef.oid, 0 from pg_attrdef join others on others.oid = adrelid
        union all
        select 'pg_constraint'::regclass, pg_constraint.oid, 0 from pg_constraint join others on others.oid = conrelid
        union all
        select 'pg_trigger'::regclass, oid, 0
        from pg_trigger
        where not tgisinternal and (tgrelid in (select oid from others) or tgfoid in (select oid from functions))
    )
    select pg_describe_object(catalogue, oid, part) from found";

async fn others(connection: &mut PgConnection) -> Result<Vec<String>, Problem> {
    let others = sqlx::query_scalar(OTHERS).bind(schema::tables()).bind(schema::functions()).bind(queue::SCHEMA);
    // One that has just gone is not described.
    let others: Vec<Option<String>> = others.fetch_all(connection).await?;
    Ok(others.into_iter().flatten().collect())
}

/// What is said where these would go with our tables.
fn in_the_way(others: &[String]) -> Problem {
    let more = if others.len() > NAMED { ", …" } else { "" };
    Problem::Refused {
        detail: format!(
            "Nothing was restored. A restore drops the tables of Tessera, and these are not Tessera’s, but depend on them: {}{more}. Drop them \
             first, and create them again afterwards.",
            others[..others.len().min(NAMED)].join(", ")
        ),
    }
}

/// The statements that a query writes about what has one of these names.
async fn statements(
    connection: &mut PgConnection,
    query: &'static str,
    names: &'static [String],
) -> Result<Vec<String>, Problem> {
    Ok(sqlx::query_scalar(query).bind(names).fetch_all(connection).await?)
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
