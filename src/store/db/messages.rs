//! Messages of channels, looked at. Whoever reads them goes through `visible_channels(viewer)`, and messages of those with whom there is
//! a block are left out. Rows are loaded first, then all that hangs on them, with one statement for each kind.

use super::{Db, columns::face};
use crate::model::{
    accounts::Person,
    channels::ChannelPosition,
    errors::Problem,
    ids::{ChannelId, ClientKey, EpochId, PictureId, PinId, UserId},
    messages::{Attached, Message, PINNED_MOST, Quoted, REACTORS_NAMED, Reaction},
};
use sqlx::PgConnection;
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

/// How many characters of a message stand above one that answers it.
const EXCERPT_LONGEST: i32 = 140;

/// A row of a message, before what hangs on it is known.
pub(super) struct MessageRow {
    pub(super) channel: ChannelId,
    pub(super) seq: i64,
    pub(super) changed_seq: i64,
    pub(super) author: UserId,
    pub(super) key: ClientKey,
    pub(super) body: String,
    pub(super) html: String,
    pub(super) reply_to: Option<i64>,
    pub(super) sent_at: OffsetDateTime,
    pub(super) edited_at: Option<OffsetDateTime>,
    pub(super) deleted: bool,
    pub(super) pinned: bool,
    pub(super) username: Option<String>,
    pub(super) display_name: Option<String>,
    pub(super) face: Option<PictureId>,
    pub(super) face_n: Option<i16>,
}

/// A message, and who wrote it.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The message. Its pins are known by their ids alone.
    pub message: Message,
    pub author: UserId,
}

/// A stretch of a channel's history, the oldest first.
#[derive(Debug)]
pub struct Stretch {
    pub messages: Vec<Loaded>,
    /// Whether there are older ones.
    pub older: bool,
    /// Whether there are newer ones.
    pub newer: bool,
}

/// The query of messages: their columns, from wherever.
macro_rules! message_rows {
    ($from:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query_as!(
            MessageRow,
            r#"select message.channel_id as "channel!: ChannelId", message.seq as "seq!", message.changed_seq as "changed_seq!",
                      message.author_id as "author!: UserId", message.client_key as "key!: ClientKey",
                      message.body as "body!", message.html as "html!", message.reply_to as "reply_to?",
                      message.sent_at as "sent_at!: OffsetDateTime", message.edited_at as "edited_at?: OffsetDateTime",
                      message.deleted_at is not null as "deleted!", message.pinned_at is not null as "pinned!",
                      author.username as "username?", author.display_name as "display_name?",
                      face.picture_id as "face?: PictureId", face.n as "face_n?" "# + $from,
            $($argument),+
        )
    };
}

impl Db {
    /// How far a channel has come; `None` where this viewer may not read it.
    pub async fn channel_position(
        &self,
        viewer: Option<UserId>,
        channel: ChannelId,
    ) -> Result<Option<ChannelPosition>, Problem> {
        let found = sqlx::query!(
            r#"select channel.epoch as "epoch!: EpochId", channel.seq as "seq!" from visible_channels($1) as channel where channel.id = $2"#,
            viewer.map(UserId::uuid),
            channel.uuid(),
        );
        let found = found.fetch_optional(&self.pool).await?;
        Ok(found.map(|row| ChannelPosition { epoch: row.epoch, seq: row.seq }))
    }

