//! Search over pins. What is looked for comes as tsqueries (PostgreSQL's language of words, `&` and `|`), which the services put
//! together out of words that PostgreSQL has taken a text apart into.

use super::Db;
use crate::model::{
    errors::Problem,
    ids::{PinId, UserId},
};
use uuid::Uuid;

/// A word of what somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedWord {
    /// The word, as search compares it.
    pub word: String,
    /// Whether it is the last of the text.
    pub last: bool,
    /// How many pins have it that everybody finds; `None` where it is not among known words.
    pub pins: Option<u32>,
    /// Whether it is a letter or two of what is written without spaces (Chinese, Japanese, Korean): a part of a word, of which the
    /// next one repeats the last letter.
    pub gram: bool,
}

/// What pins have to match, as tsqueries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matching {
    /// What a pin has to match that everybody finds.
    pub listed: String,
    /// The same for what only its owner finds.
    pub own: String,
    /// All words, any of which makes a pin fit the better.
    pub fit: String,
    /// The words as they were typed, which make it fit better still, where others stand beside them.
    pub literal: Option<String>,
    /// Whose it has to be; anybody's where it says nothing.
    pub owner: Option<UserId>,
    /// The tag that it has to have, where one is named.
    pub tag: Option<String>,
}

/// A place in a list of what was found, by the number that it is sorted by, and the pin.
pub type Place = (u32, PinId);

/// How many of those that match are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// All of them, unless they are more than this.
    All(i64),
    /// So many at most, whichever these are.
    Some(i64),
}

fn below(after: Option<Place>) -> (i32, Uuid) {
    after.map_or((i32::MAX, Uuid::max()), |(number, pin)| (i32::try_from(number).unwrap_or(i32::MAX), pin.uuid()))
}

impl Db {
    /// The words of a text, each once, in the order they come, up to so many.
    pub async fn typed_words(&self, text: &str, limit: i64) -> Result<Vec<TypedWord>, Problem> {
        let rows = sqlx::query!(
            r#"select typed.lexeme as "word!", known.pins as "pins?",
                      typed.positions[cardinality(typed.positions)] = max(typed.positions[cardinality(typed.positions)]) over ()
                          as "last!",
                      is_cjk(typed.lexeme) and char_length(typed.lexeme) <= 2 as "gram!"
               from unnest(to_tsvector('simple', search_typed($1))) as typed
               left join search_words as known on known.word = typed.lexeme
               order by typed.positions[1] limit $2"#,
            text,
            limit,
        );
        let rows = rows.fetch_all(&self.pool).await?;
        let pins = |pins: Option<i32>| pins.map(i32::unsigned_abs);
        let word = rows.into_iter().map(|row| TypedWord {
            word: row.word,
            last: row.last,
            pins: pins(row.pins),
            gram: row.gram,
        });
        Ok(word.collect())
    }

    /// Known words that begin with this text, those of most pins first, each with how many pins have it.
    pub async fn words_beginning(&self, begin: &str, limit: i64) -> Result<Vec<(String, u32)>, Problem> {
        let words = sqlx::query!(
            "select word, pins from search_words where word >= $1 and word < $2 order by pins desc, word limit $3",
            begin,
            format!("{begin}{}", char::MAX),
            limit,
        );
        let words = words.fetch_all(&self.pool).await?;
        Ok(words.into_iter().map(|row| (row.word, row.pins.unsigned_abs())).collect())
    }

    /// Those of these words that are known, those of most pins first, each with how many pins have it.
    pub async fn known_words(&self, words: &[String]) -> Result<Vec<(String, u32)>, Problem> {
        let words =
            sqlx::query!("select word, pins from search_words where word = any($1) order by pins desc, word", words);
        let words = words.fetch_all(&self.pool).await?;
        Ok(words.into_iter().map(|row| (row.word, row.pins.unsigned_abs())).collect())
    }

