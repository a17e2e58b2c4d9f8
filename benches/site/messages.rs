//! Channels full of messages, made directly in the database (`messages.sql`).

use sqlx::PgConnection;
use uuid::Uuid;

/// Makes ready what [`fill_channel`] needs on a connection.
pub async fn prepare(connection: &mut PgConnection) {
    sqlx::raw_sql(include_str!("messages.sql")).execute(connection).await.expect("words");
}

/// Fills a channel, which is empty, with so many messages of these authors, the first of whom write the most. Some have one of these pins.
pub async fn fill_channel(
    connection: &mut PgConnection,
    channel: Uuid,
    authors: &[Uuid],
    pins: &[Uuid],
    messages: i64,
) {
    let filled = sqlx::query("select pg_temp.fill_channel($1, $2, $3, $4)");
    filled.bind(channel).bind(authors).bind(pins).bind(messages).execute(connection).await.expect("messages");
}