    /// The messages around a number: up to `older` that are below it, and up to `newer` from it on. Two walks along one index.
    pub async fn history(
        &self,
        viewer: Option<UserId>,
        channel: ChannelId,
        around: i64,
        (older, newer): (usize, usize),
    ) -> Result<Stretch, Problem> {
        let rows = message_rows!(
            r#"from (
                   (select * from messages as below
                    where below.channel_id = $2 and below.seq < $3 and below.deleted_at is null
                      and below.author_id <> all (array(select user_id from blocked($1)))
                      and below.author_id <> all (array(select id from users where leaving_at is not null))
                    order by below.seq desc limit $4)
                   union all
                   (select * from messages as above
                    where above.channel_id = $2 and above.seq >= $3 and above.deleted_at is null
                      and above.author_id <> all (array(select user_id from blocked($1)))
                      and above.author_id <> all (array(select id from users where leaving_at is not null))
                    order by above.seq limit $5)
               ) as message
               join users as author on author.id = message.author_id
               left join lateral face_of(author.avatar_id) as face on true
               where exists (select from visible_channels($1) as channel where channel.id = $2)
               order by message.seq"#,
            viewer.map(UserId::uuid),
            channel.uuid(),
            around,
            older as i64 + 1,
            newer as i64 + 1,
        );
        let mut connection = self.pool.acquire().await?;
        let mut rows = rows.fetch_all(&mut *connection).await?;
        // One too many on either side tells that there are more.
        let below = rows.iter().filter(|row| row.seq < around).count();
        let (more_below, more_above) = (below > older, rows.len() - below > newer);
        rows.truncate(rows.len() - usize::from(more_above));
        rows.drain(..usize::from(more_below));
        let messages = load_for(&mut connection, viewer, rows).await?;
        Ok(Stretch { messages, older: more_below, newer: more_above })
    }

    /// The number of the first message that was sent at this time or later; `None` after the last.
    pub async fn first_message_at(&self, channel: ChannelId, at: OffsetDateTime) -> Result<Option<i64>, Problem> {
        let first = sqlx::query_scalar!(
            "select seq from messages where channel_id = $1 and sent_at >= $2 order by sent_at, seq limit 1",
            channel.uuid(),
            at as OffsetDateTime,
        );
        Ok(first.fetch_optional(&self.pool).await?)
    }

    /// These messages in this order, those of them that this viewer may read and that are not deleted.
    pub async fn messages_by(
        &self,
        viewer: Option<UserId>,
        named: &[(ChannelId, i64)],
    ) -> Result<Vec<Loaded>, Problem> {
        let (channels, numbers): (Vec<Uuid>, Vec<i64>) =
            named.iter().map(|(channel, seq)| (channel.uuid(), *seq)).unzip();
        let rows = message_rows!(
            r#"from unnest($2::uuid[], $3::bigint[]) with ordinality as named (channel_id, seq, place)
               join messages as message on message.channel_id = named.channel_id and message.seq = named.seq
               join users as author on author.id = message.author_id and author.leaving_at is null
               left join lateral face_of(author.avatar_id) as face on true
               where message.deleted_at is null
                 and message.author_id <> all (array(select user_id from blocked($1)))
                 and exists (select from visible_channels($1) as channel where channel.id = message.channel_id)
               order by named.place"#,
            viewer.map(UserId::uuid),
            &channels,
            &numbers,
        );
        let mut connection = self.pool.acquire().await?;
        let rows = rows.fetch_all(&mut *connection).await?;
        load_for(&mut connection, viewer, rows).await
    }

    /// The messages that are pinned in a channel, the latest pinned first.
    pub async fn pinned_messages(&self, viewer: Option<UserId>, channel: ChannelId) -> Result<Vec<Loaded>, Problem> {
        let numbers = sqlx::query_scalar!(
            "select seq from messages where channel_id = $1 and pinned_at is not null order by pinned_at desc, seq desc limit $2",
            channel.uuid(),
            PINNED_MOST,
        );
        let named: Vec<_> = numbers.fetch_all(&self.pool).await?.into_iter().map(|seq| (channel, seq)).collect();
        self.messages_by(viewer, &named).await
    }
}

/// Messages with all that hangs on them, as everyone gets them who may read their channel.
pub(super) async fn load(connection: &mut PgConnection, rows: Vec<MessageRow>) -> Result<Vec<Loaded>, Problem> {
    load_for(connection, None, rows).await
}

/// The same, without what those have done with whom the viewer has a block.
async fn load_for(
    connection: &mut PgConnection,
    viewer: Option<UserId>,
    rows: Vec<MessageRow>,
) -> Result<Vec<Loaded>, Problem> {
    let mut messages: Vec<_> = rows.into_iter().map(Loaded::from).collect();
    let named = Named::of(&messages);
    attach(connection, &mut messages, &named).await?;
    react(connection, viewer, &mut messages, &named).await?;
    quote(connection, viewer, &mut messages).await?;
    Ok(messages)
}

