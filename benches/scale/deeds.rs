//! What members do: likes, follows, boards, comments, and the news of it.

use crate::{
    copy::copy,
    words::skewed,
    world::{CURATOR, LIKER, READERS, STAR, World, capital, dice, different, id_at},
};
use rand::Rng;
use sqlx::PgPool;
use std::collections::HashSet;
use uuid::Uuid;

/// As many as a member may have.
const CURATED: usize = 500;

/// A prime, by which the likeliest pins are strewn over all of them.
const STREWN: usize = 7_368_787;

pub async fn likes(pool: &PgPool, world: &World) {
    let mut rng = dice(10);
    let (members, pins) = (world.members.len(), world.pins.len());
    let hot = world.hot();
    let mut pairs: Vec<(u32, u32)> = (0..members * 3 / 5).map(|member| (hot as u32, member as u32)).collect();
    pairs.extend((0..pins).step_by(20).map(|pin| (pin as u32, LIKER as u32)));
    // Some come up twice.
    let drawn = world.sizes.likes + world.sizes.likes / 50;
    while pairs.len() < drawn {
        let pin = skewed(&mut rng, pins, 2.2) * STREWN % pins;
        pairs.push((pin as u32, world.active(&mut rng) as u32));
    }
    pairs.sort_unstable();
    pairs.dedup();
    let mut likes: Vec<(i64, u32, u32)> = pairs
        .into_iter()
        .map(|(pin, member)| {
            let since = world.pins[pin as usize].at;
            (since + ((world.now - since) as f64 * rng.random::<f64>().powi(3)) as i64, pin, member)
        })
        .collect();
    likes.sort_unstable();
    let newest = likes.len().saturating_sub(world.sizes.likes);
    copy(pool, "likes (pin_id, user_id, id)", likes[newest..].iter(), |rows, &(at, pin, member)| {
        rows.uuid(world.pins[pin as usize].id).uuid(world.members[member as usize].id).uuid(id_at(at, &mut rng));
    })
    .await;
}

pub async fn follows(pool: &PgPool, world: &World) {
    let (mut rng, mut times) = (dice(11), dice(12));
    let count = world.members.len();
    let follows = (0..count).flat_map(|member| {
        let many = if READERS.contains(&member) { 2_000 } else { rng.random_range(0..80) };
        let mut followed = different(many, count, &mut rng);
        if member.is_multiple_of(2) {
            followed.insert(STAR);
        } else {
            followed.remove(&STAR);
        }
        followed.remove(&member);
        followed.into_iter().map(move |other| (member, other))
    });
    copy(pool, "follows (follower_id, followed_id, id)", follows, |rows, (member, other)| {
        let since = world.members[member.max(other)].joined;
        let at = times.random_range(since..world.now);
        rows.uuid(world.members[member].id).uuid(world.members[other].id).uuid(id_at(at, &mut times));
    })
    .await;
}

pub async fn boards(pool: &PgPool, world: &World) {
    let mut rng = dice(13);
    let boards: Vec<(Uuid, i64)> = world.moments(world.sizes.boards).map(|at| (id_at(at, &mut rng), at)).collect();
    let into = "boards (id, owner_id, title, description, visibility, created_at)";
    copy(pool, into, boards.iter().enumerate(), |rows, (n, (id, at))| {
        let owner = if n < CURATED { CURATOR } else { skewed(&mut rng, world.members.len(), 2.0) };
        let title = format!("{} {n}", capital(&world.words.some(&mut rng, 2)));
        let visibility = if n > 0 && rng.random_bool(0.2) { "private" } else { "public" };
        rows.uuid(*id).uuid(world.members[owner].id).text(&title).text("").text(visibility).time(*at);
    })
    .await;
    let (mut rng, pins) = (dice(14), world.pins.len());
    let on_boards = boards.iter().enumerate().flat_map(|(n, board)| {
        let many = if n == 0 { pins / 20 } else { skewed(&mut rng, 60, 2.0) };
        let start = rng.random_range(0..pins);
        (0..many).map(move |place| (board, place, (start + place * (17 + n % 5)) % pins))
    });
    let into = "board_pins (board_id, pin_id, position, added_at, only_for)";
    copy(pool, into, on_boards, |rows, ((board, at), place, number)| {
        let pin = &world.pins[number];
        rows.uuid(*board).uuid(pin.id).i64((place as i64 + 1) << 16).time(*at);
        let everybody = pin.visibility == "public" && !pin.deleted;
        if everybody {
            rows.null()
        } else {
            rows.uuid(world.members[pin.owner].id)
        };
    })
    .await;
}

