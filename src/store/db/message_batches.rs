//! Messages that are sent at the same time, written in one transaction: most of what a message costs is its commit.

use super::{Db, Tx};
use crate::model::{
    errors::Problem,
    ids::{ChannelId, ClientKey, PinId, UserId},
};
use std::collections::{HashMap, HashSet};
use time::OffsetDateTime;
use uuid::Uuid;

/// A message that is to be written.
#[derive(Debug, Clone)]
pub struct Draft {
    pub channel: ChannelId,
    pub author: UserId,
    pub key: ClientKey,
    pub body: String,
    pub html: String,
    pub reply_to: Option<i64>,
    pub pins: Vec<PinId>,
    /// Whom it mentions.
    pub mentions: Vec<UserId>,
}

/// What was written.
#[derive(Debug)]
pub struct Written {
    /// What became of each message, in order.
    pub outcomes: Vec<Outcome>,
    /// Who takes part in the direct conversations among their channels.
    pub direct: Vec<UserId>,
}

/// What a message is about that is not written yet.
#[derive(Debug)]
pub struct About {
    /// Whether it was sent before.
    pub known: bool,
    /// Whether its author may read the channel.
    pub reads: bool,
    /// Whether the message that it answers is there, where it answers one.
    pub answers: bool,
    /// Whether its author may see all of the pins, and so attach them.
    pub attaches: bool,
}

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It has this number.
    Sent(i64),
    /// It had been sent before, with this number.
    Known(i64),
    /// The channel is not there, or not theirs to read.
    NotFound,
    /// They may read there, and not write now.
    NotAllowed,
    /// The channel is in slow mode: they may write again in so many seconds.
    TooSoon(u64),
}

/// How a draft fares against what holds now.
struct Verdict {
    writes: Option<bool>,
    known: Option<i64>,
    slow_mode: i32,
    /// When its author wrote there last, in a channel of slow mode.
    last: Option<OffsetDateTime>,
}

impl Db {
    /// Writes messages, each where its author may write by then. The rows of their channels are held before anything is asked: so is
    /// nobody's right to write lost in between, and the numbers follow each other.
    pub async fn write_messages(&self, drafts: &[Draft]) -> Result<Written, Problem> {
        let mut tx = self.begin().await?;
        let Locked { mut numbers, direct } = lock(&mut tx, drafts).await?;
        let verdicts = verdicts(&mut tx, drafts).await?;
        let mut outcomes = Vec::with_capacity(drafts.len());
        let mut sent_now: HashMap<(ChannelId, UserId, ClientKey), i64> = HashMap::new();
        let mut slow: HashMap<(ChannelId, UserId), OffsetDateTime> = HashMap::new();
        let now = OffsetDateTime::now_utc();
        for (draft, verdict) in drafts.iter().zip(verdicts) {
            let key = (draft.channel, draft.author, draft.key);
            let last = slow.get(&(draft.channel, draft.author)).copied().or(verdict.last);
            let outcome = match (numbers.get_mut(&draft.channel), verdict.writes) {
                (None, _) | (_, None) => Outcome::NotFound,
                _ if let Some(seq) = verdict.known.or_else(|| sent_now.get(&key).copied()) => Outcome::Known(seq),
                (_, Some(false)) => Outcome::NotAllowed,
                _ if let Some(wait) = still_to_wait(last, verdict.slow_mode, now) => Outcome::TooSoon(wait),
                (Some(seq), Some(true)) => {
                    *seq += 1;
                    sent_now.insert(key, *seq);
                    if verdict.slow_mode > 0 {
                        slow.insert((draft.channel, draft.author), now);
                    }
                    Outcome::Sent(*seq)
                }
            };
            outcomes.push(outcome);
        }
        insert(&mut tx, drafts, &outcomes).await?;
        let direct = direct_members(&mut tx, drafts, &outcomes, &direct).await?;
        super::commit(tx).await?;
        Ok(Written { outcomes, direct })
    }
}

impl Db {
    /// What a message is about: its pins are all different.
    pub async fn about_message(
        &self,
        author: UserId,
        channel: ChannelId,
        key: ClientKey,
        reply_to: Option<i64>,
        pins: &[PinId],
    ) -> Result<About, Problem> {
        let ids: Vec<_> = pins.iter().map(|pin| pin.uuid()).collect();
        let about = sqlx::query_as!(
            About,
            r#"select exists (select from messages
                              where channel_id = $2 and client_key = $3 and (author_id = $1) is true) as "known!",
                      exists (select from visible_channels($1) as channel where channel.id = $2) as "reads!",
                      $4::bigint is null
                          or exists (select from messages
                                     where channel_id = $2 and seq = $4 and deleted_at is null
                                       and author_id <> all (array(select user_id from unseen($1)))) as "answers!",
                      (select count(*) from visible_pins($1) as pin where pin.id = any($5)) = cardinality($5)
                          as "attaches!""#,
            author.uuid(),
            channel.uuid(),
            key.uuid(),
            reply_to,
            &ids,
        );
        Ok(about.fetch_one(&self.pool).await?)
    }

    /// Whether a member may write in a channel now, but for slow mode.
    pub async fn may_write(&self, user: UserId, channel: ChannelId) -> Result<bool, Problem> {
        let writes = sqlx::query_scalar!(
            r#"select rights.writes as "writes!" from channel_rights($1) as rights where rights.id = $2"#,
            user.uuid(),
            channel.uuid(),
        );
        Ok(writes.fetch_optional(&self.pool).await?.unwrap_or(false))
    }

    /// Of these names, in small letters, those of members whom this one may mention.
    pub async fn mentionable_members(
        &self,
        author: UserId,
        names: &[String],
    ) -> Result<Vec<(UserId, String)>, Problem> {
        let mut connection = self.pool.acquire().await?;
        super::message_edits::mentionable(&mut connection, author, names).await
    }
}

