//! Pictures of messages that were reported. Those who look after the site see them with the message, also where they do not read its
//! channel.

use super::Db;
use crate::model::{
    errors::Problem,
    ids::{ChannelId, PictureId, PinId, ReportId, UserId},
    moderation::ReportedPicture,
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// How many pixels of such a picture are enough beside its message, across.
const WIDTH: i32 = 236;

impl Db {
    /// Those of these pictures that were posted in a message which this viewer, who looks after the site, reads by a report about it
    /// (`reported_messages`), and uploaded for its channel.
    pub(super) async fn seen_by_reports(
        &self,
        viewer: UserId,
        pictures: &[PictureId],
    ) -> Result<HashSet<PictureId>, Problem> {
        let ids: Vec<_> = pictures.iter().map(|picture| picture.uuid()).collect();
        let seen = sqlx::query_scalar!(
            r#"select pin.picture_id as "picture: PictureId" from pins as pin
               where looks_after($1) and pin.picture_id = any($2) and pin.visibility = 'channel' and pin.deleted_at is null
                 and pin.owner_id <> all (array(select id from users where leaving_at is not null))
                 and exists (
                     select from message_pins as posted
                     join reported_messages($1) as message
                         on message.channel_id = posted.channel_id and message.seq = posted.seq
                     where posted.pin_id = pin.id and posted.channel_id = pin.channel_id)"#,
            viewer.uuid(),
            &ids,
        );
        Ok(seen.fetch_all(&self.pool).await?.into_iter().collect())
    }

    /// The pictures of reported messages that this viewer sees, in their order.
    pub(super) async fn pictures_of_cases(
        &self,
        viewer: UserId,
        cases: &[Uuid],
    ) -> Result<HashMap<ReportId, Vec<ReportedPicture>>, Problem> {
        let rows = sqlx::query!(
            r#"select message.case_id as "case!: ReportId", picture.id as "picture!: PictureId",
                      small.n as "n!", small.width as "width!", small.height as "height!", large.n as "largest!",
                      exists (select from visible_pictures($1) as seen where seen.id = picture.id) as "seen!"
               from reported_messages($1) as message
               join message_pins as posted on posted.channel_id = message.channel_id and posted.seq = message.seq
               join pins as pin on pin.id = posted.pin_id and pin.deleted_at is null
               join pictures as picture on picture.id = pin.picture_id
               cross join lateral (
                   select qualities.n, qualities.width, qualities.height from qualities
                   where qualities.picture_id = picture.id and qualities.n <> 1
                   order by qualities.width < $3, abs(qualities.width - $3) limit 1
               ) as small
               cross join lateral (
                   select qualities.n from qualities where qualities.picture_id = picture.id
                   order by qualities.width desc limit 1
               ) as large
               where message.case_id = any($2)
               order by posted.position"#,
            viewer.uuid(),
            cases,
            WIDTH,
        );
        let rows = rows.fetch_all(&self.pool).await?;
        let others: Vec<_> = rows.iter().filter(|row| !row.seen).map(|row| row.picture).collect();
        let by_reports = if others.is_empty() { HashSet::new() } else { self.seen_by_reports(viewer, &others).await? };
        let mut found: HashMap<_, Vec<_>> = HashMap::new();
        for row in rows.into_iter().filter(|row| row.seen || by_reports.contains(&row.picture)) {
            found.entry(row.case).or_default().push(ReportedPicture {
                picture: row.picture,
                n: number(row.n)?,
                width: row.width.unsigned_abs(),
                height: row.height.unsigned_abs(),
                largest: number(row.largest)?,
            });
        }
        Ok(found)
    }

    /// The message by which its owner has posted a picture in a direct conversation that this viewer reads.
    pub async fn posted_directly(&self, viewer: UserId, pin: PinId) -> Result<Option<(ChannelId, i64)>, Problem> {
        let row = sqlx::query!(
            r#"select message.channel_id as "channel!: ChannelId", message.seq as "seq!"
               from visible_pins($1) as pin
               join channels as channel on channel.id = pin.channel_id and channel.kind = 'direct'
               join message_pins as posted on posted.pin_id = pin.id and posted.channel_id = pin.channel_id
               join messages as message on message.channel_id = posted.channel_id and message.seq = posted.seq
               where pin.id = $2 and pin.visibility = 'channel'
                 and message.author_id = pin.owner_id and message.deleted_at is null
               order by message.seq limit 1"#,
            viewer.uuid(),
            pin.uuid(),
        );
        Ok(row.fetch_optional(&self.pool).await?.map(|row| (row.channel, row.seq)))
    }
}

fn number(n: i16) -> Result<u8, Problem> {
    u8::try_from(n).map_err(|_| Problem::Internal)
}
