//! Search of messages. There are two ways to them: the index of their words, for words that few messages have; and a walk along the messages
//! of channels, the newest first, which soon comes upon a word that many have, and gives up after so many.

use super::{Db, columns::face};
use crate::model::{
    accounts::Person,
    errors::Problem,
    ids::{ChannelId, CommunityId, PictureId, UserId},
};
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

/// How many of the latest messages of a channel are looked through for who writes there.
const LATEST: i64 = 200;

/// How many names of the whole site with the same beginning are looked through for members of a community.
const NAMES_MOST: i64 = 20_000;

/// Channels, each with what it and its community are called.
pub type ChannelNames = HashMap<ChannelId, (String, Option<(CommunityId, String)>)>;

/// A place among messages, the newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub at: OffsetDateTime,
    pub channel: ChannelId,
    pub seq: i64,
}

/// What messages have to fit.
#[derive(Debug, Clone)]
pub struct Fitting {
    /// In these channels, which the viewer may read.
    pub channels: Vec<ChannelId>,
    /// With all of these words; any where it is empty.
    pub words: String,
    /// The longest of them, as the index has it: a message without it need not be taken apart.
    pub longest: String,
    pub author: Option<UserId>,
    pub has_picture: bool,
    pub since: Option<OffsetDateTime>,
    pub until: Option<OffsetDateTime>,
    /// Only after this place.
    pub after: Option<Place>,
}

impl Fitting {
    fn channels(&self) -> Vec<Uuid> {
        self.channels.iter().map(|channel| channel.uuid()).collect()
    }

    /// Below which place they are. No message comes before the nil channel.
    fn below(&self) -> (Option<OffsetDateTime>, Uuid, i64) {
        self.after.map_or((self.until, Uuid::nil(), 0), |Place { at, channel, seq }| (Some(at), channel.uuid(), seq))
    }
}

/// What a walk came upon.
#[derive(Debug)]
pub struct Walk {
    pub found: Vec<Place>,
    /// Where it ended; `None` where there are no more messages.
    pub end: Option<Place>,
}

/// The words of a text, as the index has them.
#[derive(Debug)]
pub struct Terms {
    pub longest: Option<String>,
    /// How many messages have all of them at most, as PostgreSQL foretells; `None` where it does not know.
    pub messages: Option<f64>,
}

impl Db {
    /// The channels that a search goes through, of those that this viewer may read: one, or those of a community, or where neither is said
    /// all that they belong to.
    pub async fn searched_channels(
        &self,
        viewer: Option<UserId>,
        channel: Option<ChannelId>,
        community: Option<CommunityId>,
    ) -> Result<Vec<ChannelId>, Problem> {
        let ids = sqlx::query_scalar!(
            r#"select channel.id as "id!: ChannelId"
               from (
                   select channels.id from channels
                   where channels.id = $2 and ($3::uuid is null or channels.community_id = $3)
                   union all
                   select channels.id from channels where $2::uuid is null and channels.community_id = $3
                   union all
                   select channels.id
                   from community_members as member join channels on channels.community_id = member.community_id
                   where $2::uuid is null and $3::uuid is null and member.user_id = $1
                   union all
                   select member.channel_id from conversation_members as member
                   where $2::uuid is null and $3::uuid is null and member.user_id = $1
               ) as asked
               join visible_channels($1) as channel on channel.id = asked.id"#,
            viewer.map(UserId::uuid),
            channel.map(ChannelId::uuid),
            community.map(CommunityId::uuid),
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }

    /// The words of a text. How many messages have one is among what PostgreSQL notes of an index when it goes through it; of a word that
    /// it does not name, no more than of the rarest that it names.
    pub async fn message_terms(&self, words: &str) -> Result<Terms, Problem> {
        let row = sqlx::query!(
            r#"select (select typed.lexeme from unnest(to_tsvector('simple', $1)) as typed
                       order by char_length(typed.lexeme) desc, typed.lexeme limit 1) as longest,
                      (select min(coalesce(known.part, stats.parts[cardinality(stats.terms) + 1]))::float8
                       from unnest(to_tsvector('simple', $1)) as typed
                       cross join (
                           select most_common_elems::text::text[] as terms, most_common_elem_freqs as parts from pg_stats
                           where schemaname = current_schema() and tablename = 'messages_search_idx'
                             and most_common_elems is not null
                       ) as stats
                       left join lateral (
                           select each.part from unnest(stats.terms, stats.parts) as each (term, part)
                           where each.term = typed.lexeme
                       ) as known on true) as part,
                      (select greatest(reltuples, 0)::float8 from pg_class where oid = 'messages'::regclass) as "messages!""#,
            words,
        );
        let row = row.fetch_one(&self.pool).await?;
        Ok(Terms { longest: row.longest, messages: row.part.map(|part| part * row.messages) })
    }

