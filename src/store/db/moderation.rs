//! What those who look after the site do: to pins, to messages, to members, about reports; and what members are told of it.

use super::{Db, Tx, columns::face, reports::SubjectColumns};
use crate::model::{
    accounts::{Person, Role},
    errors::Problem,
    ids::{ChannelId, CommentId, CommunityId, PictureId, PinId, ReportId, UserId},
    moderation::{Concerned, Hidden, Measure, Standing, Told},
    reports::Subject,
};
use time::OffsetDateTime;
use uuid::Uuid;

/// A member who is to be judged.
#[derive(Debug)]
pub struct Judged {
    /// Whose account it is.
    pub id: UserId,
    /// Their user name.
    pub username: String,
    /// What they may do.
    pub role: Role,
}

/// A pin that is to be judged, locked until the transaction ends.
#[derive(Debug)]
pub struct JudgedPin {
    /// Whose it is.
    pub owner: UserId,
    /// What it is called.
    pub title: String,
    /// Whether it is hidden.
    pub hidden: bool,
}

/// A comment that is to be judged.
#[derive(Debug)]
pub struct JudgedComment {
    /// Who wrote it.
    pub author: UserId,
    /// What it says.
    pub body: String,
    /// The pin it is on.
    pub pin: PinId,
    /// What that is called.
    pub title: String,
}

/// A message that is to be judged.
#[derive(Debug)]
pub struct JudgedMessage {
    /// Who wrote it.
    pub author: UserId,
    /// What it says.
    pub body: String,
    /// Its community with its name; none in a direct conversation.
    pub community: Option<(CommunityId, String)>,
    /// What its channel is called.
    pub channel: String,
}

/// An account, to be judged or to judge.
pub async fn judged(tx: &mut Tx, user: UserId) -> Result<Option<Judged>, Problem> {
    let found = sqlx::query!("select username, role from users where id = $1", user.uuid());
    let found = found.fetch_optional(&mut **tx).await?;
    found.map(|row| Ok(Judged { id: user, username: row.username, role: row.role.parse()? })).transpose()
}

/// A pin that is there for this member, who looks after the site.
pub async fn lock_pin(tx: &mut Tx, viewer: UserId, pin: PinId) -> Result<Option<JudgedPin>, Problem> {
    let found = sqlx::query_as!(
        JudgedPin,
        r#"select pins.owner_id as "owner: UserId", pins.title, pins.hidden_at is not null as "hidden!"
           from pins join visible_pins($1) as seen on seen.id = pins.id
           where pins.id = $2 and pins.deleted_at is null
           for no key update of pins"#,
        viewer.uuid(),
        pin.uuid(),
    );
    Ok(found.fetch_optional(&mut **tx).await?)
}

