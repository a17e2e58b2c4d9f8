//! Words and tags that pins have which everybody finds, with how many: how the counts are kept, and what is offered of them.

use super::{Db, Tx};
use crate::model::errors::Problem;

/// Names the lock of whoever adds up: two at once would wait for each other's rows.
const LOCK: i64 = 0x7365_6172_6368;

/// A word or a tag that no pin has any more.
struct Gone {
    is_tag: bool,
    term: String,
}

/// Whether there are changes that have not been added up.
pub async fn any_changes(db: &Db) -> Result<bool, Problem> {
    let any = sqlx::query_scalar!(r#"select exists (select from search_changes) as "any!""#);
    Ok(any.fetch_one(db.pool()).await?)
}

/// Adds the changes up, unless somebody else is at it.
pub async fn add_up(tx: &mut Tx) -> Result<(), Problem> {
    let mine = sqlx::query_scalar!(r#"select pg_try_advisory_xact_lock($1) as "mine!""#, LOCK);
    if !mine.fetch_one(&mut **tx).await? {
        return Ok(());
    }
    let gone = sqlx::query_as!(
        Gone,
        r#"with taken as (
               delete from search_changes returning is_tag, term, pins
           ), changed as materialized (
               select is_tag, term, sum(pins)::integer as pins from taken group by is_tag, term having sum(pins) <> 0
           ), tags as (
               insert into search_tags (tag, pins) select term, pins from changed where is_tag
               on conflict (tag) do update set pins = search_tags.pins + excluded.pins
               returning tag, pins
           ), words as (
               insert into search_words (word, pins) select term, pins from changed where not is_tag
               on conflict (word) do update set pins = search_words.pins + excluded.pins
               returning word, pins
           )
           select true as "is_tag!", tag as "term!" from tags where pins <= 0
           union all
           select false, word from words where pins <= 0"#
    )
    .fetch_all(&mut **tx)
    .await?;
    let (tags, words): (Vec<_>, Vec<_>) = gone.into_iter().partition(|row| row.is_tag);
    let terms = |rows: Vec<Gone>| rows.into_iter().map(|row| row.term).collect::<Vec<_>>();
    sqlx::query!("delete from search_tags where tag = any($1)", &terms(tags)).execute(&mut **tx).await?;
    sqlx::query!("delete from search_words where word = any($1)", &terms(words)).execute(&mut **tx).await?;
    Ok(())
}

impl Db {
    /// How many pins have a tag that everybody finds, as far as they have been added up.
    pub async fn tag_pins(&self, tag: &str) -> Result<u32, Problem> {
        let pins = sqlx::query_scalar!("select pins from search_tags where tag = $1", tag);
        Ok(pins.fetch_optional(&self.pool).await?.map_or(0, i32::unsigned_abs))
    }

    /// The tags that most pins have.
    pub async fn popular_tags(&self, limit: i64) -> Result<Vec<String>, Problem> {
        let tags = sqlx::query_scalar!("select tag from search_tags order by pins desc, tag limit $1", limit);
        Ok(tags.fetch_all(&self.pool).await?)
    }

    /// The tags that begin with this text, those that most pins have first.
    pub async fn tags_beginning(&self, begin: &str, limit: i64) -> Result<Vec<String>, Problem> {
        let tags = sqlx::query_scalar!(
            "select tag from search_tags where tag >= $1 and tag < $2 order by pins desc, tag limit $3",
            begin,
            format!("{begin}{}", char::MAX),
            limit,
        );
        Ok(tags.fetch_all(&self.pool).await?)
    }
}
