//! What hangs on messages: pins, mentions, reactions, and how those begin that they answer. Each kind is loaded with one statement.

use super::{
    columns::face,
    messages::{Loaded, MessageRow},
};
use crate::model::{
    accounts::Person,
    errors::Problem,
    ids::{ChannelId, PictureId, PinId, UserId},
    messages::{Attached, Quoted, REACTORS_NAMED, Reaction},
};
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// How many characters of a message stand above one that answers it.
const EXCERPT_LONGEST: i32 = 140;

/// Messages with all that hangs on them, as everyone gets them who may read their channel.
pub(super) async fn load(connection: &mut PgConnection, rows: Vec<MessageRow>) -> Result<Vec<Loaded>, Problem> {
    load_for(connection, None, rows).await
}

/// The same, without what those have done with whom the viewer has a block.
pub(super) async fn load_for(
    connection: &mut PgConnection,
    viewer: Option<UserId>,
    rows: Vec<MessageRow>,
) -> Result<Vec<Loaded>, Problem> {
    // Most have just been sent, and are nothing but text: nobody has reacted to them so far.
    let with_parts = Named::of(&rows, |row| row.has_picture || row.body.contains('@'));
    let changed = Named::of(&rows, |row| row.changed_seq > row.seq);
    let mut messages: Vec<_> = rows.into_iter().map(Loaded::from).collect();
    attach(connection, &mut messages, &with_parts).await?;
    react(connection, viewer, &mut messages, &changed).await?;
    quote(connection, viewer, &mut messages).await?;
    Ok(messages)
}

/// The names of messages, as arrays for the database.
#[derive(Default)]
struct Named {
    channels: Vec<Uuid>,
    numbers: Vec<i64>,
    places: HashMap<(ChannelId, i64), usize>,
}

impl Named {
    /// Of those that are wanted.
    fn of(rows: &[MessageRow], wanted: impl Fn(&MessageRow) -> bool) -> Self {
        let mut named = Self::default();
        for (place, row) in rows.iter().enumerate().filter(|(_, row)| wanted(row)) {
            named.channels.push(row.channel.uuid());
            named.numbers.push(row.seq);
            named.places.insert((row.channel, row.seq), place);
        }
        named
    }

    /// The message of this name.
    fn find<'a>(&self, messages: &'a mut [Loaded], channel: ChannelId, seq: i64) -> Option<&'a mut Loaded> {
        messages.get_mut(*self.places.get(&(channel, seq))?)
    }
}

/// Adds pins, in their order, and whom a message mentions.
async fn attach(connection: &mut PgConnection, messages: &mut [Loaded], named: &Named) -> Result<(), Problem> {
    if named.channels.is_empty() {
        return Ok(());
    }
    let rows = sqlx::query!(
        r#"select named.channel_id as "channel!: ChannelId", named.seq as "seq!", part.pin_id as "pin?: PinId",
                  part.username as "username?"
           from unnest($1::uuid[], $2::bigint[]) as named (channel_id, seq)
           cross join lateral (
               select attached.position as place, attached.pin_id, null as username
               from message_pins as attached
               join pins on pins.id = attached.pin_id and pins.deleted_at is null
               where attached.channel_id = named.channel_id and attached.seq = named.seq
               union all
               select null, null, users.username
               from message_mentions as mention
               join users on users.id = mention.user_id and users.leaving_at is null
               where mention.channel_id = named.channel_id and mention.seq = named.seq
           ) as part
           order by named.channel_id, named.seq, part.place, lower(part.username)"#,
        &named.channels,
        &named.numbers,
    );
    for row in rows.fetch_all(connection).await? {
        let Some(Loaded { message, .. }) = named.find(messages, row.channel, row.seq) else { continue };
        message.pins.extend(row.pin.map(|id| Attached { id, card: None }));
        message.mentions.extend(row.username);
    }
    Ok(())
}

