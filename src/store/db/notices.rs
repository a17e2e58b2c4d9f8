//! News for members: told, taken back, listed, read. Whoever reads it goes through `visible_pins(viewer)`: what happened at a pin
//! that cannot be seen is no news. What happened in a community stays news for whoever is kept out of it, and leads nowhere then.
//!
//! The lock on a row of `notices` comes before those on its actors, here and in the trigger that tidies up after actors.

use super::{Db, Tx, columns::face};
use crate::model::{
    accounts::Person,
    errors::Problem,
    ids::{CommentId, CommunityId, NoticeId, PictureId, PinId, UserId},
    moderation::Told,
    notices::{ACTORS_COUNTED, ACTORS_SHOWN, CommunityNotice, Notice, NoticeKind, UNREAD_MOST},
};
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

/// How many characters of a comment a piece of news shows.
const WORDS_SHOWN: i32 = 140;

/// What happened, by whom, to be told in groups: those who did the same to the same are one piece of news until it is read.
#[derive(Debug, Clone, Copy)]
pub struct Group {
    /// What they did.
    pub kind: NoticeKind,
    /// To which pin; its owner is told.
    pub pin: Option<PinId>,
    /// To whom, where there is no pin.
    pub member: Option<UserId>,
    /// By which comment.
    pub comment: Option<CommentId>,
    /// Who did it.
    pub actor: UserId,
}

/// Members whom a comment mentions, each to be told by themselves.
#[derive(Debug, Clone)]
pub struct Mentions {
    /// The pin that was commented on.
    pub pin: PinId,
    /// The comment.
    pub comment: CommentId,
    /// Its author.
    pub actor: UserId,
    /// Those it mentions.
    pub mentioned: Vec<UserId>,
}

impl Mentions {
    fn users(&self) -> Vec<Uuid> {
        self.mentioned.iter().map(|user| user.uuid()).collect()
    }
}

/// Tells whom it concerns, where that is another than who did it and neither has blocked the other. Gives who was told. A comment that
/// mentions the pin's owner is told as that alone.
pub async fn tell(tx: &mut Tx, news: Group) -> Result<Vec<UserId>, Problem> {
    let told = sqlx::query_scalar!(
        r#"with whom as (
               select pin.owner_id as user_id from visible_pins($6) as pin
               where pin.id = $3 and not exists (
                   select from comment_mentions where comment_id = $5 and comment_mentions.user_id = pin.owner_id
               )
               union all
               select id from users where id = $4
           ), told as (
               insert into notices (id, user_id, kind, pin_id, comment_id)
               select $1, user_id, $2, $3, $5 from whom
               where user_id <> $6 and user_id <> all (array(select user_id from blocked($6)))
               on conflict (user_id, kind, pin_id) where read_at is null and kind not in ('mention', 'moderation', 'community')
               do update set happened_at = now(), comment_id = excluded.comment_id
               returning id, user_id
           ), acted as (
               insert into notice_actors (notice_id, actor_id) select id, $6 from told
               on conflict (notice_id, actor_id) do update set happened_at = now()
           )
           select user_id as "user_id!: UserId" from told"#,
        Uuid::now_v7(),
        news.kind.name(),
        news.pin.map(PinId::uuid),
        news.member.map(UserId::uuid),
        news.comment.map(CommentId::uuid),
        news.actor.uuid(),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(told)
}

/// Tells each of these that a comment mentions them, but its author, who was told already, and who cannot see the pin. Gives who
/// was told.
pub async fn tell_mentioned(tx: &mut Tx, news: &Mentions) -> Result<Vec<UserId>, Problem> {
    let ids: Vec<_> = news.mentioned.iter().map(|_| Uuid::now_v7()).collect();
    let told = sqlx::query_scalar!(
        r#"with whom as (
               select distinct on (user_id) user_id, notice_id from unnest($1::uuid[], $2::uuid[]) as named (user_id, notice_id)
           ), told as (
               insert into notices (id, user_id, kind, pin_id, comment_id)
               select notice_id, user_id, 'mention', $3, $4 from whom
               where user_id <> $5
                 and user_id <> all (array(select user_id from blocked($5)))
                 and exists (select from visible_pins(user_id) as pin where pin.id = $3)
                 and not exists (select from notices where comment_id = $4 and notices.user_id = whom.user_id)
               returning id, user_id
           ), acted as (
               insert into notice_actors (notice_id, actor_id) select id, $5 from told
           )
           select user_id as "user_id!: UserId" from told"#,
        &news.users(),
        &ids,
        news.pin.uuid(),
        news.comment.uuid(),
        news.actor.uuid(),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(told)
}

