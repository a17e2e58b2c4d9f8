//! Who has which channel open, on all servers of the site.

use super::{Db, columns::face};
use crate::model::{
    accounts::Person,
    errors::Problem,
    ids::{ChannelId, PictureId, UserId},
};
use uuid::Uuid;

/// For how many seconds what a server has said counts. It says it again sooner.
const COUNTS_FOR: f64 = 60.0;

/// How many members with a channel open are named for each server. So many are counted once, whichever other servers they are on as well.
pub const KNOWN_MOST: usize = 2_000;

/// How many of those who have a channel open are named.
const NAMED_MOST: i32 = 50;

/// Where more than so many have a channel open, nobody is named: it would be told to all of them, each time that somebody comes or goes.
const NAMED_UP_TO: u32 = 200;

/// Who has a channel open.
#[derive(Debug, Clone)]
pub struct Presence {
    pub channel: ChannelId,
    /// How many members.
    pub count: u32,
    /// Some of them, in the order of their names; none where there are many.
    pub people: Vec<(UserId, Person)>,
}

impl Db {
    /// Says who has channels open on a server: of each up to [`KNOWN_MOST`] members, and how many there are. Where there is nobody, nothing is kept.
    pub async fn say_present(&self, server: Uuid, said: &[(ChannelId, Vec<UserId>, usize)]) -> Result<(), Problem> {
        let mut tx = self.begin().await?;
        let gone: Vec<_> =
            said.iter().filter(|(_, _, count)| *count == 0).map(|(channel, _, _)| channel.uuid()).collect();
        sqlx::query!("delete from channel_presence where server_id = $1 and channel_id = any($2)", server, &gone)
            .execute(&mut *tx)
            .await?;
        for (channel, users, count) in said.iter().filter(|(_, _, count)| *count > 0) {
            sqlx::query!(
                "insert into channel_presence (channel_id, server_id, users, count) values ($1, $2, $3, $4)
                 on conflict (channel_id, server_id) do update
                 set users = excluded.users, count = excluded.count, seen_at = excluded.seen_at",
                channel.uuid(),
                server,
                &users.iter().map(|user| user.uuid()).collect::<Vec<_>>(),
                i32::try_from(*count).unwrap_or(i32::MAX),
            )
            .execute(&mut *tx)
            .await?;
        }
        super::commit(tx).await
    }

    /// Forgets what a server has said, and what others have said too long ago.
    pub async fn forget_present(&self, server: Uuid) -> Result<(), Problem> {
        sqlx::query!(
            "delete from channel_presence where server_id = $1 or seen_at < now() - make_interval(secs => $2)",
            server,
            COUNTS_FOR,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Who has these channels open. Whoever is on several servers is counted once, but for those beyond [`KNOWN_MOST`] of a server.
    pub async fn present(&self, channels: &[ChannelId]) -> Result<Vec<Presence>, Problem> {
        let ids: Vec<_> = channels.iter().map(|channel| channel.uuid()).collect();
        let rows = sqlx::query!(
            r#"select asked.id as "channel!: ChannelId",
                      (select coalesce(sum(said.count), 0) - coalesce(sum(cardinality(said.users)), 0) from channel_presence as said
                       where said.channel_id = asked.id and said.seen_at > now() - make_interval(secs => $2))
                      + (select count(distinct known.id) from channel_presence as said cross join unnest(said.users) as known (id)
                         where said.channel_id = asked.id and said.seen_at > now() - make_interval(secs => $2)) as "count!",
                      person.id as "user?: UserId", person.username as "username?", person.display_name as "display_name?",
                      person.picture_id as "face?: PictureId", person.n as "face_n?"
               from unnest($1::uuid[]) as asked (id)
               left join lateral (
                   select users.id, users.username, users.display_name, face.picture_id, face.n
                   from users left join lateral face_of(users.avatar_id) as face on true
                   where users.leaving_at is null and users.id in (
                       select unnest(said.users[:$3::integer]) from channel_presence as said
                       where said.channel_id = asked.id and said.seen_at > now() - make_interval(secs => $2))
                   order by lower(users.display_name), users.id limit $3::integer
               ) as person on true"#,
            &ids,
            COUNTS_FOR,
            NAMED_MOST,
        );
        let mut found: Vec<Presence> = Vec::new();
        for row in rows.fetch_all(&self.pool).await? {
            if found.last().is_none_or(|last| last.channel != row.channel) {
                let count = u32::try_from(row.count).unwrap_or(u32::MAX);
                found.push(Presence { channel: row.channel, count, people: Vec::new() });
            }
            let last = found.last_mut().filter(|last| last.count <= NAMED_UP_TO);
            if let (Some(last), Some(user), Some(username), Some(display_name)) =
                (last, row.user, row.username, row.display_name)
            {
                last.people.push((user, Person { username, display_name, avatar: face(row.face, row.face_n) }));
            }
        }
        Ok(found)
    }
}
