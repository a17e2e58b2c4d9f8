//! Members by their names, boards by their titles: by how a word of them begins, or by what is written nearly like them, in small
//! letters and without accents. Of what is found by a common beginning, whoever comes first by followers, or by age, is looked
//! for among those alone.

use super::Db;
use crate::model::{
    errors::Problem,
    ids::{BoardId, UserId},
};

/// How many are looked through before an index is asked for all of that beginning.
const AMONG_FIRST: i64 = 2000;

/// How many that are written nearly alike are compared.
const COMPARED: i64 = 200;

/// A text as the beginning of a pattern of LIKE, where it stands for itself.
pub(super) fn beginning(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 1);
    for letter in text.chars() {
        if matches!(letter, '\\' | '%' | '_') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

impl Db {
    /// Members of whose names a word begins with this text, those whom most follow first.
    pub async fn members_beginning(&self, text: &str, limit: usize) -> Result<Vec<UserId>, Problem> {
        let pattern = format!("% {}", beginning(text));
        let first = sqlx::query_scalar!(
            r#"select id as "id: UserId" from (
                   select id, names, follower_count, suspended_at from users
                   order by follower_count desc, id desc limit $2
               ) as first
               where names like search_name($1) and suspended_at is null
               order by follower_count desc, id desc limit $3"#,
            pattern,
            AMONG_FIRST,
            limit as i64,
        );
        let first = first.fetch_all(&self.pool).await?;
        if first.len() >= limit {
            return Ok(first);
        }
        let all = sqlx::query_scalar!(
            r#"with found as materialized (
                   select id, follower_count from users where names like search_name($1) and suspended_at is null
               )
               select id as "id!: UserId" from found order by follower_count desc, id desc limit $2"#,
            pattern,
            limit as i64,
        );
        Ok(all.fetch_all(&self.pool).await?)
    }

    /// The member with this user name, in small letters.
    pub async fn members_called(&self, name: &str) -> Result<Vec<UserId>, Problem> {
        let id = sqlx::query_scalar!(
            r#"select id as "id: UserId" from users where lower(username) = $1 and suspended_at is null"#,
            name
        );
        Ok(id.fetch_all(&self.pool).await?)
    }

    /// Members whose names have words as this tsquery asks, those whom most follow first.
    pub async fn members_of_words(&self, words: &str, limit: usize) -> Result<Vec<UserId>, Problem> {
        let ids = sqlx::query_scalar!(
            r#"with found as materialized (
                   select id, follower_count from users
                   where name_words(names) @@ $1::text::tsquery and suspended_at is null
               )
               select id as "id!: UserId" from found order by follower_count desc, id desc limit $2"#,
            words,
            limit as i64,
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }

    /// Members of nearly such a name, the most similar first.
    pub async fn members_like(&self, text: &str, limit: usize) -> Result<Vec<UserId>, Problem> {
        let ids = sqlx::query_scalar!(
            r#"with found as materialized (
                   select id, follower_count, word_similarity(search_name($1), names) as alike from users
                   where search_name($1) <% names and suspended_at is null limit $2
               )
               select id as "id!: UserId" from found order by alike desc, follower_count desc, id desc limit $3"#,
            text,
            COMPARED,
            limit as i64,
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }

    /// Boards that this viewer may see, of whose titles a word begins with this text, the newest first.
    pub async fn boards_beginning(
        &self,
        viewer: Option<UserId>,
        text: &str,
        limit: usize,
    ) -> Result<Vec<BoardId>, Problem> {
        let pattern = format!("% {}", beginning(text));
        let newest = sqlx::query_scalar!(
            r#"select id as "id!: BoardId" from (
                   select id, names from visible_boards($1) order by id desc limit $3
               ) as newest
               where names like search_name($2)
               order by id desc limit $4"#,
            viewer.map(UserId::uuid),
            pattern,
            AMONG_FIRST,
            limit as i64,
        );
        let newest = newest.fetch_all(&self.pool).await?;
        if newest.len() >= limit {
            return Ok(newest);
        }
        let all = sqlx::query_scalar!(
            r#"with found as materialized (
                   select id from visible_boards($1) where names like search_name($2)
               )
               select id as "id!: BoardId" from found order by id desc limit $3"#,
            viewer.map(UserId::uuid),
            pattern,
            limit as i64,
        );
        Ok(all.fetch_all(&self.pool).await?)
    }

    /// Boards that this viewer may see, whose titles have words as this tsquery asks, the newest first.
    pub async fn boards_of_words(
        &self,
        viewer: Option<UserId>,
        words: &str,
        limit: usize,
    ) -> Result<Vec<BoardId>, Problem> {
        let ids = sqlx::query_scalar!(
            r#"with found as materialized (
                   select id from visible_boards($1) where name_words(names) @@ $2::text::tsquery
               )
               select id as "id!: BoardId" from found order by id desc limit $3"#,
            viewer.map(UserId::uuid),
            words,
            limit as i64,
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }

    /// Boards that this viewer may see, of nearly such a title, the most similar first.
    pub async fn boards_like(&self, viewer: Option<UserId>, text: &str, limit: usize) -> Result<Vec<BoardId>, Problem> {
        let ids = sqlx::query_scalar!(
            r#"with found as materialized (
                   select id, word_similarity(search_name($2), names) as alike from visible_boards($1)
                   where search_name($2) <% names limit $3
               )
               select id as "id!: BoardId" from found order by alike desc, id desc limit $4"#,
            viewer.map(UserId::uuid),
            text,
            COMPARED,
            limit as i64,
        );
        Ok(ids.fetch_all(&self.pool).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stands_for_itself_in_a_pattern() {
        assert_eq!(beginning(r"50% of_a\b"), r"50\% of\_a\\b%");
    }
}