/// Takes back what a member did, read or not. Gives whose news has changed.
pub async fn untell(tx: &mut Tx, news: Group) -> Result<Vec<UserId>, Problem> {
    let (kind, actor) = (news.kind.name(), news.actor.uuid());
    let changed = if let Some(pin) = news.pin {
        sqlx::query!(
            r#"select id, user_id as "user_id: UserId" from notices
               where pin_id = $1 and kind = $2
                 and exists (select from notice_actors where notice_id = notices.id and actor_id = $3)
                 and not exists (
                     -- Another comment of theirs that is told in this piece: since the one before it was read.
                     select from comments
                     where $4::uuid is not null and comments.pin_id = $1 and author_id = $3 and comments.id <> $4
                       and created_at <= coalesce(notices.read_at, 'infinity')
                       and created_at > coalesce((
                           select max(before.read_at) from notices as before
                           where before.user_id = notices.user_id and before.kind = $2 and before.pin_id = $1
                             and before.read_at < coalesce(notices.read_at, 'infinity')
                       ), '-infinity')
                 )
               order by id for update"#,
            pin.uuid(),
            kind,
            actor,
            news.comment.map(CommentId::uuid),
        )
        .fetch_all(&mut **tx)
        .await?
        .into_iter()
        .map(|row| (row.id, row.user_id))
        .unzip::<_, _, Vec<_>, Vec<_>>()
    } else {
        sqlx::query!(
            r#"select id, user_id as "user_id: UserId" from notices
               where user_id = $1 and kind = $2
                 and exists (select from notice_actors where notice_id = notices.id and actor_id = $3)
               order by id for update"#,
            news.member.map(UserId::uuid),
            kind,
            actor,
        )
        .fetch_all(&mut **tx)
        .await?
        .into_iter()
        .map(|row| (row.id, row.user_id))
        .unzip()
    };
    let (ids, users) = changed;
    if !ids.is_empty() {
        sqlx::query!("delete from notice_actors where notice_id = any($1) and actor_id = $2", &ids, actor)
            .execute(&mut **tx)
            .await?;
    }
    Ok(users)
}

