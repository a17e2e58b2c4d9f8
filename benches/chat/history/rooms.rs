//! A community with a long channel, one that is almost empty, and others of ordinary size.

use crate::{
    api::{self, Member},
    measured::grouped,
    messages::{fill_channel, prepare},
    servers::Place,
};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use std::net::SocketAddr;
use tessera::model::ids::ChannelId;
use tokio::time::Instant;
use uuid::Uuid;

/// How many members write.
const AUTHORS: usize = 20;

/// How many messages the channel has that is almost empty: one page, and a little more.
const SHORT: i64 = 60;

/// How many other channels there are, and how many messages each has.
const OTHERS: usize = 20;
const ORDINARY: i64 = 5_000;

/// How many of the last messages the asking member has not read.
const UNREAD: i64 = 40;

/// The pins that messages show.
const PINS: &str = "
    insert into blobs (sha256, byte_size) values (decode(repeat('07', 32), 'hex'), 300000);
    create temporary table shown as
    select n, gen_random_uuid() as id, gen_random_uuid() as picture_id, (select id from users where username = 'member0') as owner_id
    from generate_series(1, 200) as n;
    insert into pictures (id, owner_id, original_sha256, format, width, height, state, thumbhash, placeholder)
    select picture_id, owner_id, decode(repeat('07', 32), 'hex'), 'JPEG', 1500, 2000, 'ready', decode(repeat('05', 25), 'hex'),
           decode(repeat('0a', 190), 'hex')
    from shown;
    insert into qualities (picture_id, n, sha256, width, height)
    select picture_id, 0, decode(repeat('07', 32), 'hex'), 1500, 2000 from shown;
    insert into pins (id, owner_id, picture_id, title, visibility, description, alt_text)
    select id, owner_id, picture_id, 'Picture ' || n, 'public', '', '' from shown";

/// The indexes that are made once the rows are there, which is quicker: the statements that drop them and that make them.
const INDEXES: &str = "
    select format('drop index %I', indexname), indexdef from pg_indexes
    where schemaname = 'public' and indexname !~ '_pkey$'
      and tablename in ('messages', 'message_pins', 'message_reactions', 'message_mentions')";

const READ: &str = "
    insert into channel_reads (user_id, channel_id, seq) select users.id, $1, $2 from users where username = 'member0'
    on conflict (user_id, channel_id) do update set seq = excluded.seq";

/// What is called a case stands in three messages.
const CASES: &str = "
    select substring(body from 'case[0-9]+$'), array_agg(seq order by sent_at desc, seq desc) from messages
    where channel_id = $1 and deleted_at is null and body ~ 'case[0-9]+$' group by 1";

/// A channel.
pub struct Room {
    pub id: String,
    pub uuid: Uuid,
    pub community: String,
    /// The address of its page.
    pub page: String,
    /// The path of its messages in the API.
    pub messages: String,
    pub epoch: String,
    /// The numbers of its last change and of its last message.
    pub seq: i64,
    pub last_message: i64,
    /// How far the member who asks has read it.
    pub read: i64,
}

pub struct Rooms {
    pub members: Vec<Member>,
    pub long: Room,
    pub short: Room,
    /// The commonest words, and some that one in two hundred messages has.
    pub common: Vec<String>,
    pub seldom: Vec<String>,
    /// Words that three messages of the long channel have, each with their numbers, the latest first.
    pub rare: Vec<(String, Vec<i64>)>,
}