    /// Known words that are written nearly like this one, the most similar first, each with how many pins have it.
    pub async fn words_like(&self, word: &str, limit: i64) -> Result<Vec<(String, u32)>, Problem> {
        let words = sqlx::query!(
            "select word, pins from search_words where word % $1
             order by similarity(word, $1) desc, pins desc, word limit $2",
            word,
            limit,
        );
        let words = words.fetch_all(&self.pool).await?;
        Ok(words.into_iter().map(|row| (row.word, row.pins.unsigned_abs())).collect())
    }

    /// How many pins there are to be looked through, as PostgreSQL noted when it last went through them.
    pub async fn searched_pins(&self) -> Result<u32, Problem> {
        let pins = sqlx::query_scalar!(
            r#"select greatest(reltuples, 0)::bigint as "pins!" from pg_class where oid = 'pin_search'::regclass"#
        );
        Ok(u32::try_from(pins.fetch_one(&self.pool).await?).unwrap_or(u32::MAX))
    }

    /// The pins that fit best first: where they have the words (1 for the title, half for a tag, less for the rest), and a little
    /// more for what is liked. The number is that in millionths. `None` where there are too many to be compared. `select` has a
    /// query read once, not for each pin.
    pub async fn fitting(
        &self,
        viewer: Option<UserId>,
        matching: &Matching,
        after: Option<Place>,
        compared: Compared,
        limit: usize,
    ) -> Result<Option<Vec<Place>>, Problem> {
        let (rank, pin) = below(after);
        let (looked_at, most) = match compared {
            Compared::All(most) => (most.saturating_add(1), most),
            Compared::Some(most) => (most, i64::MAX),
        };
        let rows = sqlx::query!(
            r#"with found as materialized (
                   (select pin_id, likes, words from pin_search
                    where listed and words @@ $2::text::tsquery
                      and ($10::uuid is null or owner_id = $10) and ($11::text is null or $11 = any(tags)) limit $8)
                   union all
                   (select pin_id, likes, words from pin_search
                    where not listed and owner_id = $1 and words @@ $3::text::tsquery
                      and ($10::uuid is null or owner_id = $10) and ($11::text is null or $11 = any(tags)) limit $8)
               )
               select many.count as "count!", best.pin_id as "pin?: PinId", best.rank as "rank?"
               from (select count(*) as count from found) as many
               left join lateral (
                   select sorted.pin_id, sorted.rank from (
                       select pin_id, rank from (
                           select pin_id, (1000000::float8 * (1::float8 + 0.15::float8 * likes) * (
                                      ts_rank('{0, 0.15, 0.5, 1}', words, (select $4::text::tsquery))
                                      + coalesce(ts_rank('{0, 0.15, 0.5, 1}', words, (select $5::text::tsquery)), 0)
                                  ))::integer as rank
                           from found where many.count <= $12 offset 0
                       ) as ranked
                       where (rank, pin_id) < ($6, $7)
                       order by rank desc, pin_id desc
                   ) as sorted
                   cross join lateral (
                       select from listed_pins($1) as pin
                       where pin.id = sorted.pin_id and (pin.shown or pin.owner_id = $1)
                   ) as pin
                   order by sorted.rank desc, sorted.pin_id desc limit $9
               ) as best on true"#,
            viewer.map(UserId::uuid),
            matching.listed,
            matching.own,
            matching.fit,
            matching.literal,
            rank,
            pin,
            looked_at,
            limit as i64,
            matching.owner.map(UserId::uuid),
            matching.tag,
            most,
        )
        .fetch_all(&self.pool)
        .await?;
        if rows.first().is_some_and(|row| row.count > most) {
            return Ok(None);
        }
        Ok(Some(rows.into_iter().filter_map(|row| Some((row.rank?.unsigned_abs(), row.pin?))).collect()))
    }

    /// How much the likes of the pin weigh that comes next among all by likes; `None` after the last.
    pub async fn next_weight(&self, after: Option<Place>) -> Result<Option<i16>, Problem> {
        let (likes, pin) = below(after);
        let weight = sqlx::query_scalar!(
            r#"select like_weight(like_count) as "weight!" from pin_counts where (like_count, pin_id) < ($1, $2)
               order by like_count desc, pin_id desc limit 1"#,
            likes,
            pin,
        );
        Ok(weight.fetch_optional(&self.pool).await?)
    }

    /// The pins that have the words, of those whose likes weigh this much, what is liked most first; `None` where they are more
    /// than so many.
    pub async fn matching_of_weight(
        &self,
        viewer: Option<UserId>,
        matching: &Matching,
        weight: i16,
        after: Option<Place>,
        compared: i64,
        limit: usize,
    ) -> Result<Option<Vec<Place>>, Problem> {
        let (likes, pin) = below(after);
        let rows = sqlx::query!(
            r#"with found as materialized (
                   (select pin_id from pin_search
                    where listed and words @@ ($2::text::tsquery && ('''=' || $4::smallint || '''')::tsquery) limit $7::bigint + 1)
                   union all
                   (select pin_id from pin_search
                    where not listed and owner_id = $1 and likes = $4 and words @@ $3::text::tsquery limit $7::bigint + 1)
               )
               select many.count as "count!", best.pin_id as "pin?: PinId", best.like_count as "like_count?"
               from (select count(*) as count from found) as many
               left join lateral (
                   select counted.pin_id, counted.like_count from (
                       select counts.pin_id, counts.like_count
                       from found join pin_counts as counts on counts.pin_id = found.pin_id
                       where many.count <= $7::bigint and (counts.like_count, counts.pin_id) < ($5, $6)
                       order by counts.like_count desc, counts.pin_id desc
                   ) as counted
                   cross join lateral (
                       select from listed_pins($1) as pin
                       where pin.id = counted.pin_id and (pin.shown or pin.owner_id = $1)
                   ) as pin
                   order by counted.like_count desc, counted.pin_id desc limit $8
               ) as best on true"#,
            viewer.map(UserId::uuid),
            matching.listed,
            matching.own,
            weight,
            likes,
            pin,
            compared,
            limit as i64,
        )
        .fetch_all(&self.pool)
        .await?;
        if rows.first().is_some_and(|row| row.count > compared) {
            return Ok(None);
        }
        let places = rows.into_iter().filter_map(|row| Some((row.like_count?.unsigned_abs(), row.pin?)));
        Ok(Some(places.collect()))
    }

    /// The pins that have the words among so many that come next by likes, whether they have them or not; what is liked most first.
    pub async fn matching_among_next(
        &self,
        viewer: Option<UserId>,
        matching: &Matching,
        after: Option<Place>,
        walked: i64,
        limit: usize,
    ) -> Result<Vec<Place>, Problem> {
        let (likes, pin) = below(after);
        let rows = sqlx::query!(
            r#"select counts.pin_id as "pin!: PinId", counts.like_count as "like_count!" from (
                   select pin_id, like_count from pin_counts where (like_count, pin_id) < ($4, $5)
                   order by like_count desc, pin_id desc limit $6
               ) as counts
               cross join lateral (
                   select from pin_search as search
                   where search.pin_id = counts.pin_id
                     and ((search.listed and search.words @@ $2::text::tsquery)
                          or (not search.listed and search.owner_id = $1 and search.words @@ $3::text::tsquery))
                   offset 0
               ) as matching
               cross join lateral (
                   select from listed_pins($1) as pin
                   where pin.id = counts.pin_id and (pin.shown or pin.owner_id = $1) offset 0
               ) as pin
               order by counts.like_count desc, counts.pin_id desc limit $7"#,
            viewer.map(UserId::uuid),
            matching.listed,
            matching.own,
            likes,
            pin,
            walked,
            limit as i64,
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(|row| (row.like_count.unsigned_abs(), row.pin)).collect())
    }
}
