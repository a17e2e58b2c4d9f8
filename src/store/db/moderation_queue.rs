//! What was reported: found in order by `reported`, which triggers keep, and looked up after.

use super::{Db, columns::face, reports::SubjectColumns};
use crate::model::{
    accounts::Person,
    errors::Problem,
    ids::{ChannelId, CommentId, CommunityId, PictureId, PinId, ReportId, UserId},
    moderation::{
        Case, CommentCase, Complaint, Concerned, MessagePlace, REPORTS_SHOWN, ReportedMessage, ReportedPicture, Said,
        Settled, SubjectKind,
    },
    pins::PinCard,
    reports::Subject,
};
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

/// A row of something that was reported, before its pin and the reports about it are known.
struct CaseRow {
    id: ReportId,
    kind: String,
    open: i32,
    oldest: ReportId,
    pin: Option<PinId>,
    hidden: bool,
    comment: Option<CommentId>,
    said: Option<String>,
    channel: Option<ChannelId>,
    seq: Option<i64>,
    body: Option<String>,
    pictures: i64,
    sent_at: Option<OffsetDateTime>,
    channel_name: Option<String>,
    community: Option<CommunityId>,
    community_name: Option<String>,
    owner: UserId,
    username: String,
    display_name: String,
    role: String,
    suspended: bool,
    face: Option<PictureId>,
    face_n: Option<i16>,
    outcome: Option<String>,
    handled_at: Option<OffsetDateTime>,
    settled_by: Option<String>,
}

impl CaseRow {
    /// The message with these pictures, where it is there to be seen.
    fn message(&mut self, shown: Vec<ReportedPicture>) -> Option<ReportedMessage> {
        let place = self.community.zip(self.community_name.take()).map(|(community, community_name)| MessagePlace {
            community,
            community_name,
            channel_name: self.channel_name.take().unwrap_or_default(),
        });
        Some(ReportedMessage {
            channel: self.channel?,
            seq: self.seq?,
            body: self.body.take()?,
            pictures: u32::try_from(self.pictures).unwrap_or(u32::MAX),
            shown,
            sent_at: self.sent_at?,
            place,
        })
    }

    fn case(
        mut self,
        pin: Option<PinCard>,
        shown: Vec<ReportedPicture>,
        reports: Vec<Complaint>,
    ) -> Result<Case, Problem> {
        let message = self.message(shown);
        let comment = self.comment.zip(self.said).filter(|_| pin.is_some()).map(|(id, body)| Said { id, body });
        let avatar = face(self.face, self.face_n);
        let person = Person { username: self.username, display_name: self.display_name, avatar };
        let role = self.role.parse()?;
        let settled = match self.outcome.zip(self.handled_at) {
            Some((outcome, at)) => Some(Settled { measure: outcome.parse()?, by: self.settled_by, at }),
            None => None,
        };
        Ok(Case {
            id: self.id,
            kind: self.kind.parse()?,
            pin,
            hidden: self.hidden,
            comment,
            message,
            member: Concerned { person, role, suspended: self.suspended, yours_to_judge: false },
            open: self.open.unsigned_abs(),
            oldest: self.oldest,
            reports,
            settled,
        })
    }
}