/// Adds reactions, those that were the first first.
async fn react(
    connection: &mut PgConnection,
    viewer: Option<UserId>,
    messages: &mut [Loaded],
    named: &Named,
) -> Result<(), Problem> {
    if named.channels.is_empty() {
        return Ok(());
    }
    let rows = sqlx::query!(
        r#"select counted.channel_id as "channel!: ChannelId", counted.seq as "seq!", counted.emoji as "emoji!",
                  counted.number as "number!", first.users as "users!", first.names as "names!"
           from (
               select reaction.channel_id, reaction.seq, reaction.emoji, count(*) as number, min(reaction.created_at) as begun_at
               from unnest($1::uuid[], $2::bigint[]) as named (channel_id, seq)
               join message_reactions as reaction on reaction.channel_id = named.channel_id and reaction.seq = named.seq
               where reaction.user_id <> all (array(select id from users where leaving_at is not null))
               group by reaction.channel_id, reaction.seq, reaction.emoji
           ) as counted
           cross join lateral (
               select coalesce(array_agg(users.id order by reacted.created_at, reacted.user_id), '{}') as users,
                      coalesce(array_agg(users.username order by reacted.created_at, reacted.user_id), '{}') as names
               from (select reaction.user_id, reaction.created_at from message_reactions as reaction
                     where reaction.channel_id = counted.channel_id and reaction.seq = counted.seq
                       and reaction.emoji = counted.emoji
                     order by reaction.created_at, reaction.user_id limit $4) as reacted
               join users on users.id = reacted.user_id and users.leaving_at is null
               where users.id <> all (array(select user_id from blocked($3)))
           ) as first
           order by counted.channel_id, counted.seq, counted.begun_at, counted.emoji"#,
        &named.channels,
        &named.numbers,
        viewer.map(UserId::uuid),
        REACTORS_NAMED as i64,
    );
    for row in rows.fetch_all(connection).await? {
        let Some(Loaded { message, reactors, .. }) = named.find(messages, row.channel, row.seq) else { continue };
        let count = u32::try_from(row.number).unwrap_or(u32::MAX);
        reactors.extend(row.users.into_iter().map(UserId::from_uuid).zip(row.names.iter().cloned()));
        message.reactions.push(Reaction { emoji: row.emoji, count, by: row.names });
    }
    Ok(())
}

/// Adds how those begin that are answered.
async fn quote(connection: &mut PgConnection, viewer: Option<UserId>, messages: &mut [Loaded]) -> Result<(), Problem> {
    let answered =
        messages.iter().filter_map(|Loaded { message, .. }| Some((message.channel, message.reply_to.as_ref()?.seq)));
    let (channels, numbers): (Vec<Uuid>, Vec<i64>) = answered.map(|(channel, seq)| (channel.uuid(), seq)).unzip();
    if channels.is_empty() {
        return Ok(());
    }
    let rows = sqlx::query!(
        r#"select quoted.channel_id as "channel: ChannelId", quoted.seq, quoted.author_id as "author: UserId",
                  left(quoted.body, $4) as "excerpt!",
                  author.username, author.display_name, face.picture_id as "face?: PictureId", face.n as "face_n?"
           from (select distinct channel_id, seq from unnest($1::uuid[], $2::bigint[]) as answered (channel_id, seq)) as answered
           join messages as quoted on quoted.channel_id = answered.channel_id and quoted.seq = answered.seq
           join users as author on author.id = quoted.author_id and author.leaving_at is null
           left join lateral face_of(author.avatar_id) as face on true
           where quoted.deleted_at is null and quoted.author_id <> all (array(select user_id from blocked($3)))"#,
        &channels,
        &numbers,
        viewer.map(UserId::uuid),
        EXCERPT_LONGEST,
    );
    let quoted = rows.fetch_all(connection).await?.into_iter().map(|row| {
        let avatar = face(row.face, row.face_n);
        let author = Person { username: row.username, display_name: row.display_name, avatar };
        let excerpt = row.excerpt.replace('\n', " ");
        ((row.channel, row.seq), (row.author, Quoted { seq: row.seq, author: Some(author), excerpt }))
    });
    let quoted: HashMap<_, _> = quoted.collect();
    for loaded in messages {
        let Some(answered) = loaded.message.reply_to.as_mut() else { continue };
        if let Some((author, quoted)) = quoted.get(&(loaded.message.channel, answered.seq)) {
            answered.clone_from(quoted);
            loaded.quoted = Some(*author);
        }
    }
    Ok(())
}