/// How many seconds are left, of the pause that slow mode asks for.
fn still_to_wait(last: Option<OffsetDateTime>, slow_mode: i32, now: OffsetDateTime) -> Option<u64> {
    let passed = (now - last?).whole_seconds();
    u64::try_from(i64::from(slow_mode) - passed).ok().filter(|wait| *wait > 0)
}

/// Channels whose rows are held.
struct Locked {
    /// The last number of each that is there.
    numbers: HashMap<ChannelId, i64>,
    /// Those of them that are direct conversations.
    direct: HashSet<ChannelId>,
}

/// Holds the rows of the channels until the transaction ends, always in the same order.
async fn lock(tx: &mut Tx, drafts: &[Draft]) -> Result<Locked, Problem> {
    let mut channels: Vec<_> = drafts.iter().map(|draft| draft.channel.uuid()).collect();
    channels.sort_unstable();
    channels.dedup();
    let rows = sqlx::query!(
        r#"select id as "id: ChannelId", seq, community_id is null as "direct!" from channels
           where id = any($1) and deleted_at is null order by id for no key update"#,
        &channels,
    );
    let rows = rows.fetch_all(&mut **tx).await?;
    Ok(Locked {
        numbers: rows.iter().map(|row| (row.id, row.seq)).collect(),
        direct: rows.iter().filter(|row| row.direct).map(|row| row.id).collect(),
    })
}

/// `offset 0`, `limit 1` and `is true` leave PostgreSQL one index for each, whatever it believes of the sizes of tables that grow this fast:
/// before it has counted them, it may look through all that a member has written in a channel.
async fn verdicts(tx: &mut Tx, drafts: &[Draft]) -> Result<Vec<Verdict>, Problem> {
    let channels: Vec<_> = drafts.iter().map(|draft| draft.channel.uuid()).collect();
    let authors: Vec<_> = drafts.iter().map(|draft| draft.author.uuid()).collect();
    let keys: Vec<_> = drafts.iter().map(|draft| draft.key.uuid()).collect();
    let rows = sqlx::query_as!(
        Verdict,
        r#"with draft as materialized (
               select * from unnest($1::uuid[], $2::uuid[], $3::uuid[]) with ordinality as draft (channel, author, key, n)
           ), writer as materialized (
               select pair.channel, pair.author, rights.writes, last.sent_at, rights.slow_mode
               from (select distinct channel, author from draft) as pair
               cross join lateral (
                   select one.writes,
                          case when one.manages and channel.community_id is not null then 0 else channel.slow_mode end as slow_mode
                   from channel_rights(pair.author) as one join channels as channel on channel.id = one.id
                   where one.id = pair.channel
                     and exists (select from users
                                 where users.id = pair.author and users.suspended_at is null and users.leaving_at is null)
                   offset 0
               ) as rights
               left join lateral (
                   select sent_at from messages as mine
                   where rights.slow_mode > 0 and mine.author_id = pair.author and mine.channel_id = pair.channel
                   order by mine.sent_at desc limit 1
               ) as last on true
           )
           select writer.writes as "writes?", known.seq as "known?", coalesce(writer.slow_mode, 0) as "slow_mode!",
                  writer.sent_at as "last?: OffsetDateTime"
           from draft
           left join writer on writer.channel = draft.channel and writer.author = draft.author
           left join lateral (
               select seq from messages
               where channel_id = draft.channel and client_key = draft.key and (author_id = draft.author) is true limit 1
           ) as known on true
           order by draft.n"#,
        &channels,
        &authors,
        &keys,
    );
    Ok(rows.fetch_all(&mut **tx).await?)
}

/// Who takes part in the direct conversations in which something was written.
async fn direct_members(
    tx: &mut Tx,
    drafts: &[Draft],
    outcomes: &[Outcome],
    direct: &HashSet<ChannelId>,
) -> Result<Vec<UserId>, Problem> {
    let written = drafts.iter().zip(outcomes).filter(|(_, outcome)| matches!(outcome, Outcome::Sent(_)));
    let channels: HashSet<_> = written.map(|(draft, _)| draft.channel).filter(|it| direct.contains(it)).collect();
    let channels: Vec<_> = channels.into_iter().map(ChannelId::uuid).collect();
    if channels.is_empty() {
        return Ok(Vec::new());
    }
    let members = sqlx::query_scalar!(
        r#"select distinct user_id as "user: UserId" from conversation_members where channel_id = any($1)"#,
        &channels,
    );
    Ok(members.fetch_all(&mut **tx).await?)
}