/// Takes back that a comment mentions these members. Gives whose news has changed.
pub async fn untell_mentioned(tx: &mut Tx, news: &Mentions) -> Result<Vec<UserId>, Problem> {
    let changed = sqlx::query_scalar!(
        r#"delete from notices where comment_id = $1 and user_id = any($2) returning user_id as "user_id: UserId""#,
        news.comment.uuid(),
        &news.users(),
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(changed)
}

/// What those did who look after the site, and those who look after a community, as a row has it.
struct Official {
    act: Option<String>,
    subject: Option<String>,
    reason: Option<String>,
    community: Option<CommunityId>,
    timed_out_until: Option<OffsetDateTime>,
}

impl Official {
    fn read(self, kind: NoticeKind) -> Result<(Option<Told>, Option<CommunityNotice>), Problem> {
        let Some((act, subject)) = self.act.zip(self.subject) else { return Ok((None, None)) };
        let reason = self.reason.unwrap_or_default();
        if kind == NoticeKind::Moderation {
            return Ok((Some(Told { act: act.parse()?, subject, reason }), None));
        }
        let (id, timed_out_until) = (self.community, self.timed_out_until);
        Ok((None, Some(CommunityNotice { id, name: subject, act: act.parse()?, timed_out_until, reason })))
    }
}

impl Db {
    /// A member's news, the latest first, after a place where one is named.
    pub async fn notices(
        &self,
        me: UserId,
        after: Option<(OffsetDateTime, NoticeId)>,
        limit: usize,
    ) -> Result<Vec<Notice>, Problem> {
        let (at, id) = after.unzip();
        let rows = sqlx::query!(
            r#"select notice.id as "id: NoticeId", kind, coalesce(notice.pin_id, about_pin_id) as "pin_id: PinId",
                      comments.id as "comment_id?: CommentId",
                      left(comments.body, $5) as words, act, subject, notice.reason,
                      (select seen.id from visible_communities($1) as seen where seen.id = notice.community_id)
                          as "community?: CommunityId",
                      notice.timed_out_until as "timed_out_until: OffsetDateTime",
                      happened_at as "happened_at: OffsetDateTime", read_at is not null as "read!",
                      (select count(*) from (select from notice_actors where notice_id = notice.id limit $6) as counted)
                          as "actor_count!"
               from notices as notice
               left join comments on comments.id = notice.comment_id and not comments.withheld
               where notice.user_id = $1
                 and (happened_at, notice.id) < (coalesce($2::timestamptz, 'infinity'), $3)
                 and (notice.pin_id is null or exists (select from visible_pins($1) as pin where pin.id = notice.pin_id))
               order by happened_at desc, notice.id desc
               limit $4"#,
            me.uuid(),
            at as Option<OffsetDateTime>,
            id.map_or(Uuid::max(), NoticeId::uuid),
            limit as i64,
            WORDS_SHOWN,
            i64::from(ACTORS_COUNTED),
        )
        .fetch_all(&self.pool)
        .await?;
        let pins: Vec<_> = rows.iter().filter_map(|row| row.pin_id).collect();
        let cards: HashMap<_, _> = self.cards(Some(me), &pins).await?.into_iter().map(|card| (card.id, card)).collect();
        let mut actors = self.actors(&rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
        let notice = rows.into_iter().map(|row| {
            let kind: NoticeKind = row.kind.parse()?;
            let (act, subject, reason) = (row.act, row.subject, row.reason);
            let official =
                Official { act, subject, reason, community: row.community, timed_out_until: row.timed_out_until };
            let (told, community) = official.read(kind)?;
            Ok(Notice {
                id: row.id,
                kind,
                actors: actors.remove(&row.id).unwrap_or_default(),
                actor_count: u32::try_from(row.actor_count).unwrap_or(ACTORS_COUNTED),
                pin: row.pin_id.and_then(|pin| cards.get(&pin).cloned()),
                comment: row.comment_id,
                words: row.words,
                told,
                community,
                happened_at: row.happened_at,
                read: row.read,
            })
        });
        notice.collect()
    }

    /// Who made these pieces of news, the latest first, as many as are shown of each.
    async fn actors(&self, notices: &[NoticeId]) -> Result<HashMap<NoticeId, Vec<Person>>, Problem> {
        let ids: Vec<_> = notices.iter().map(|notice| notice.uuid()).collect();
        let rows = sqlx::query!(
            r#"select notice_id as "notice_id!: NoticeId", username, display_name,
                      face.picture_id as "face?: PictureId", face.n as "face_n?"
               from unnest($1::uuid[]) as notice_id
               cross join lateral (
                   select actor_id, happened_at from notice_actors where notice_actors.notice_id = notice_id.notice_id
                   order by happened_at desc, actor_id limit $2
               ) as actor
               join users on users.id = actor.actor_id
               left join lateral face_of(users.avatar_id) as face on true
               order by actor.happened_at desc, actor.actor_id"#,
            &ids,
            ACTORS_SHOWN as i64,
        )
        .fetch_all(&self.pool)
        .await?;
        let mut actors: HashMap<_, Vec<_>> = HashMap::new();
        for row in rows {
            let avatar = face(row.face, row.face_n);
            let person = Person { username: row.username, display_name: row.display_name, avatar };
            actors.entry(row.notice_id).or_default().push(person);
        }
        Ok(actors)
    }

    /// How many pieces of news a member has not read, up to [`UNREAD_MOST`].
    pub async fn unread_notices(&self, me: UserId) -> Result<u32, Problem> {
        let count = sqlx::query_scalar!(
            r#"select count(*) as "count!" from (
                   select from notices
                   where user_id = $1 and read_at is null
                     and (pin_id is null or exists (select from visible_pins($1) as pin where pin.id = pin_id))
                   limit $2
               ) as counted"#,
            me.uuid(),
            i64::from(UNREAD_MOST),
        );
        Ok(u32::try_from(count.fetch_one(&self.pool).await?).unwrap_or(UNREAD_MOST))
    }

    /// Marks a member's news as read: all, or what happened up to a moment, or what is named. Gives how many pieces that were.
    pub async fn read_notices(
        &self,
        me: UserId,
        up_to: Option<OffsetDateTime>,
        named: Option<&[NoticeId]>,
    ) -> Result<u64, Problem> {
        let named: Option<Vec<_>> = named.map(|named| named.iter().map(|notice| notice.uuid()).collect());
        // In order, so that two of these at once do not wait for each other.
        let read = sqlx::query!(
            "with mine as (
                 select id from notices
                 where user_id = $1 and read_at is null
                   and ($2::timestamptz is null or happened_at <= $2)
                   and ($3::uuid[] is null or id = any($3))
                 order by id for update
             )
             update notices set read_at = now() from mine where notices.id = mine.id",
            me.uuid(),
            up_to as Option<OffsetDateTime>,
            named.as_deref(),
        );
        Ok(read.execute(&self.pool).await?.rows_affected())
    }

    /// Deletes what was read before a moment. Gives how many pieces that were.
    pub async fn delete_notices_read_before(&self, moment: OffsetDateTime) -> Result<u64, Problem> {
        let deleted = sqlx::query!("delete from notices where read_at < $1", moment as OffsetDateTime);
        Ok(deleted.execute(&self.pool).await?.rows_affected())
    }
}
