//! Whom and what the pages are asked about: some of many, and those with a long list.

use crate::words::misspelt;
use crate::world::dice;
use sqlx::PgPool;
use tessera::model::ids::{BoardId, ChannelId, CommunityId, PinId, UserId};
use uuid::Uuid;

/// How many of each kind.
const SOME: i64 = 200;

/// A member, by both their names.
#[derive(Clone)]
pub struct Someone {
    pub id: UserId,
    pub name: String,
}

pub struct Cast {
    pub members: Vec<Someone>,
    /// Who follow 2,000 each.
    pub readers: Vec<Someone>,
    pub star: Someone,
    pub prolific: Someone,
    pub liker: Someone,
    pub curator: Someone,
    pub pins: Vec<PinId>,
    /// With the most likes and the most comments.
    pub hot: PinId,
    /// The commonest first.
    pub tags: Vec<String>,
    pub boards: Vec<BoardId>,
    /// With the most pins.
    pub board: BoardId,
    /// What people look for.
    pub looked_for: LookedFor,
    pub talk: Talk,
}

/// The longest channel, and the community that it belongs to.
pub struct Talk {
    pub community: CommunityId,
    pub channel: ChannelId,
    /// The numbers of its last change and of its last message.
    pub seq: i64,
    pub last_message: i64,
    /// Of the community.
    pub members: Vec<Someone>,
    /// Who write in the channel.
    pub authors: Vec<Someone>,
    /// Words as often as they are written there.
    pub words: Vec<String>,
    /// What was posted there.
    pub pins: Vec<PinId>,
}

/// What people type who look for pins.
#[derive(Default)]
pub struct LookedFor {
    pub words: Vec<String>,
    pub pairs: Vec<String>,
    /// Of words.
    pub beginnings: Vec<String>,
    /// Words with a slip of the fingers.
    pub misspelt: Vec<String>,
}

impl Cast {
    pub async fn of(pool: &PgPool) -> Self {
        let named = |names: &'static str| async move {
            let rows: Vec<(Uuid, String)> =
                sqlx::query_as("select id, username from users where username ~ $1 order by md5(username) limit $2")
                    .bind(names)
                    .bind(SOME)
                    .fetch_all(pool)
                    .await
                    .expect(names);
            rows.into_iter().map(|(id, name)| Someone { id: UserId::from_uuid(id), name }).collect::<Vec<_>>()
        };
        let one = |names| async move { named(names).await.remove(0) };
        let tags: Vec<String> =
            sqlx::query_scalar("select tag from pin_tags group by tag order by count(*) desc limit $1")
                .bind(SOME)
                .fetch_all(pool)
                .await
                .expect("tags");
        let titles: Vec<String> = sqlx::query_scalar(
            "select title from pins tablesample bernoulli (5) repeatable (1)
             where visibility = 'public' and deleted_at is null limit $1",
        )
        .bind(SOME)
        .fetch_all(pool)
        .await
        .expect("titles");
        Self {
            members: named("[^r][0-9]+$").await,
            readers: named("^reader[0-9]+$").await,
            star: one("^star$").await,
            prolific: one("^prolific$").await,
            liker: one("^liker$").await,
            curator: one("^curator$").await,
            pins: ids(pool, PINS).await.into_iter().map(PinId::from_uuid).collect(),
            hot: PinId::from_uuid(ids(pool, HOT).await[0]),
            tags,
            boards: ids(pool, BOARDS).await.into_iter().map(BoardId::from_uuid).collect(),
            board: BoardId::from_uuid(ids(pool, LARGE).await[0]),
            looked_for: looked_for(&titles),
            talk: Talk::of(pool).await,
        }
    }
}

impl Talk {
    async fn of(pool: &PgPool) -> Self {
        let (community, channel, seq, last_message): (Uuid, Uuid, i64, i64) =
            sqlx::query_as(LONGEST).fetch_one(pool).await.expect(LONGEST);
        let people = |query: &'static str, of: Uuid| async move {
            let rows: Vec<(Uuid, String)> = sqlx::query_as(query).bind(of).fetch_all(pool).await.expect(query);
            rows.into_iter().map(|(id, name)| Someone { id: UserId::from_uuid(id), name }).collect::<Vec<_>>()
        };
        let pins: Vec<Uuid> = sqlx::query_scalar(POSTED).bind(channel).fetch_all(pool).await.expect(POSTED);
        Self {
            community: CommunityId::from_uuid(community),
            channel: ChannelId::from_uuid(channel),
            seq,
            last_message,
            members: people(MEMBERS, community).await,
            authors: people(AUTHORS, channel).await,
            words: sqlx::query_scalar(WORDS).bind(channel).fetch_all(pool).await.expect(WORDS),
            pins: pins.into_iter().map(PinId::from_uuid).collect(),
        }
    }
}

const LONGEST: &str = "select community_id, id, seq, last_message from channels order by last_message desc limit 1";
const MEMBERS: &str =
    "select users.id, username from community_members as member join users on users.id = member.user_id
    where member.community_id = $1 order by md5(username) limit 200";
const AUTHORS: &str = "select users.id, username from users
    where id in (select distinct author_id from messages where channel_id = $1) order by md5(username)";
const POSTED: &str = "select pin_id from message_pins where channel_id = $1 order by md5(pin_id::text) limit 200";
const WORDS: &str = "select split_part(body, ' ', 2) from messages
    where channel_id = $1 and deleted_at is null order by md5(seq::text) limit 200";

const PINS: &str = "select id from pins tablesample bernoulli (5) repeatable (2)
    where visibility = 'public' and deleted_at is null order by md5(id::text) limit 200";
const HOT: &str = "select pin_id from pin_counts order by comment_count desc limit 1";
const BOARDS: &str = "select id from boards where visibility = 'public' order by md5(id::text) limit 200";
const LARGE: &str = "select board_id from board_pins group by board_id order by count(*) desc limit 1";

async fn ids(pool: &PgPool, query: &'static str) -> Vec<Uuid> {
    sqlx::query_scalar(query).fetch_all(pool).await.expect(query)
}

/// What people would type who look for pins with these titles.
fn looked_for(titles: &[String]) -> LookedFor {
    let mut rng = dice(20);
    let mut found = LookedFor::default();
    for title in titles {
        let words: Vec<_> = title.split(' ').map(str::to_lowercase).filter(|word| word.len() > 4).collect();
        let [word, more @ ..] = words.as_slice() else { continue };
        found.words.push(word.clone());
        found.beginnings.push(word[..word.len() - 2].to_owned());
        found.misspelt.push(misspelt(word, &mut rng));
        if let [other, ..] = more {
            found.pairs.push(format!("{word} {other}"));
        }
    }
    found
}