/// Writes what was given a number.
async fn insert(tx: &mut Tx, drafts: &[Draft], outcomes: &[Outcome]) -> Result<(), Problem> {
    let sent: Vec<_> = drafts
        .iter()
        .zip(outcomes)
        .filter_map(|(draft, outcome)| match outcome {
            Outcome::Sent(seq) => Some((draft, *seq)),
            _ => None,
        })
        .collect();
    if sent.is_empty() {
        return Ok(());
    }
    let channels: Vec<_> = sent.iter().map(|(draft, _)| draft.channel.uuid()).collect();
    let numbers: Vec<_> = sent.iter().map(|(_, seq)| *seq).collect();
    let authors: Vec<_> = sent.iter().map(|(draft, _)| draft.author.uuid()).collect();
    let keys: Vec<_> = sent.iter().map(|(draft, _)| draft.key.uuid()).collect();
    let bodies: Vec<_> = sent.iter().map(|(draft, _)| draft.body.clone()).collect();
    let htmls: Vec<_> = sent.iter().map(|(draft, _)| draft.html.clone()).collect();
    let replies: Vec<_> = sent.iter().map(|(draft, _)| draft.reply_to).collect();
    let pictures: Vec<_> = sent.iter().map(|(draft, _)| !draft.pins.is_empty()).collect();
    sqlx::query!(
        "insert into messages (channel_id, seq, changed_seq, author_id, client_key, body, html, reply_to, has_picture)
         select channel, seq, seq, author, key, body, html, reply_to, has_picture
         from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::bigint[], $8::boolean[])
              as sent (channel, seq, author, key, body, html, reply_to, has_picture)",
        &channels,
        &numbers,
        &authors,
        &keys,
        &bodies,
        &htmls,
        &replies as &[Option<i64>],
        &pictures,
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update channels set seq = last.seq, last_message = last.seq
         from (select channel, max(seq) as seq from unnest($1::uuid[], $2::bigint[]) as sent (channel, seq) group by channel) as last
         where channels.id = last.channel",
        &channels,
        &numbers,
    )
    .execute(&mut **tx)
    .await?;
    insert_pins(tx, &sent).await?;
    insert_mentions(tx, &sent).await
}

/// Pins that were deleted meanwhile are left out.
async fn insert_pins(tx: &mut Tx, sent: &[(&Draft, i64)]) -> Result<(), Problem> {
    let pins = |(draft, seq): &(&Draft, i64)| {
        let (channel, seq) = (draft.channel.uuid(), *seq);
        let pins = draft.pins.iter().enumerate();
        pins.map(|(place, pin)| (channel, seq, place as i16, pin.uuid())).collect::<Vec<_>>()
    };
    let rows: Vec<(Uuid, i64, i16, Uuid)> = sent.iter().flat_map(pins).collect();
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into message_pins (channel_id, seq, position, pin_id)
         select channel, seq, position, pin
         from unnest($1::uuid[], $2::bigint[], $3::smallint[], $4::uuid[]) as attached (channel, seq, position, pin)
         where exists (select from pins where pins.id = attached.pin)",
        &rows.iter().map(|row| row.0).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.1).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.2).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.3).collect::<Vec<_>>(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Of those who are mentioned, whoever may read the channel.
async fn insert_mentions(tx: &mut Tx, sent: &[(&Draft, i64)]) -> Result<(), Problem> {
    let mentions = |(draft, seq): &(&Draft, i64)| {
        let (channel, seq) = (draft.channel.uuid(), *seq);
        draft.mentions.iter().map(|user| (user.uuid(), channel, seq)).collect::<Vec<_>>()
    };
    let rows: Vec<(Uuid, Uuid, i64)> = sent.iter().flat_map(mentions).collect();
    if rows.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into message_mentions (user_id, channel_id, seq)
         select mentioned, channel, seq from unnest($1::uuid[], $2::uuid[], $3::bigint[]) as said (mentioned, channel, seq)
         where exists (select from users where users.id = said.mentioned)
           and exists (select from visible_channels(said.mentioned) as channel where channel.id = said.channel)
         on conflict do nothing",
        &rows.iter().map(|row| row.0).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.1).collect::<Vec<_>>(),
        &rows.iter().map(|row| row.2).collect::<Vec<_>>(),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::Duration;

    #[test]
    fn slow_mode_lets_wait_for_what_is_left_of_its_pause() {
        let now = OffsetDateTime::now_utc();
        let ago = |seconds| Some(now - Duration::seconds(seconds));
        assert_eq!(still_to_wait(None, 30, now), None, "the first message");
        assert_eq!(still_to_wait(ago(10), 0, now), None, "no slow mode");
        assert_eq!(still_to_wait(ago(10), 30, now), Some(20));
        assert_eq!(still_to_wait(ago(30), 30, now), None);
    }
}
