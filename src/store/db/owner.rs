//! Whose the private database is. The site must not be able to read files or run programs through it, so it comes as a role that owns
//! the database and may do nothing else; only what this needs is done as the superuser.

use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};

/// The role that the site connects as.
pub const ROLE: &str = "tessera";

/// What only a superuser may add, or what it is easier to have from it; the migrations find it there.
const EXTENSIONS: [&str; 2] = ["pg_trgm", "unaccent"];

/// Statements that hand over everything there is and that no extension brought, from versions that came as the superuser.
const HAND_OVER: &str = "
    select format('alter schema %I owner to tessera', nspname) from pg_namespace
    where nspname in ('public', 'graphile_worker') and nspowner <> 'tessera'::regrole
    union all
    select format('alter %s %I.%I owner to tessera',
                  case relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' else 'table' end,
                  nspname, relname)
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where nspname in ('public', 'graphile_worker') and relkind in ('r', 'p', 'v', 'm', 'S') and relowner <> 'tessera'::regrole
      and not exists (select from pg_depend where objid = pg_class.oid and classid = 'pg_class'::regclass and deptype in ('a', 'e', 'i'))
    union all
    select format('alter routine %s owner to tessera', pg_proc.oid::regprocedure)
    from pg_proc join pg_namespace on pg_namespace.oid = pronamespace
    where nspname in ('public', 'graphile_worker') and proowner <> 'tessera'::regrole
      and not exists (select from pg_depend where objid = pg_proc.oid and classid = 'pg_proc'::regclass and deptype = 'e')
    union all
    select format('alter type %s owner to tessera', pg_type.oid::regtype)
    from pg_type join pg_namespace on pg_namespace.oid = typnamespace left join pg_class on pg_class.oid = typrelid
    where nspname in ('public', 'graphile_worker') and typowner <> 'tessera'::regrole
      and (typtype in ('d', 'e', 'r') or typtype = 'c' and relkind = 'c')
      and not exists (select from pg_depend where objid = pg_type.oid and classid = 'pg_type'::regclass and deptype = 'e')";

/// Makes the role where it is missing, and gives it the database with all that is in it. Can run twice.
///
/// # Errors
/// The superuser cannot connect, or PostgreSQL refuses.
pub async fn hand_over(superuser: &PgConnectOptions) -> Result<(), sqlx::Error> {
    let mut connection = superuser.connect().await?;
    let done = hand_over_in(&mut connection).await;
    connection.close().await?;
    done
}

async fn hand_over_in(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let mut tx = connection.begin().await?;
    let there: bool = sqlx::query_scalar("select exists (select from pg_roles where rolname = 'tessera')")
        .fetch_one(&mut *tx)
        .await?;
    if !there {
        sqlx::query("create role tessera login").execute(&mut *tx).await?;
    }
    let database: String =
        sqlx::query_scalar("select format('alter database %I owner to tessera', current_database())")
            .fetch_one(&mut *tx)
            .await?;
    sqlx::query(AssertSqlSafe(database)).execute(&mut *tx).await?;
    for extension in EXTENSIONS {
        sqlx::query(AssertSqlSafe(format!("create extension if not exists {extension}"))).execute(&mut *tx).await?;
    }
    let statements: Vec<String> = sqlx::query_scalar(HAND_OVER).fetch_all(&mut *tx).await?;
    if !statements.is_empty() {
        tracing::info!(things = statements.len(), "gives the private database to the role {ROLE}");
    }
    for statement in statements {
        sqlx::query(AssertSqlSafe(statement)).execute(&mut *tx).await?;
    }
    tx.commit().await
}