    /// Messages that fit, found by the index of words; `None` where more than so many messages have the words, in whatever channel.
    pub async fn fitting_messages(
        &self,
        viewer: Option<UserId>,
        fitting: &Fitting,
        most: i64,
        limit: usize,
    ) -> Result<Option<Vec<Place>>, Problem> {
        let (at, channel, seq) = fitting.below();
        let rows = sqlx::query!(
            r#"with found as materialized (
                   select channel_id, seq, sent_at, author_id, has_picture from messages
                   where deleted_at is null
                     and to_tsvector('simple', body) @@ (select plainto_tsquery('simple', $2))
                   limit $9::bigint + 1
               )
               select many.count as "count!", one.sent_at as "at?: OffsetDateTime", one.channel_id as "channel?: ChannelId",
                      one.seq as "seq?"
               from (select count(*) as count from found) as many
               left join lateral (
                   select found.channel_id, found.seq, found.sent_at from found
                   where many.count <= $9::bigint and found.channel_id = any($3)
                     and (found.sent_at, found.channel_id, found.seq) < (coalesce($6::timestamptz, 'infinity'), $7::uuid, $8::bigint)
                     and found.sent_at >= coalesce($10::timestamptz, '-infinity')
                     and ($4::uuid is null or found.author_id = $4)
                     and (found.has_picture or not $5::boolean)
                     and found.author_id <> all (array(select user_id from blocked($1)))
                     and found.author_id <> all (array(select id from users where leaving_at is not null))
                   order by found.sent_at desc, found.channel_id desc, found.seq desc limit $11
               ) as one on true"#,
            viewer.map(UserId::uuid),
            fitting.words,
            &fitting.channels(),
            fitting.author.map(UserId::uuid),
            fitting.has_picture,
            at as Option<OffsetDateTime>,
            channel,
            seq,
            most,
            fitting.since as Option<OffsetDateTime>,
            limit as i64,
        );
        let rows = rows.fetch_all(&self.pool).await?;
        if rows.first().is_some_and(|row| row.count > most) {
            return Ok(None);
        }
        let places =
            rows.into_iter().filter_map(|row| Some(Place { at: row.at?, channel: row.channel?, seq: row.seq? }));
        Ok(Some(places.collect()))
    }

    /// Messages that fit, found by a walk along up to `each` messages of each channel, the newest first. Where that was not all of a channel,
    /// what is older than its last is left out: others of the same age were not looked at.
    pub async fn walk_messages(
        &self,
        viewer: Option<UserId>,
        fitting: &Fitting,
        each: i64,
        limit: usize,
    ) -> Result<Walk, Problem> {
        let (at, channel, seq) = fitting.below();
        let rows = sqlx::query!(
            r#"with walked as materialized (
                   select asked.channel_id, one.seq, one.sent_at,
                          one.author_id <> all (array(select user_id from blocked($1)))
                          and one.author_id <> all (array(select id from users where leaving_at is not null))
                          and ($2 = '' or strpos(lower(one.body), $12) > 0
                                          and to_tsvector('simple', one.body) @@ (select plainto_tsquery('simple', $2))) as fits
                   from unnest($3::uuid[]) as asked (channel_id)
                   cross join lateral messages_below(
                       asked.channel_id, $4, $5, coalesce($6::timestamptz, 'infinity'), $7, $8,
                       coalesce($10::timestamptz, '-infinity'), $9
                   ) as one
               ), ends as (
                   select channel_id, min(sent_at) as sent_at, (array_agg(seq order by sent_at, seq))[1] as seq
                   from walked group by channel_id having count(*) = $9
               ), frontier as (
                   select channel_id, seq, sent_at from ends order by sent_at desc, channel_id desc, seq desc limit 1
               )
               select found.sent_at as "at!: OffsetDateTime", found.channel_id as "channel!: ChannelId", found.seq as "seq!",
                      found.is_end as "is_end!"
               from (
                   (select walked.sent_at, walked.channel_id, walked.seq, false as is_end from walked
                    where walked.fits and not exists (
                        select from frontier
                        where (walked.sent_at, walked.channel_id, walked.seq) < (frontier.sent_at, frontier.channel_id, frontier.seq)
                    )
                    order by walked.sent_at desc, walked.channel_id desc, walked.seq desc limit $11)
                   union all
                   select frontier.sent_at, frontier.channel_id, frontier.seq, true from frontier
               ) as found
               order by found.is_end, found.sent_at desc, found.channel_id desc, found.seq desc"#,
            viewer.map(UserId::uuid),
            fitting.words,
            &fitting.channels(),
            fitting.author.map(UserId::uuid),
            fitting.has_picture,
            at as Option<OffsetDateTime>,
            channel,
            seq,
            each,
            fitting.since as Option<OffsetDateTime>,
            limit as i64,
            fitting.longest,
        );
        let mut walk = Walk { found: Vec::new(), end: None };
        for row in rows.fetch_all(&self.pool).await? {
            let place = Place { at: row.at, channel: row.channel, seq: row.seq };
            if row.is_end { walk.end = Some(place) } else { walk.found.push(place) }
        }
        Ok(walk)
    }

    /// What these channels and their communities are called.
    pub async fn channel_names(&self, channels: &[ChannelId]) -> Result<ChannelNames, Problem> {
        let ids: Vec<_> = channels.iter().map(|channel| channel.uuid()).collect();
        let rows = sqlx::query!(
            r#"select channel.id as "id!: ChannelId", channel.name as "name!", community.id as "community?: CommunityId",
                      community.name as "community_name?"
               from channels as channel left join communities as community on community.id = channel.community_id
               where channel.id = any($1)"#,
            &ids,
        );
        let rows = rows.fetch_all(&self.pool).await?;
        Ok(rows.into_iter().map(|row| (row.id, (row.name, row.community.zip(row.community_name)))).collect())
    }

    /// Whom a member may mean by the beginning of a name in a channel, in small letters: who wrote there last or takes part in the
    /// conversation, then other members of the community; these last only where there is a beginning. They are found along the index of
    /// names, whatever the size of the community.
    pub async fn mentionable_in(
        &self,
        member: UserId,
        channel: ChannelId,
        begin: &str,
        limit: i64,
    ) -> Result<Vec<Person>, Problem> {
        let rows = sqlx::query!(
            r#"with here as (
                   select id, community_id from visible_channels($1) as channel where channel.id = $2
               ), candidates as (
                   select author_id as id, 1 as place from (
                       select author_id from messages where channel_id = (select id from here) order by seq desc limit $6
                   ) as latest
                   union all
                   select user_id, 1 from conversation_members
                   where channel_id = (select id from here where community_id is null)
                   union all
                   (select named.id, 2 from (
                        select users.id, lower(users.username) as name from users
                        where $3 <> '' and lower(users.username) ~>=~ $3 and lower(users.username) ~<~ $4
                        order by lower(users.username) using ~<~ limit $7
                    ) as named
                    cross join lateral (
                        select from community_members as other
                        where other.community_id = (select community_id from here) and other.user_id = named.id
                        offset 0
                    ) as joined
                    order by named.name using ~<~ limit $5)
               ), ranked as (
                   select id, min(place) as place from candidates
                   where id <> $1 and id <> all (array(select user_id from blocked($1)))
                   group by id
               )
               select person.username as "username!", person.display_name as "display_name!",
                      face.picture_id as "face?: PictureId", face.n as "face_n?"
               from ranked
               cross join here
               cross join lateral (
                   select users.username, users.display_name, users.avatar_id from users
                   where users.id = ranked.id and users.suspended_at is null
                     and (starts_with(lower(users.username), $3) or starts_with(lower(users.display_name), $3))
                     and (here.community_id is null or exists (
                         select from community_members as other
                         where other.community_id = here.community_id and other.user_id = ranked.id))
                   offset 0
               ) as person
               left join lateral face_of(person.avatar_id) as face on true
               order by ranked.place, lower(person.username)
               limit $5"#,
            member.uuid(),
            channel.uuid(),
            begin,
            format!("{begin}{}", char::MAX),
            limit,
            LATEST,
            NAMES_MOST,
        );
        let people = rows.fetch_all(&self.pool).await?.into_iter().map(|row| Person {
            username: row.username,
            display_name: row.display_name,
            avatar: face(row.face, row.face_n),
        });
        Ok(people.collect())
    }
}