impl Db {
    /// What waits longest, after a report where one is named.
    pub async fn cases_oldest(
        &self,
        kind: Option<SubjectKind>,
        after: Option<ReportId>,
        limit: usize,
    ) -> Result<Vec<ReportId>, Problem> {
        let ids = sqlx::query_scalar!(
            r#"select id as "id: ReportId" from reported
               where open > 0 and oldest_id > $1 and ($2::text is null or kind = $2)
               order by oldest_id limit $3"#,
            after.map_or(Uuid::nil(), ReportId::uuid),
            kind.map(SubjectKind::name),
            limit as i64,
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }

    /// What most have reported, after so many and a report where they are named.
    pub async fn cases_most(
        &self,
        kind: Option<SubjectKind>,
        after: Option<(u32, ReportId)>,
        limit: usize,
    ) -> Result<Vec<ReportId>, Problem> {
        let (open, oldest) = after.map_or((i32::MIN, Uuid::nil()), |(open, oldest)| {
            (i32::try_from(open).unwrap_or(i32::MAX).wrapping_neg(), oldest.uuid())
        });
        let ids = sqlx::query_scalar!(
            r#"select id as "id: ReportId" from reported
               where open > 0 and (-open, oldest_id) > ($1, $2) and ($3::text is null or kind = $3)
               order by -open, oldest_id limit $4"#,
            open,
            oldest,
            kind.map(SubjectKind::name),
            limit as i64,
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }

    /// What was settled last, after a moment and a report where they are named.
    pub async fn cases_settled(
        &self,
        kind: Option<SubjectKind>,
        after: Option<(OffsetDateTime, ReportId)>,
        limit: usize,
    ) -> Result<Vec<ReportId>, Problem> {
        let (at, id) = after.unzip();
        let ids = sqlx::query_scalar!(
            r#"select id as "id: ReportId" from reported
               where open = 0 and handled_at is not null and (handled_at, id) < (coalesce($1::timestamptz, 'infinity'), $2)
                 and ($3::text is null or kind = $3)
               order by handled_at desc, id desc limit $4"#,
            at as Option<OffsetDateTime>,
            id.map_or(Uuid::max(), ReportId::uuid),
            kind.map(SubjectKind::name),
            limit as i64,
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }

    /// The name by which something was reported, if it ever was.
    pub async fn case_about(&self, subject: Subject) -> Result<Option<ReportId>, Problem> {
        let SubjectColumns { pin, comment, channel, seq } = subject.into();
        let id = sqlx::query_scalar!(
            r#"select id as "id: ReportId" from reported
               where pin_id = $1 or comment_id = $2 or channel_id = $3 and message_seq = $4"#,
            pin,
            comment,
            channel,
            seq,
        );
        Ok(id.fetch_optional(&self.pool).await?)
    }

    /// These in this order, as this member sees them; with whose each is. A message is there for whoever reads it by what was reported
    /// about it.
    pub async fn cases(&self, viewer: UserId, cases: &[ReportId]) -> Result<Vec<(UserId, Case)>, Problem> {
        let ids: Vec<_> = cases.iter().map(|case| case.uuid()).collect();
        let rows = self.case_rows(viewer, &ids).await?;
        let pins: Vec<_> = rows.iter().filter_map(|row| row.pin).collect();
        let cards = if pins.is_empty() { Vec::new() } else { self.cards(Some(viewer), &pins).await? };
        let cards: HashMap<_, _> = cards.into_iter().map(|card| (card.id, card)).collect();
        let with_pictures = rows.iter().any(|row| row.channel.is_some() && row.pictures > 0);
        let mut shown = if with_pictures { self.pictures_of_cases(viewer, &ids).await? } else { HashMap::new() };
        let mut reports = self.complaints(&ids).await?;
        let case = rows.into_iter().map(|row| {
            let (id, owner, pin) = (row.id, row.owner, row.pin.and_then(|pin| cards.get(&pin).cloned()));
            let (shown, reports) = (shown.remove(&id).unwrap_or_default(), reports.remove(&id).unwrap_or_default());
            Ok((id, (owner, row.case(pin, shown, reports)?)))
        });
        let mut found = case.collect::<Result<HashMap<_, _>, Problem>>()?;
        Ok(cases.iter().filter_map(|id| found.remove(id)).collect())
    }

    async fn case_rows(&self, viewer: UserId, cases: &[Uuid]) -> Result<Vec<CaseRow>, Problem> {
        let rows = sqlx::query_as!(
            CaseRow,
            r#"select reported.id as "id!: ReportId", reported.kind as "kind!", reported.open as "open!",
                      coalesce(oldest_id, reported.id) as "oldest!: ReportId", pin.id as "pin?: PinId",
                      pin.hidden_at is not null as "hidden!", comment.id as "comment?: CommentId", comment.body as "said?",
                      message.channel_id as "channel?: ChannelId", message.seq as "seq?", message.body as "body?",
                      (select count(*) from message_pins as attached
                       join pins as picture on picture.id = attached.pin_id and picture.deleted_at is null
                       where attached.channel_id = message.channel_id and attached.seq = message.seq) as "pictures!",
                      message.sent_at as "sent_at?: OffsetDateTime", channel.name as "channel_name?",
                      community.id as "community?: CommunityId", community.name as "community_name?",
                      owner.id as "owner!: UserId", owner.username as "username!", owner.display_name as "display_name!", owner.role as "role!",
                      owner.suspended_at is not null as "suspended!",
                      face.picture_id as "face?: PictureId", face.n as "face_n?",
                      settled.outcome as "outcome?", settled.handled_at as "handled_at?: OffsetDateTime",
                      settled.username as "settled_by?"
               from reported
               left join comments as comment on comment.id = reported.comment_id
               left join pins as pin on pin.id = coalesce(reported.pin_id, comment.pin_id)
               left join messages as kept on kept.channel_id = reported.channel_id and kept.seq = reported.message_seq
               left join reported_messages($2) as message on message.case_id = reported.id
               left join channels as channel on channel.id = message.channel_id
               left join communities as community on community.id = channel.community_id
               join users as owner on owner.id = coalesce(comment.author_id, kept.author_id, pin.owner_id)
               left join lateral face_of(owner.avatar_id) as face on true
               left join lateral (
                   select report.outcome, report.handled_at, judge.username
                   from reports_about(reported) as report left join users as judge on judge.id = report.handled_by
                   where report.handled_at is not null
                   order by report.handled_at desc limit 1
               ) as settled on true
               where reported.id = any($1)"#,
            cases,
            viewer.uuid(),
        );
        Ok(rows.fetch_all(&self.pool).await?)
    }

    /// A comment on a pin that this member sees, who looks after the site; with who wrote it.
    pub async fn commented(
        &self,
        viewer: UserId,
        comment: CommentId,
    ) -> Result<Option<(UserId, CommentCase)>, Problem> {
        let row = sqlx::query!(
            r#"select comment.body, comment.pin_id as "pin: PinId", author.id as "author: UserId", author.username,
                      author.display_name, author.role, author.suspended_at is not null as "suspended!",
                      face.picture_id as "face?: PictureId", face.n as "face_n?"
               from comments as comment
               join users as author on author.id = comment.author_id
               left join lateral face_of(author.avatar_id) as face on true
               where comment.id = $1"#,
            comment.uuid(),
        );
        let Some(row) = row.fetch_optional(&self.pool).await? else { return Ok(None) };
        let Some(pin) = self.cards(Some(viewer), &[row.pin]).await?.pop() else { return Ok(None) };
        let person =
            Person { username: row.username, display_name: row.display_name, avatar: face(row.face, row.face_n) };
        let member = Concerned { person, role: row.role.parse()?, suspended: row.suspended, yours_to_judge: false };
        let said = Said { id: comment, body: row.body };
        Ok(Some((row.author, CommentCase { said, pin, member, case: None })))
    }

    /// The latest reports about each of these: the open ones, or where there are none, those that were settled.
    async fn complaints(&self, cases: &[Uuid]) -> Result<HashMap<ReportId, Vec<Complaint>>, Problem> {
        let rows = sqlx::query!(
            r#"select reported.id as "case!: ReportId", username as "username!", display_name as "display_name!",
                      face.picture_id as "face?: PictureId", face.n as "face_n?",
                      report.reason as "reason!", report.created_at as "at!: OffsetDateTime"
               from reported
               cross join lateral (
                   select about.id, about.reporter_id, about.reason, about.created_at from reports_about(reported) as about
                   where about.handled_at is null or reported.open = 0
                   order by about.id desc limit $2
               ) as report
               join users as reporter on reporter.id = report.reporter_id
               left join lateral face_of(reporter.avatar_id) as face on true
               where reported.id = any($1)
               order by report.id desc"#,
            cases,
            REPORTS_SHOWN as i64,
        )
        .fetch_all(&self.pool)
        .await?;
        let mut complaints: HashMap<_, Vec<_>> = HashMap::new();
        for row in rows {
            let avatar = face(row.face, row.face_n);
            let reporter = Person { username: row.username, display_name: row.display_name, avatar };
            complaints.entry(row.case).or_default().push(Complaint { reporter, reason: row.reason, at: row.at });
        }
        Ok(complaints)
    }
}