impl Rooms {
    pub async fn fill(place: &Place, address: SocketAddr, messages: i64) -> Self {
        let members = api::sign_up_all(address, AUTHORS).await;
        let channels = api::community(address, &members, 2 + OTHERS).await;
        let pool = place.pool().await;
        sqlx::raw_sql(PINS).execute(&pool).await.expect("pins");
        pool.close().await;
        // Foreign keys are triggers, which this role may switch off: the rows are right by the way they are made.
        let options = place.options().username("postgres").options([
            ("session_replication_role", "replica"),
            ("maintenance_work_mem", "512MB"),
            ("work_mem", "256MB"),
        ]);
        let mut connection = PgConnection::connect_with(&options).await.expect("PostgreSQL");
        fill(&mut connection, &channels, messages).await;
        let long = Room::of(&mut connection, &members[0], address, &channels[0]).await;
        let short = Room::of(&mut connection, &members[0], address, &channels[1]).await;
        let (common, seldom) = (words(&mut connection, 1, 20).await, words(&mut connection, 150, 250).await);
        let rare: Vec<(String, Vec<i64>)> =
            sqlx::query_as(CASES).bind(long.uuid).fetch_all(&mut connection).await.expect(CASES);
        assert!(
            !rare.is_empty() && rare.iter().all(|(_, numbers)| numbers.len() == 3),
            "each case is in three messages"
        );
        connection.close().await.expect("an end");
        Self { members, long, short, common, seldom, rare }
    }
}

/// The words from one place to another, by how common they are.
async fn words(connection: &mut PgConnection, first: i32, last: i32) -> Vec<String> {
    let words = sqlx::query_scalar("select word from made_up_words where place between $1 and $2 order by place");
    words.bind(first).bind(last).fetch_all(connection).await.expect("words")
}

/// Fills the channels: the first is the long one, the second the one that is almost empty.
async fn fill(connection: &mut PgConnection, channels: &[String], messages: i64) {
    let began = Instant::now();
    let indexes: Vec<(String, String)> = sqlx::query_as(INDEXES).fetch_all(&mut *connection).await.expect(INDEXES);
    for (drop, _) in &indexes {
        run(connection, drop).await;
    }
    prepare(connection).await;
    let authors = ids(connection, "select id from users order by id").await;
    let pins = ids(connection, "select id from pins order by id").await;
    for (place, channel) in channels.iter().enumerate().rev() {
        let count = match place {
            0 => messages,
            1 => SHORT,
            _ => ORDINARY,
        };
        fill_channel(connection, uuid(channel), &authors, &pins, count).await;
    }
    for (_, make) in &indexes {
        run(connection, make).await;
    }
    run(connection, "vacuum (analyze)").await;
    run(connection, "checkpoint").await;
    println!("  {:5.1} s: {} messages are there", began.elapsed().as_secs_f64(), grouped(messages.unsigned_abs()));
}

async fn ids(connection: &mut PgConnection, query: &'static str) -> Vec<Uuid> {
    sqlx::query_scalar(query).fetch_all(connection).await.expect(query)
}

async fn run(connection: &mut PgConnection, statement: &str) {
    sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(connection).await.expect(statement);
}

fn uuid(channel: &str) -> Uuid {
    channel.parse::<ChannelId>().expect("an id").uuid()
}

impl Room {
    /// A channel that is full. The member who asks has read all but its last messages.
    async fn of(connection: &mut PgConnection, member: &Member, address: SocketAddr, channel: &str) -> Self {
        let uuid = uuid(channel);
        let (seq, last_message): (i64, i64) = sqlx::query_as("select seq, last_message from channels where id = $1")
            .bind(uuid)
            .fetch_one(&mut *connection)
            .await
            .expect("the channel");
        let read = last_message - UNREAD;
        sqlx::query(READ).bind(uuid).bind(read).execute(connection).await.expect(READ);
        let detail = member.must(address, "GET", &format!("/channels/{channel}"), None).await;
        let text = |name: &str| detail[name].as_str().expect("a text").to_owned();
        Self {
            id: channel.to_owned(),
            uuid,
            page: format!("/c/{}/{channel}", text("community")),
            community: text("community"),
            messages: format!("/api/v1/channels/{channel}/messages"),
            epoch: text("epoch"),
            seq,
            last_message,
            read,
        }
    }
}