/// A comment, as the news of it needs it.
struct Said {
    id: Uuid,
    pin: usize,
    author: usize,
}

pub async fn comments_and_notices(pool: &PgPool, world: &World) {
    let mut rng = dice(15);
    let hot = world.hot();
    let comments: Vec<(Said, i64)> = world
        .moments(world.sizes.comments)
        .map(|at| {
            let pin = world.pin_before(at, &mut rng);
            // A tenth of those since.
            let pin = if pin > hot && rng.random_bool(0.11) { hot } else { pin };
            (Said { id: id_at(at, &mut rng), pin, author: world.active(&mut rng) }, at)
        })
        .collect();
    copy(pool, "comments (id, pin_id, author_id, body, created_at)", comments.iter(), |rows, (comment, at)| {
        let length = rng.random_range(1..20);
        let body = world.words.some(&mut rng, length);
        rows.uuid(comment.id).uuid(world.pins[comment.pin].id).uuid(world.members[comment.author].id);
        rows.text(&body).time(*at);
    })
    .await;
    let mentions = comments.iter().step_by(20);
    copy(pool, "comment_mentions (comment_id, user_id)", mentions, |rows, (comment, _)| {
        rows.uuid(comment.id).uuid(world.members[world.active(&mut rng)].id);
    })
    .await;
    let notices = notices(world, &comments);
    tokio::join!(copy_notices(pool, &notices), copy_actors(pool, world, &notices));
}

struct Notice {
    id: Uuid,
    user: Uuid,
    kind: &'static str,
    pin: Option<Uuid>,
    comment: Option<Uuid>,
    at: i64,
    read: bool,
}

/// Those of likes are a half, of comments a quarter. What is new is unread, of each thing once.
fn notices(world: &World, comments: &[(Said, i64)]) -> Vec<Notice> {
    let mut rng = dice(16);
    let mut unread = HashSet::new();
    let notice = |at: i64| {
        let (said, _) = &comments[comments.partition_point(|(_, said)| *said < at).min(comments.len() - 1)];
        let (kind, pin, comment) = match rng.random_range(0..100) {
            0..50 => ("like", Some(world.pin_before(at, &mut rng)), None),
            50..75 => ("comment", Some(said.pin), Some(said.id)),
            75..85 => ("mention", Some(said.pin), Some(said.id)),
            _ => ("follow", None, None),
        };
        let user = match pin {
            _ if rng.random_bool(0.05) => STAR,
            Some(pin) if kind != "mention" => world.pins[pin].owner,
            _ => world.active(&mut rng),
        };
        let new = rng.random_bool(0.05) && unread.insert((user, kind, pin));
        let pin = pin.map(|pin| world.pins[pin].id);
        Notice { id: id_at(at, &mut rng), user: world.members[user].id, kind, pin, comment, at, read: !new }
    };
    world.moments(world.sizes.notices).map(notice).collect()
}

async fn copy_notices(pool: &PgPool, notices: &[Notice]) {
    let into = "notices (id, user_id, kind, pin_id, comment_id, happened_at, read_at)";
    copy(pool, into, notices.iter(), |rows, notice| {
        rows.uuid(notice.id).uuid(notice.user).text(notice.kind);
        for subject in [notice.pin, notice.comment] {
            match subject {
                Some(subject) => rows.uuid(subject),
                None => rows.null(),
            };
        }
        rows.time(notice.at);
        if notice.read {
            rows.time(notice.at + 1)
        } else {
            rows.null()
        };
    })
    .await;
}

async fn copy_actors(pool: &PgPool, world: &World, notices: &[Notice]) {
    let mut rng = dice(17);
    let actors = notices.iter().flat_map(|notice| {
        let many = if notice.kind == "mention" { 1 } else { rng.random_range(1..5) };
        different(many, world.members.len(), &mut rng).into_iter().map(move |actor| (notice, actor))
    });
    copy(pool, "notice_actors (notice_id, actor_id, happened_at)", actors, |rows, (notice, actor)| {
        rows.uuid(notice.id).uuid(world.members[actor].id).time(notice.at);
    })
    .await;
}
