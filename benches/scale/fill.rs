//! Makes the database of a large site: rows by `COPY` with triggers off and indexes gone, counts and indexes afterwards.

use crate::{
    deeds, tables, talk,
    world::{Sizes, World},
};
use futures::StreamExt;
use sqlx::{
    AssertSqlSafe, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::time::Instant;

/// Constraints that no foreign key leans on, and all other indexes, with the statements that drop them and that make them.
const INDEXES: &str = "
    select format('alter table %I drop constraint %I', class.relname, con.conname),
           format('alter table %I add constraint %I %s', class.relname, con.conname, pg_get_constraintdef(con.oid))
    from pg_constraint as con
    join pg_class as class on class.oid = con.conrelid
    where con.contype in ('p', 'u') and con.connamespace = 'public'::regnamespace and class.relname <> '_sqlx_migrations'
      and not exists (select from pg_constraint as leaning where leaning.contype = 'f' and leaning.conindid = con.conindid)
    union all
    select format('drop index %I', class.relname), pg_get_indexdef(class.oid)
    from pg_index
    join pg_class as class on class.oid = pg_index.indexrelid
    where class.relnamespace = 'public'::regnamespace
      and not exists (select from pg_constraint where conindid = class.oid)";

/// What triggers would have counted.
const COUNTS: [&str; 3] = [
    "insert into pin_counts (pin_id, like_count, comment_count, added_day, added_month)
     select pins.id, coalesce(liked.number, 0), coalesce(said.number, 0), (created_at at time zone 'UTC')::date,
            date_trunc('month', created_at at time zone 'UTC')::date
     from pins
     left join (select pin_id, count(*) as number from likes group by pin_id) as liked on liked.pin_id = pins.id
     left join (select pin_id, count(*) as number from comments group by pin_id) as said on said.pin_id = pins.id",
    "update users set follower_count = counted.followers, following_count = counted.following
     from (
         select member, sum(followers) as followers, sum(following) as following
         from (select followed_id as member, 1 as followers, 0 as following from follows
               union all select follower_id, 0, 1 from follows) as ends
         group by member
     ) as counted
     where users.id = counted.member",
    "update boards set pin_count = counted.number
     from (select board_id, count(*) as number from board_pins where only_for is null group by board_id) as counted
     where boards.id = counted.board_id",
];

/// The plan of whoever signs up, which a trigger would have given: before members are made, and afterwards.
const PLANNED: [&str; 2] = [
    "do $$ begin
         execute format('alter table users alter column plan_id set default %L', (select default_plan_id from site_settings));
     end $$",
    "alter table users alter column plan_id drop default",
];

/// What triggers would have counted of members, once others have counted of them.
const USED: &str = "
    update users set used_bytes = used.bytes
    from (select owner_id, sum(byte_size) as bytes from pictures
          join blobs on blobs.sha256 = pictures.original_sha256 group by owner_id) as used
    where users.id = used.owner_id";

/// The words and tags that pins have, as the job of the site would have added them up.
const TERMS: [&str; 2] = [
    "insert into search_words (word, pins)
     select term, count(*) from pin_search, search_terms(words, tags) where listed and not is_tag group by term",
    "insert into search_tags (tag, pins)
     select term, count(*) from pin_search, search_terms(words, tags) where listed and is_tag group by term",
];

/// What triggers, or those who send messages, would have made otherwise, of some rows each.
const WRONG: [&str; 8] = [
    "select count(*) from pin_counts as counts tablesample system (1) repeatable (1)
     where like_count <> (select count(*) from likes where likes.pin_id = counts.pin_id)
        or comment_count <> (select count(*) from comments where comments.pin_id = counts.pin_id)",
    "select count(*) from users as member tablesample system (1) repeatable (1)
     where follower_count <> (select count(*) from follows where followed_id = member.id)
        or following_count <> (select count(*) from follows where follower_id = member.id)",
    "select count(*) from board_pins as placed tablesample system (1) repeatable (1)
     where only_for is distinct from only_for(pin_id)",
    "select count(*) from boards
     where pin_count <> (select count(*) from board_pins where board_id = boards.id and only_for is null)",
    "with kept as (select * from pin_search tablesample system (1) repeatable (1) limit 2000)
     select count(*) from kept left join pin_words(array(select pin_id from kept)) as remade on remade.pin_id = kept.pin_id
     where remade is distinct from kept",
    "select count(*) from (select * from search_words order by md5(word) limit 20) as known
     where pins <> (select count(*) from pin_search where listed and words @@ to_tsquery('simple', quote_literal(word)))",
    "select count(*) from communities
     where member_count <> (select count(*) from community_members where community_id = communities.id)",
    "select count(*) from channels
     where seq <> (select coalesce(max(changed_seq), 0) from messages where channel_id = channels.id)
        or last_message <> (select coalesce(max(seq), 0) from messages where channel_id = channels.id)",
];

/// How many pins are taken apart into words at once.
const SLICE: usize = 50_000;

/// Fills the tables of a site that has just been made, and says what took how long.
pub async fn fill(options: PgConnectOptions, scale: f64) {
    // Foreign keys are triggers as well: the rows are right by the way they are made.
    let options = options.options([
        ("session_replication_role", "replica"),
        ("maintenance_work_mem", "512MB"),
        ("work_mem", "256MB"),
        ("max_parallel_maintenance_workers", "0"),
    ]);
    let pool = PgPoolOptions::new().max_connections(8).connect_with(options).await.expect("PostgreSQL");
    let started = Instant::now();
    let took = |what: &str| println!("{:6.1} s  {what}", started.elapsed().as_secs_f64());
    let indexes: Vec<(String, String)> = sqlx::query_as(INDEXES).fetch_all(&pool).await.expect("the indexes");
    for (drop, _) in &indexes {
        run(&pool, drop).await;
    }
    run(&pool, PLANNED[0]).await;
    let world = World::new(Sizes::of(scale));
    took("the site thought up");
    tokio::join!(tables::members(&pool, &world), tables::pins(&pool, &world));
    took("members, pictures, pins, tags");
    tokio::join!(deeds::likes(&pool, &world), deeds::follows(&pool, &world));
    took("likes, follows");
    tokio::join!(deeds::boards(&pool, &world), deeds::comments_and_notices(&pool, &world));
    took("boards, comments, notices");
    talk::talk(&pool, &world).await;
    took("communities, messages");
    at_once(&pool, COUNTS.map(str::to_owned)).await;
    run(&pool, USED).await;
    run(&pool, PLANNED[1]).await;
    took("counts");
    let (of_search, others): (Vec<_>, Vec<_>) =
        indexes.into_iter().map(|(_, make)| make).partition(|make| make.contains("search"));
    at_once(&pool, others).await;
    took("indexes");
    at_once(&pool, searched(&world)).await;
    at_once(&pool, TERMS.map(str::to_owned)).await;
    at_once(&pool, of_search).await;
    took("search");
    run(&pool, "vacuum (analyze)").await;
    run(&pool, "checkpoint").await;
    took("vacuum");
    for wrong in WRONG {
        let found: i64 = sqlx::query_scalar(wrong).fetch_one(&pool).await.expect(wrong);
        assert_eq!(found, 0, "rows that are not as triggers make them: {wrong}");
    }
    took("some rows compared with what the site makes");
    let size: i64 =
        sqlx::query_scalar("select pg_database_size(current_database())").fetch_one(&pool).await.expect("a size");
    println!(
        "{} pins, {} likes, {} members, {} messages in a channel: {} MB",
        world.sizes.pins,
        world.sizes.likes,
        world.sizes.members,
        world.sizes.messages,
        size >> 20
    );
    pool.close().await;
}

/// The statements that take all pins apart into words, a slice each.
fn searched(world: &World) -> impl Iterator<Item = String> {
    world.pins.chunks(SLICE).map(|slice| {
        let (first, last) = (slice[0].id, slice[slice.len() - 1].id);
        format!(
            "insert into pin_search
             select * from pin_words(array(select id from pins where id between '{first}' and '{last}'))"
        )
    })
}

/// Runs statements in any order, two at a time, on two cores.
async fn at_once(pool: &PgPool, statements: impl IntoIterator<Item = String>) {
    futures::stream::iter(statements)
        .for_each_concurrent(2, |statement| async move { run(pool, &statement).await })
        .await;
}

async fn run(pool: &PgPool, statement: &str) {
    sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(pool).await.expect(statement);
}
