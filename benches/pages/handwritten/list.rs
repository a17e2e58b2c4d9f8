//! The newest pins as JSON, as one writes that with axum, serde and sqlx. Unlike the pages it has nothing of the site's own services: the
//! statements, who may see what and the JSON are all written here. The pool is the site's.

use axum::{
    extract::State,
    http::{
        HeaderMap, HeaderName,
        header::{AUTHORIZATION, CONTENT_TYPE},
    },
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use sqlx::{FromRow, PgPool};
use tessera::{
    model::{
        ids::{PictureId, PinId},
        pictures::{QualitySize, qualities},
    },
    services::Site,
};
use uuid::Uuid;

/// How many pins a page has. Statements ask for one more.
const SIZE: usize = 30;

/// A page's statement: what the viewer has done to each pin, and which pins they see.
macro_rules! page {
    ($done:literal, $seen:literal) => {
        concat!(
            "select pins.id, pins.title, pins.alt_text, pins.visibility, pins.picture_id, pictures.width, pictures.height,
                    pictures.state, users.username, users.display_name, users.avatar_id,
                    (select qualities.n from qualities
                     where qualities.picture_id = users.avatar_id and qualities.n > 1
                     order by qualities.n limit 1) as avatar_n,
                    pin_counts.like_count, pin_counts.comment_count, ",
            $done,
            " from pins
              join pictures on pictures.id = pins.picture_id
              join users on users.id = pins.owner_id
              join pin_counts on pin_counts.pin_id = pins.id
              where pins.deleted_at is null and users.leaving_at is null and ",
            $seen,
            " order by pins.id desc limit 31"
        )
    };
}

const FOR_VISITORS: &str =
    page!("false as liked, false as saved", "pins.visibility = 'public' and pins.shown and not pins.withheld");

const FOR_MEMBERS: &str = page!(
    "exists (select from likes where likes.pin_id = pins.id and likes.user_id = $1) as liked,
     exists (select from boards join board_pins on board_pins.board_id = boards.id
             where boards.owner_id = $1 and board_pins.pin_id = pins.id) as saved",
    "(pins.visibility = 'public' and pins.shown and not pins.withheld or pins.owner_id = $1)
     and not exists (select from blocks where blocks.blocker_id = $1 and blocks.blocked_id = pins.owner_id)
     and not exists (select from blocks where blocks.blocked_id = $1 and blocks.blocker_id = pins.owner_id)"
);

const MEMBER: &str = "select users.id from access_tokens join users on users.id = access_tokens.user_id
                      where access_tokens.token_hash = $1 and 'read' = any (access_tokens.scopes)
                        and (access_tokens.expires_at is null or access_tokens.expires_at > now())
                        and users.suspended_at is null";

#[derive(FromRow)]
struct Pin {
    id: Uuid,
    title: String,
    alt_text: String,
    visibility: String,
    picture_id: Uuid,
    width: i32,
    height: i32,
    state: String,
    username: String,
    display_name: String,
    avatar_id: Option<Uuid>,
    avatar_n: Option<i16>,
    like_count: i32,
    comment_count: i32,
    liked: bool,
    saved: bool,
}

#[derive(Serialize)]
struct Page<'a> {
    items: Vec<Item<'a>>,
    next: Option<String>,
}

#[derive(Serialize)]
struct Item<'a> {
    id: PinId,
    title: &'a str,
    alt_text: &'a str,
    visibility: &'a str,
    owner: Owner<'a>,
    image_id: PictureId,
    state: &'a str,
    width: i32,
    height: i32,
    qualities: Vec<Quality>,
    like_count: i32,
    liked: bool,
    saved: bool,
    comment_count: i32,
}

#[derive(Serialize)]
struct Owner<'a> {
    username: &'a str,
    display_name: &'a str,
    avatar_url: Option<String>,
}

#[derive(Serialize)]
struct Quality {
    n: u8,
    url: String,
    width: u32,
    height: u32,
}

pub async fn pins(State(site): State<Site>, headers: HeaderMap) -> ([(HeaderName, &'static str); 1], Vec<u8>) {
    let pool = site.db().pool();
    let pins: Result<Vec<Pin>, _> = match member(pool, &headers).await {
        Some(member) => sqlx::query_as(FOR_MEMBERS).bind(member).fetch_all(pool).await,
        None => sqlx::query_as(FOR_VISITORS).fetch_all(pool).await,
    };
    let pins = pins.expect("the pins");
    let address = site.address("/");
    let site = address.trim_end_matches('/');
    let items = pins.iter().take(SIZE).map(|pin| item(site, pin)).collect();
    let next = (pins.len() > SIZE).then(|| format!("n{}", PinId::from_uuid(pins[SIZE - 1].id)));
    ([(CONTENT_TYPE, "application/json")], serde_json::to_vec(&Page { items, next }).expect("JSON"))
}

/// Whose token it is.
async fn member(pool: &PgPool, headers: &HeaderMap) -> Option<Uuid> {
    let token = headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")?;
    let member = sqlx::query_scalar(MEMBER).bind(Sha256::digest(token).to_vec());
    member.fetch_optional(pool).await.expect("a member")
}

fn item<'a>(site: &str, pin: &'a Pin) -> Item<'a> {
    let picture = PictureId::from_uuid(pin.picture_id);
    let quality =
        |QualitySize { n, width, height }| Quality { n, url: format!("{site}/media/{picture}-{n}"), width, height };
    let sizes = qualities(pin.width.unsigned_abs(), pin.height.unsigned_abs());
    let mut qualities: Vec<_> = sizes.into_iter().map(quality).collect();
    qualities.sort_by_key(|quality| quality.n);
    let avatar = pin.avatar_id.zip(pin.avatar_n);
    Item {
        id: PinId::from_uuid(pin.id),
        title: &pin.title,
        alt_text: &pin.alt_text,
        visibility: &pin.visibility,
        owner: Owner {
            username: &pin.username,
            display_name: &pin.display_name,
            avatar_url: avatar.map(|(avatar, n)| format!("{site}/media/{}-{n}", PictureId::from_uuid(avatar))),
        },
        image_id: picture,
        state: &pin.state,
        width: pin.width,
        height: pin.height,
        qualities,
        like_count: pin.like_count,
        liked: pin.liked,
        saved: pin.saved,
        comment_count: pin.comment_count,
    }
}
