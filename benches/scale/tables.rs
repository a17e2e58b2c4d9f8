//! Members, pictures, pins and tags, row by row.

use crate::{
    copy::copy,
    world::{Titles, World, capital, dice, id_at},
};
use rand::Rng;
use sqlx::PgPool;
use std::collections::HashSet;
use uuid::Uuid;

/// The hash of the one file that all pictures are said to be: none of them is sent.
const FILE: [u8; 32] = [7; 32];

/// As long as a placeholder of 32 px is.
const PLACEHOLDER: [u8; 190] = [9; 190];
const THUMBHASH: [u8; 25] = [5; 25];

pub async fn members(pool: &PgPool, world: &World) {
    copy(pool, "blobs (sha256, byte_size)", std::iter::once(FILE), |rows, file| {
        rows.bytes(&file).i64(300_000);
    })
    .await;
    let mut rng = dice(1);
    let avatars: Vec<_> = world.members.iter().map(|member| id_at(member.joined, &mut rng)).collect();
    let into = "users (id, email, username, display_name, password_hash, created_at, avatar_id, bio)";
    copy(pool, into, world.members.iter().zip(&avatars), |rows, (member, avatar)| {
        let name = format!("{} {}", capital(world.words.word(&mut rng)), capital(world.words.word(&mut rng)));
        let email = format!("{}@example.com", member.username);
        rows.uuid(member.id).text(&email).text(&member.username).text(&name).text("none").time(member.joined);
        rows.uuid(*avatar).text(&world.words.some(&mut rng, 8));
    })
    .await;
    let pictures = world.members.iter().zip(&avatars).map(|(member, avatar)| (*avatar, member.id, member.joined));
    copy_pictures(pool, pictures).await;
    let qualities = avatars.iter().flat_map(|avatar| [(*avatar, 0), (*avatar, 1), (*avatar, 2)]);
    copy_qualities(pool, qualities).await;
}

pub async fn pins(pool: &PgPool, world: &World) {
    let mut rng = dice(2);
    let pictures: Vec<_> = world.pins.iter().map(|pin| id_at(pin.at, &mut rng)).collect();
    let rows = world.pins.iter().zip(&pictures).map(|(pin, picture)| (*picture, world.members[pin.owner].id, pin.at));
    tokio::join!(
        copy_pictures(pool, rows),
        copy_qualities(pool, pictures.iter().map(|picture| (*picture, 0))),
        copy_pins(pool, world, &pictures),
        copy_tags(pool, world),
    );
}

async fn copy_pictures(pool: &PgPool, pictures: impl Iterator<Item = (Uuid, Uuid, i64)>) {
    let into =
        "pictures (id, owner_id, original_sha256, format, width, height, state, thumbhash, placeholder, created_at)";
    copy(pool, into, pictures, |rows, (id, owner, at)| {
        rows.uuid(id).uuid(owner).bytes(&FILE).text("JPEG").i32(1500).i32(2000).text("ready");
        rows.bytes(&THUMBHASH).bytes(&PLACEHOLDER).time(at);
    })
    .await;
}

async fn copy_qualities(pool: &PgPool, qualities: impl Iterator<Item = (Uuid, i16)>) {
    copy(pool, "qualities (picture_id, n, sha256, width, height)", qualities, |rows, (picture, n)| {
        rows.uuid(picture).i16(n).bytes(&FILE).i32(1500 >> n).i32(2000 >> n);
    })
    .await;
}

async fn copy_pins(pool: &PgPool, world: &World, pictures: &[Uuid]) {
    let mut rng = dice(3);
    let mut titles = Titles::new(&world.words);
    let into = "pins (id, owner_id, picture_id, title, visibility, created_at, description, alt_text, deletion_id, \
                deleted_at, shown)";
    copy(pool, into, world.pins.iter().zip(pictures), |rows, (pin, picture)| {
        let length = if rng.random_bool(0.6) { rng.random_range(8..25) } else { 0 };
        let description = world.words.some(&mut rng, length);
        rows.uuid(pin.id).uuid(world.members[pin.owner].id).uuid(*picture).text(&titles.next(pin.owner, &mut rng));
        rows.text(pin.visibility).time(pin.at).text(&description).text("");
        if pin.deleted {
            rows.uuid(id_at(pin.at, &mut rng)).time(pin.at);
        } else {
            rows.null().null();
        }
        rows.bool(true);
    })
    .await;
}

async fn copy_tags(pool: &PgPool, world: &World) {
    let mut rng = dice(4);
    let mut own = HashSet::new();
    let tags = world.pins.iter().flat_map(|pin| {
        own.clear();
        for _ in 0..rng.random_range(0..=6) {
            own.insert(world.words.tag(&mut rng));
        }
        own.iter().map(|tag| (pin, *tag)).collect::<Vec<_>>()
    });
    copy(pool, "pin_tags (pin_id, tag, owner_id)", tags, |rows, (pin, tag)| {
        rows.uuid(pin.id).text(tag).uuid(world.members[pin.owner].id);
    })
    .await;
}
