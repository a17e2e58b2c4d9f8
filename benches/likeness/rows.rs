//! The rows of the site: pins that everybody finds, each with what its picture looks like. Nothing of a picture itself is there, as none is sent.

use crate::{exact::Exact, pictures::Pictures};
use rand::{Rng, SeedableRng, rngs::StdRng};
use sqlx::{
    AssertSqlSafe, PgPool,
    postgres::{PgConnectOptions, PgPoolCopyExt, PgPoolOptions},
};
use std::{fmt::Write, ops::Range, time::Instant};
use tessera::{
    media::{Description, LIKENESS_VERSION, Likeness},
    model::ids::PinId,
};
use uuid::Uuid;

/// The id of the pin of number 0; the others follow it.
const FIRST: u128 = 0x0190_0000_0000_7000_8000_0000_0000_0000;

/// How many bytes are sent at once.
const SEND: usize = 1 << 20;

/// How many bytes of a likeness are bits that are compared.
const CODES: usize = 240;

/// How many rows one statement makes.
const SLICE: usize = 50_000;

/// What PostgreSQL is told: nothing in it has to survive a crash.
const FILLING: &str =
    "alter system set fsync = off; alter system set full_page_writes = off; alter system set max_wal_size = '4GB';
    alter system set autovacuum = off; select pg_reload_conf()";

