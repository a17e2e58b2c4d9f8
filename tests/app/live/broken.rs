//! A channel whose changes cannot be read, and a community of which nobody knows who may read it, keep no other waiting, and are seen to once
//! they can be.

use super::{
    NEVER, Socket,
    access::own_channel,
    reader::Reader,
    world::{World, good, join, say},
};
use crate::{
    api::Program,
    multipart::{CONTENT_TYPE, Form},
    pictures,
};
use serde_json::json;
use sqlx::{AssertSqlSafe, PgPool};
use tokio::time::timeout;

/// Whatever has to do with a member who has an avatar fails.
const BROKEN: &str = "create or replace function face_of(avatar uuid) returns table (picture_id uuid, n smallint)
    language plpgsql stable as $$
    begin
        if avatar is not null then
            raise exception 'broken';
        end if;
    end
    $$";

const MENDED: &str = "create or replace function face_of(avatar uuid) returns table (picture_id uuid, n smallint)
    language sql stable as $$
        select qualities.picture_id, qualities.n from qualities where qualities.picture_id = avatar limit 1
    $$";

const MESSAGE_OF_REX: &str = "with numbered as (
        update channels set seq = seq + 1, last_message = seq + 1 where id = $1 returning seq
    )
    insert into messages (channel_id, seq, changed_seq, author_id, client_key, body, html)
    select $1, seq, seq, (select id from users where username = 'rex'), gen_random_uuid(), 'Late', '<p>Late</p>'
    from numbered";

#[tokio::test]
async fn a_channel_that_cannot_be_read_keeps_no_other_waiting_and_is_told_once_it_can() {
    let mut world = World::start().await;
    let mut rex = Program::sign_up(&world.site, "rex").await;
    let avatar = Form::default().file("file", "me.png", &pictures::png(8, 8, 1)).finish();
    good(&rex.send("PUT", "/me/avatar", &[("content-type", CONTENT_TYPE)], &avatar).await);
    join(&mut rex, &world.community).await;
    let channels = format!("/communities/{}/channels", world.community);
    let made = good(&world.ana.post(&channels, json!({"name": "Broken"})).await);
    let broken = made["id"].as_str().unwrap().to_owned();
    let mut cyd = Reader::open(world.address(), &world.cyd, &broken).await;
    let mut ben = Reader::open(world.address(), &world.ben, &world.channel).await;

    sqlx::query(BROKEN).execute(&world.site.rows).await.unwrap();
    let channel = std::mem::replace(&mut world.channel, broken);
    world.sql(MESSAGE_OF_REX).await;
    let late = world.seq().await;
    // Whoever comes now brings to the others what they were not told.
    let mut ana = Socket::of_program(world.address(), &world.ana).await.unwrap();
    ana.say_json(json!({"type": "subscribe", "channel": world.channel})).await;
    ana.next_of(&["subscribed"]).await;
    for round in 0..3 {
        let seq = say(&mut world.ana, &channel, &format!("round {round}")).await;
        ben.reach(seq).await;
    }
    assert_eq!((ben.bodies(), ben.resets), (vec!["round 0", "round 1", "round 2"], 0));

    sqlx::query(MENDED).execute(&world.site.rows).await.unwrap();
    cyd.reach(late).await;
    assert_eq!(cyd.bodies(), ["Late"]);
}

const CHANNELS: &str = "select pg_get_functiondef('visible_channels(uuid)'::regprocedure)";

/// Whichever channels Cyd may read, to ask for them fails.
const UNKNOWN: &str = "create or replace function visible_channels(viewer uuid) returns setof channels
    language plpgsql stable as $$
    begin
        if viewer = (select id from users where username = 'cyd') then
            raise exception 'broken';
        end if;
        return query select * from known_channels(viewer);
    end
    $$";

async fn run(rows: &PgPool, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(rows).await.unwrap();
}

#[tokio::test]
async fn a_community_that_cannot_be_asked_about_keeps_no_other_waiting_and_is_asked_about_once_it_can() {
    let mut world = World::start().await;
    let mut cyd = Socket::of_program(world.address(), &world.cyd).await.unwrap();
    cyd.say_json(json!({"type": "subscribe", "channel": world.channel})).await;
    cyd.next_of(&["subscribed"]).await;
    let own = own_channel(&mut world.ben, "Only Ben").await;
    let mut ben = Reader::open(world.address(), &world.ben, &own).await;

    let rows = world.site.rows.clone();
    let known: String = sqlx::query_scalar(CHANNELS).fetch_one(&rows).await.unwrap();
    run(&rows, &known.replace("visible_channels", "known_channels")).await;
    run(&rows, UNKNOWN).await;
    // Cyd only visits it, and so has to go.
    world.close().await;
    for round in 0..3 {
        let seq = say(&mut world.ben, &own, &format!("round {round}")).await;
        timeout(NEVER, ben.reach(seq)).await.expect("the other community goes on");
    }

    run(&rows, &known).await;
    assert_eq!(cyd.next_of(&["closed", "changes"]).await, json!({"type": "closed", "channel": world.channel}));
}
