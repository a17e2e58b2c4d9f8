//! Messages of channels, looked at. Whoever reads them goes through `visible_channels(viewer)`, and messages of those with whom there is
//! a block are left out. Rows are loaded first, then all that hangs on them, with one statement for each kind.

use super::{Db, columns::face, message_parts::load_for};
use crate::model::{
    accounts::Person,
    channels::ChannelPosition,
    errors::Problem,
    ids::{ChannelId, ClientKey, EpochId, PictureId, UserId},
    messages::{Message, PINNED_MOST, Quoted},
};
use time::OffsetDateTime;
use uuid::Uuid;

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
    pub(super) has_picture: bool,
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
    /// Who wrote what it answers.
    pub(super) quoted: Option<UserId>,
    /// Who is named among those who reacted.
    pub(super) reactors: Vec<(UserId, String)>,
}

impl Loaded {
    /// Who has to do with it: who wrote it, or what it answers, and who is named among those who reacted.
    pub(super) fn people(&self) -> impl Iterator<Item = UserId> {
        let reactors = self.reactors.iter().map(|(user, _)| *user);
        std::iter::once(self.author).chain(self.quoted).chain(reactors)
    }

    /// The same without what these have said or done beside it.
    pub(super) fn without(&self, people: &[UserId]) -> Self {
        let mut fewer = self.clone();
        if fewer.quoted.is_some_and(|author| people.contains(&author)) {
            fewer.message.reply_to = self.message.reply_to.as_ref().map(|quoted| unquoted(quoted.seq));
        }
        for (_, username) in self.reactors.iter().filter(|(user, _)| people.contains(user)) {
            fewer.message.reactions.iter_mut().for_each(|reaction| reaction.by.retain(|name| name != username));
        }
        fewer
    }
}

/// A message that is answered, of which nothing is said.
fn unquoted(seq: i64) -> Quoted {
    Quoted { seq, author: None, excerpt: String::new() }
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

/// The query of messages: their columns, from wherever. Whoever uses it has in scope what the columns are read as.
macro_rules! message_rows {
    ($from:literal, $($argument:expr),+ $(,)?) => {
        sqlx::query_as!(
            MessageRow,
            r#"select message.channel_id as "channel!: ChannelId", message.seq as "seq!", message.changed_seq as "changed_seq!",
                      message.author_id as "author!: UserId", message.client_key as "key!: ClientKey",
                      message.body as "body!", message.html as "html!", message.reply_to as "reply_to?",
                      message.has_picture as "has_picture!",
                      message.sent_at as "sent_at!: OffsetDateTime", message.edited_at as "edited_at?: OffsetDateTime",
                      message.deleted_at is not null as "deleted!", message.pinned_at is not null as "pinned!",
                      author.username as "username?", author.display_name as "display_name?",
                      face.picture_id as "face?: PictureId", face.n as "face_n?" "# + $from,
            $($argument),+
        )
    };
}

pub(super) use message_rows;

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

    /// The messages around a number: up to `older` that are below it, and up to `newer` from it on. Two walks along one index. Authors are
    /// looked up one by one (`offset 0`): how few there are, PostgreSQL does not know, and it would read all members of the site.
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
               cross join lateral (
                   select users.username, users.display_name, users.avatar_id from users where users.id = message.author_id offset 0
               ) as author
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
            reply_to: row.reply_to.map(unquoted),
            pins: Vec::new(),
            reactions: Vec::new(),
            sent_at: row.sent_at,
            edited_at: row.edited_at,
            deleted: row.deleted,
            pinned: row.pinned,
        };
        Self { message, author: row.author, quoted: None, reactors: Vec::new() }
    }
}