/// The names of loaded messages, as arrays for the database.
#[derive(Default)]
struct Named {
    channels: Vec<Uuid>,
    numbers: Vec<i64>,
    places: HashMap<(ChannelId, i64), usize>,
}

impl Named {
    fn of(messages: &[Loaded]) -> Self {
        let mut named = Self::default();
        for (place, Loaded { message, .. }) in messages.iter().enumerate() {
            named.channels.push(message.channel.uuid());
            named.numbers.push(message.seq);
            named.places.insert((message.channel, message.seq), place);
        }
        named
    }

    /// The message of this name.
    fn find<'a>(&self, messages: &'a mut [Loaded], channel: ChannelId, seq: i64) -> Option<&'a mut Message> {
        let place = *self.places.get(&(channel, seq))?;
        messages.get_mut(place).map(|loaded| &mut loaded.message)
    }
}

impl From<MessageRow> for Loaded {
    fn from(row: MessageRow) -> Self {
        let message = Message {
            channel: row.channel,
            seq: row.seq,
            changed_seq: row.changed_seq,
            author: Person {
                username: row.username.unwrap_or_default(),
                display_name: row.display_name.unwrap_or_default(),
                avatar: face(row.face, row.face_n),
            },
            key: row.key,
            body: row.body,
            html: row.html,
            mentions: Vec::new(),
            reply_to: row.reply_to.map(|seq| Quoted { seq, author: None, excerpt: String::new() }),
            pins: Vec::new(),
            reactions: Vec::new(),
            sent_at: row.sent_at,
            edited_at: row.edited_at,
            deleted: row.deleted,
            pinned: row.pinned,
        };
        Self { message, author: row.author }
    }
}

/// Adds pins, in their order, and whom a message mentions.
async fn attach(connection: &mut PgConnection, messages: &mut [Loaded], named: &Named) -> Result<(), Problem> {
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
        let Some(message) = named.find(messages, row.channel, row.seq) else { continue };
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
    let rows = sqlx::query!(
        r#"select counted.channel_id as "channel!: ChannelId", counted.seq as "seq!", counted.emoji as "emoji!",
                  counted.number as "number!",
                  array(select users.username
                        from (select reaction.user_id, reaction.created_at from message_reactions as reaction
                              where reaction.channel_id = counted.channel_id and reaction.seq = counted.seq
                                and reaction.emoji = counted.emoji
                              order by reaction.created_at, reaction.user_id limit $4) as first
                        join users on users.id = first.user_id and users.leaving_at is null
                        where users.id <> all (array(select user_id from blocked($3)))
                        order by first.created_at, first.user_id) as "by!"
           from (
               select reaction.channel_id, reaction.seq, reaction.emoji, count(*) as number, min(reaction.created_at) as begun_at
               from unnest($1::uuid[], $2::bigint[]) as named (channel_id, seq)
               join message_reactions as reaction on reaction.channel_id = named.channel_id and reaction.seq = named.seq
               where reaction.user_id <> all (array(select id from users where leaving_at is not null))
               group by reaction.channel_id, reaction.seq, reaction.emoji
           ) as counted
           order by counted.channel_id, counted.seq, counted.begun_at, counted.emoji"#,
        &named.channels,
        &named.numbers,
        viewer.map(UserId::uuid),
        REACTORS_NAMED as i64,
    );
    for row in rows.fetch_all(connection).await? {
        let Some(message) = named.find(messages, row.channel, row.seq) else { continue };
        let count = u32::try_from(row.number).unwrap_or(u32::MAX);
        message.reactions.push(Reaction { emoji: row.emoji, count, by: row.by });
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
        r#"select quoted.channel_id as "channel: ChannelId", quoted.seq, left(quoted.body, $4) as "excerpt!",
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
        ((row.channel, row.seq), Quoted { seq: row.seq, author: Some(author), excerpt })
    });
    let quoted: HashMap<_, _> = quoted.collect();
    for Loaded { message, .. } in messages {
        let Some(answered) = message.reply_to.as_mut() else { continue };
        if let Some(quoted) = quoted.get(&(message.channel, answered.seq)) {
            answered.clone_from(quoted);
        }
    }
    Ok(())
}