/// Hides a pin, where there is a reason, or shows it again.
pub async fn set_hidden(tx: &mut Tx, pin: PinId, reason: Option<&str>) -> Result<(), Problem> {
    sqlx::query!(
        "update pins set hidden_at = case when $2::text is not null then now() end, hidden_reason = $2 where id = $1",
        pin.uuid(),
        reason,
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A comment on a pin that is there for this member, who looks after the site.
pub async fn judged_comment(tx: &mut Tx, viewer: UserId, comment: CommentId) -> Result<Option<JudgedComment>, Problem> {
    let found = sqlx::query_as!(
        JudgedComment,
        r#"select author_id as "author: UserId", body, pin_id as "pin: PinId", pin.title as "title!"
           from comments join visible_pins($1) as pin on pin.id = comments.pin_id
           where comments.id = $2"#,
        viewer.uuid(),
        comment.uuid(),
    );
    Ok(found.fetch_optional(&mut **tx).await?)
}

/// A reported message that is there for this member, who looks after the site.
pub async fn judged_message(
    tx: &mut Tx,
    viewer: UserId,
    channel: ChannelId,
    seq: i64,
) -> Result<Option<JudgedMessage>, Problem> {
    let found = sqlx::query!(
        r#"select message.author_id as "author!: UserId", message.body as "body!", channel.name as "channel!",
                  community.id as "community?: CommunityId", community.name as "community_name?"
           from reported_messages($1) as message
           join channels as channel on channel.id = message.channel_id
           left join communities as community on community.id = channel.community_id
           where message.channel_id = $2 and message.seq = $3"#,
        viewer.uuid(),
        channel.uuid(),
        seq,
    );
    Ok(found.fetch_optional(&mut **tx).await?.map(|row| JudgedMessage {
        author: row.author,
        body: row.body,
        community: row.community.zip(row.community_name),
        channel: row.channel,
    }))
}

/// Keeps a member out. False where they are kept out already.
pub async fn suspend(tx: &mut Tx, user: UserId, reason: &str) -> Result<bool, Problem> {
    let suspended = sqlx::query!(
        "update users set suspended_at = now(), suspended_reason = $2 where id = $1 and suspended_at is null",
        user.uuid(),
        reason,
    );
    Ok(suspended.execute(&mut **tx).await?.rows_affected() == 1)
}

/// Lets a member in again. False where they are not kept out.
pub async fn restore(tx: &mut Tx, user: UserId) -> Result<bool, Problem> {
    let restored = sqlx::query!(
        "update users set suspended_at = null, suspended_reason = null where id = $1 and suspended_at is not null
           and leaving_at is null",
        user.uuid(),
    );
    Ok(restored.execute(&mut **tx).await?.rows_affected() == 1)
}

/// What was reported by this name, and whose it is; whoever may see it.
pub async fn reported(tx: &mut Tx, case: ReportId) -> Result<Option<(Subject, UserId)>, Problem> {
    let found = sqlx::query!(
        r#"select reported.pin_id as "pin: PinId", comment_id as "comment: CommentId",
                  reported.channel_id as "channel: ChannelId", message_seq as "seq",
                  coalesce(comments.author_id, pins.owner_id, messages.author_id) as "owner!: UserId"
           from reported
           left join pins on pins.id = reported.pin_id
           left join comments on comments.id = reported.comment_id
           left join messages on messages.channel_id = reported.channel_id and messages.seq = reported.message_seq
           where reported.id = $1"#,
        case.uuid(),
    );
    let Some(row) = found.fetch_optional(&mut **tx).await? else { return Ok(None) };
    let message = row.channel.zip(row.seq).map(|(channel, seq)| Subject::Message(channel, seq));
    let subject = row.pin.map(Subject::Pin).or(row.comment.map(Subject::Comment)).or(message);
    Ok(subject.map(|subject| (subject, row.owner)))
}

/// Settles all open reports about something, and says how many these were.
pub async fn settle(tx: &mut Tx, subject: Subject, by: UserId, outcome: Measure) -> Result<u64, Problem> {
    let SubjectColumns { pin, comment, channel, seq } = subject.into();
    let settled = sqlx::query!(
        "update reports set handled_at = now(), handled_by = $5, outcome = $6
         where (pin_id = $1 or comment_id = $2 or channel_id = $3 and message_seq = $4) and handled_at is null",
        pin,
        comment,
        channel,
        seq,
        by.uuid(),
        outcome.name(),
    );
    Ok(settled.execute(&mut **tx).await?.rows_affected())
}

/// Tells a member what was done, and about which pin, where that is still there.
pub async fn tell(tx: &mut Tx, user: UserId, told: &Told, pin: Option<PinId>) -> Result<(), Problem> {
    sqlx::query!(
        "insert into notices (id, user_id, kind, act, subject, reason, about_pin_id)
         values ($1, $2, 'moderation', $3, $4, $5, $6)",
        Uuid::now_v7(),
        user.uuid(),
        told.act.name(),
        told.subject,
        told.reason,
        pin.map(PinId::uuid),
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

impl Db {
    /// Why a member is kept out, and since when, where they are.
    pub async fn suspension(&self, user: UserId) -> Result<Option<Hidden>, Problem> {
        let found = sqlx::query!(
            r#"select suspended_reason as "reason!", suspended_at as "at!: OffsetDateTime"
               from users where id = $1 and suspended_at is not null"#,
            user.uuid(),
        );
        Ok(found.fetch_optional(&self.pool).await?.map(|row| Hidden { reason: row.reason, at: row.at }))
    }

    /// What an account may do; none where there is none.
    pub async fn role(&self, user: UserId) -> Result<Option<Role>, Problem> {
        let role = sqlx::query_scalar!("select role from users where id = $1", user.uuid());
        role.fetch_optional(&self.pool).await?.map(|role| role.parse()).transpose()
    }

    /// How a member stands, whatever the case of the letters of their name.
    pub async fn standing(&self, username: &str) -> Result<Option<(UserId, Standing)>, Problem> {
        let row = sqlx::query!(
            r#"select id as "id: UserId", username, display_name, role, suspended_reason,
                      suspended_at as "suspended_at: OffsetDateTime",
                      face.picture_id as "face?: PictureId", face.n as "face_n?",
                      (select count(*) from notices where user_id = users.id and kind = 'moderation' and act = 'warn_member')
                          as "warnings!",
                      (select count(*) from pins where owner_id = users.id and hidden_at is not null and deleted_at is null)
                          as "hidden!"
               from users
               left join lateral face_of(users.avatar_id) as face on true
               where lower(username) = lower($1)"#,
            username,
        );
        let Some(row) = row.fetch_optional(&self.pool).await? else { return Ok(None) };
        let suspended = row.suspended_reason.zip(row.suspended_at).map(|(reason, at)| Hidden { reason, at });
        let person =
            Person { username: row.username, display_name: row.display_name, avatar: face(row.face, row.face_n) };
        let role = row.role.parse()?;
        let member = Concerned { person, role, suspended: suspended.is_some(), yours_to_judge: false };
        let count = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
        let standing = Standing { member, suspended, warnings: count(row.warnings), hidden: count(row.hidden) };
        Ok(Some((row.id, standing)))
    }
}
