//! What was reported: found in order by `reported`, which triggers keep, and looked up after.

use super::{Db, columns::face};
use crate::model::{
    accounts::Person,
    errors::Problem,
    ids::{CommentId, PictureId, PinId, ReportId, UserId},
    moderation::{Case, CommentCase, Complaint, Concerned, REPORTS_SHOWN, Said, Settled, SubjectKind},
    reports::Subject,
};
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

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
               where open > 0 and oldest_id > $1 and ($2::boolean is null or (pin_id is not null) = $2)
               order by oldest_id limit $3"#,
            after.map_or(Uuid::nil(), ReportId::uuid),
            of_pin(kind),
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
               where open > 0 and (-open, oldest_id) > ($1, $2) and ($3::boolean is null or (pin_id is not null) = $3)
               order by -open, oldest_id limit $4"#,
            open,
            oldest,
            of_pin(kind),
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
                 and ($3::boolean is null or (pin_id is not null) = $3)
               order by handled_at desc, id desc limit $4"#,
            at as Option<OffsetDateTime>,
            id.map_or(Uuid::max(), ReportId::uuid),
            of_pin(kind),
            limit as i64,
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }

    /// The name by which something was reported, if it ever was.
    pub async fn case_about(&self, subject: Subject) -> Result<Option<ReportId>, Problem> {
        let (pin, comment) = match subject {
            Subject::Pin(pin) => (Some(pin.uuid()), None),
            Subject::Comment(comment) => (None, Some(comment.uuid())),
        };
        let id = sqlx::query_scalar!(
            r#"select id as "id: ReportId" from reported where pin_id = $1 or comment_id = $2"#,
            pin,
            comment,
        );
        Ok(id.fetch_optional(&self.pool).await?)
    }

    /// These in this order, as this member sees them, who looks after the site; with whose each is.
    pub async fn cases(&self, viewer: UserId, cases: &[ReportId]) -> Result<Vec<(UserId, Case)>, Problem> {
        let ids: Vec<_> = cases.iter().map(|case| case.uuid()).collect();
        let rows = sqlx::query!(
            r#"select reported.id as "id: ReportId", reported.pin_id is not null as "of_pin!", reported.open,
                      coalesce(oldest_id, reported.id) as "oldest!: ReportId", pin.id as "pin: PinId",
                      pin.hidden_at is not null as "hidden!", comment.id as "comment?: CommentId", comment.body as "body?",
                      owner.id as "owner: UserId", owner.username, owner.display_name, owner.role,
                      owner.suspended_at is not null as "suspended!",
                      face.picture_id as "face?: PictureId", face.n as "face_n?",
                      settled.outcome as "outcome?", settled.handled_at as "handled_at?: OffsetDateTime",
                      settled.username as "settled_by?"
               from reported
               left join comments as comment on comment.id = reported.comment_id
               join pins as pin on pin.id = coalesce(reported.pin_id, comment.pin_id)
               join users as owner on owner.id = coalesce(comment.author_id, pin.owner_id)
               left join lateral face_of(owner.avatar_id) as face on true
               left join lateral (
                   select reports.outcome, reports.handled_at, judge.username
                   from reports left join users as judge on judge.id = reports.handled_by
                   where (reports.pin_id = reported.pin_id or reports.comment_id = reported.comment_id)
                     and reports.handled_at is not null
                   order by reports.handled_at desc limit 1
               ) as settled on true
               where reported.id = any($1)"#,
            &ids,
        )
        .fetch_all(&self.pool)
        .await?;
        let pins: Vec<_> = rows.iter().map(|row| row.pin).collect();
        let cards = self.cards(Some(viewer), &pins).await?;
        let cards: HashMap<_, _> = cards.into_iter().map(|card| (card.id, card)).collect();
        let mut reports = self.complaints(&ids).await?;
        let case = rows.into_iter().map(|row| {
            let pin = cards.get(&row.pin).cloned();
            let comment = row.comment.zip(row.body).filter(|_| pin.is_some()).map(|(id, body)| Said { id, body });
            let avatar = face(row.face, row.face_n);
            let person = Person { username: row.username, display_name: row.display_name, avatar };
            let role = row.role.parse()?;
            let settled = match row.outcome.zip(row.handled_at) {
                Some((outcome, at)) => Some(Settled { measure: outcome.parse()?, by: row.settled_by, at }),
                None => None,
            };
            let case = Case {
                id: row.id,
                kind: if row.of_pin { SubjectKind::Pin } else { SubjectKind::Comment },
                pin,
                hidden: row.hidden,
                comment,
                member: Concerned { person, role, suspended: row.suspended, yours_to_judge: false },
                open: row.open.unsigned_abs(),
                oldest: row.oldest,
                reports: reports.remove(&row.id).unwrap_or_default(),
                settled,
            };
            Ok((row.id, (row.owner, case)))
        });
        let mut found = case.collect::<Result<HashMap<_, _>, Problem>>()?;
        Ok(cases.iter().filter_map(|id| found.remove(id)).collect())
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
            r#"select reported.id as "case: ReportId", username, display_name,
                      face.picture_id as "face?: PictureId", face.n as "face_n?",
                      report.reason as "reason!", report.created_at as "at!: OffsetDateTime"
               from reported
               cross join lateral (
                   select id, reporter_id, reason, created_at from reports
                   where (reports.pin_id = reported.pin_id or reports.comment_id = reported.comment_id)
                     and (reports.handled_at is null or reported.open = 0)
                   order by id desc limit $2
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

/// Whether it is to be a pin; none where that is all the same.
fn of_pin(kind: Option<SubjectKind>) -> Option<bool> {
    kind.map(|kind| kind == SubjectKind::Pin)
}