/// The file and the members, before anything else.
const MEMBERS: &str = "
    insert into blobs (sha256, byte_size) values (sha256('likeness'), 300000);
    insert into users (id, email, username, display_name, password_hash)
    select ('01800000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'member' || n || '@example.com', 'member' || n,
           'Member ' || n, 'none'
    from generate_series(0, 99) as n;
    insert into search_words (word, pins) values ('sea', 1), ('picture', 1)";

/// How many pins have each word, as the job of the site would have added them up.
const COUNTED: &str = "update search_words set pins = case word when 'sea' then {count} / 20 else {count} end";

/// Indexes that no constraint has, with the statements that drop them and that make them.
const INDEXES: &str = "
    select format('drop index %I', indexname), indexdef from pg_indexes
    where schemaname = 'public' and tablename in ('pictures', 'pins', 'pin_counts', 'pin_search', 'likenesses')
      and not exists (select from pg_constraint where conname = indexname)";

/// Pins from one number to another. One in twenty has a word in its title, few have many likes.
const PINS: [&str; 3] = [
    "insert into pictures (id, owner_id, original_sha256, format, width, height, state, placeholder)
     select ('01910000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
            ('01800000-0000-7000-8000-' || lpad(to_hex(n % 100), 12, '0'))::uuid,
            sha256('likeness'), 'JPEG', 1500, 2000, 'ready', decode(repeat('0a', 190), 'hex')
     from generate_series({from}, {to}) as n",
    "insert into pins (id, owner_id, picture_id, title, visibility, shown)
     select ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
            ('01800000-0000-7000-8000-' || lpad(to_hex(n % 100), 12, '0'))::uuid,
            ('01910000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
            'Picture ' || n || case when n % 20 = 0 then ' sea' else '' end, 'public', true
     from generate_series({from}, {to}) as n",
    "insert into pin_counts (pin_id, like_count, added_day, added_month)
     select ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, floor(power((n::bigint * 7919 % 10007)::float8 / 10007, 9) * 3000),
            current_date, date_trunc('month', current_date)
     from generate_series({from}, {to}) as n",
];

/// What search looks at of them, as triggers would have made it.
const SEARCH: &str = "
    insert into pin_search (pin_id, owner_id, listed, likes, tags, words)
    select pins.id, pins.owner_id, true, weight, '{}', to_tsvector('simple', lower(pins.title)) || like_word(weight)
           || colour_words(likenesses.colours, likenesses.shares)
    from pins
    join likenesses on likenesses.pin_id = pins.id
    join pin_counts on pin_counts.pin_id = pins.id
    cross join lateral like_weight(pin_counts.like_count) as weight
    where pins.id between '{from}' and '{to}'";

/// A picture's pin.
pub fn pin(number: usize) -> PinId {
    PinId::from_uuid(Uuid::from_u128(FIRST + number as u128))
}

/// The number of a pin.
pub fn number(pin: PinId) -> usize {
    (pin.uuid().as_u128() - FIRST) as usize
}

/// Brings the site to so many pins, and notes what they look like.
pub async fn fill(options: &PgConnectOptions, pictures: &Pictures, exact: &mut Exact, count: usize) {
    let began = Instant::now();
    // Foreign keys are triggers, which this role may switch off: the rows are right by the way they are made.
    let powerful = options.clone().username("postgres").options([
        ("session_replication_role", "replica"),
        ("maintenance_work_mem", "512MB"),
        ("max_parallel_maintenance_workers", "0"),
    ]);
    let pool = PgPoolOptions::new().max_connections(4).connect_with(powerful).await.expect("PostgreSQL");
    let numbers = exact.count()..count;
    if numbers.start == 0 {
        for statement in FILLING.split(';') {
            run(&pool, statement).await;
        }
        let site = PgPool::connect_with(options.clone()).await.expect("PostgreSQL");
        run(&site, MEMBERS).await;
        site.close().await;
    }
    let indexes: Vec<(String, String)> = sqlx::query_as(INDEXES).fetch_all(&pool).await.expect(INDEXES);
    for (drop, _) in &indexes {
        run(&pool, drop).await;
    }
    tokio::join!(pins(&pool, numbers.clone()), likenesses(&pool, pictures, exact, numbers.clone()));
    let halves = [numbers.start, numbers.start.midpoint(numbers.end), numbers.end];
    tokio::join!(searched(&pool, halves[0]..halves[1]), searched(&pool, halves[1]..halves[2]));
    // What takes longest is made beside all others.
    let (keys, others): (Vec<_>, Vec<_>) =
        indexes.iter().map(|(_, make)| make).partition(|make| make.contains("(keys)"));
    tokio::join!(run_all(&pool, &keys), run_all(&pool, &others));
    run(&pool, &COUNTED.replace("{count}", &count.to_string())).await;
    run(&pool, "vacuum (analyze)").await;
    run(&pool, "checkpoint").await;
    let size = "select pg_total_relation_size('likenesses'), pg_relation_size('likenesses_keys_idx')";
    let (table, index): (i64, i64) = sqlx::query_as(size).fetch_one(&pool).await.expect(size);
    println!(
        "\n{count} pins after {:.0} s; likenesses {} MB, of which the index of keys {} MB",
        began.elapsed().as_secs_f64(),
        table >> 20,
        index >> 20
    );
    pool.close().await;
}

async fn pins(pool: &PgPool, numbers: Range<usize>) {
    for statement in PINS {
        for from in numbers.clone().step_by(SLICE) {
            let to = numbers.end.min(from + SLICE) - 1;
            run(pool, &statement.replace("{from}", &from.to_string()).replace("{to}", &to.to_string())).await;
        }
    }
}

async fn searched(pool: &PgPool, numbers: Range<usize>) {
    for from in numbers.clone().step_by(SLICE) {
        let (from, to) = (pin(from).uuid(), pin(numbers.end.min(from + SLICE) - 1).uuid());
        run(pool, &SEARCH.replace("{from}", &from.to_string()).replace("{to}", &to.to_string())).await;
    }
}

/// What pictures look like: first the real ones, then what is made up of them.
async fn likenesses(pool: &PgPool, pictures: &Pictures, exact: &mut Exact, numbers: Range<usize>) {
    let mut rng = StdRng::seed_from_u64(numbers.start as u64);
    let statement = "copy likenesses (pin_id, version, code, keys, colours, shares) from stdin";
    let mut sink = pool.copy_in_raw(statement).await.expect(statement);
    let mut lines = String::new();
    for number in numbers {
        let real =
            &pictures.all[if number < pictures.all.len() { number } else { rng.random_range(0..pictures.all.len()) }];
        let likeness = real.likeness.as_ref().expect("a picture with something to see");
        let likeness = if number < pictures.all.len() { likeness.clone() } else { made_up(likeness, &mut rng) };
        add(&mut lines, pin(number), &likeness, real);
        exact.push(likeness);
        if lines.len() >= SEND {
            sink.send(lines.as_bytes()).await.expect(statement);
            lines.clear();
        }
    }
    sink.send(lines.as_bytes()).await.expect(statement);
    sink.finish().await.expect(statement);
}

/// A likeness that is somewhat like a real one, of which as many bits as chance has it differ: a quarter, three eighths or a half.
fn made_up(real: &Likeness, rng: &mut StdRng) -> Likeness {
    let mut bytes = real.to_bytes();
    let kind = rng.random_range(0..10);
    // The bytes behind these are colours.
    for word in bytes[..CODES].as_chunks_mut::<16>().0 {
        let mut bits = || rng.random::<u128>();
        let flipped = match kind {
            0..2 => bits() & bits(),
            2..5 => bits() & (bits() | bits()),
            _ => bits(),
        };
        *word = (u128::from_le_bytes(*word) ^ flipped).to_le_bytes();
    }
    Likeness::from_bytes(&bytes).expect("as many bytes")
}

fn add(lines: &mut String, pin: PinId, likeness: &Likeness, real: &Description) {
    let list = |numbers: Vec<String>| numbers.join(",");
    let keys = list(likeness.keys().iter().map(i32::to_string).collect());
    let colours = list(real.palette.iter().map(|shade| shade.cell.to_string()).collect());
    let shares = list(real.palette.iter().map(|shade| shade.share.to_string()).collect());
    let code = hex::encode(likeness.to_bytes());
    // Writing to a String cannot fail.
    let _ = writeln!(lines, "{}\t{LIKENESS_VERSION}\t\\\\x{code}\t{{{keys}}}\t{{{colours}}}\t{{{shares}}}", pin.uuid());
}

async fn run_all(pool: &PgPool, statements: &[&String]) {
    for statement in statements {
        run(pool, statement).await;
    }
}

async fn run(pool: &PgPool, statement: &str) {
    sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(pool).await.expect(statement);
}
