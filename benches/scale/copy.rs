//! `COPY … FROM STDIN` in PostgreSQL's binary format, which it reads fastest
//! (<https://www.postgresql.org/docs/current/sql-copy.html>).

use sqlx::{PgPool, postgres::PgPoolCopyExt};
use uuid::Uuid;

/// How many bytes are sent at once.
const SEND: usize = 1 << 20;

/// 2000-01-01 in milliseconds since 1970, from which PostgreSQL counts.
const EPOCH: i64 = 946_684_800_000;

/// Rows on their way.
pub struct Rows(Vec<u8>);

impl Rows {
    fn field(&mut self, bytes: &[u8]) {
        self.0.extend((bytes.len() as i32).to_be_bytes());
        self.0.extend(bytes);
    }

    pub fn uuid(&mut self, value: Uuid) -> &mut Self {
        self.field(value.as_bytes());
        self
    }

    pub fn text(&mut self, value: &str) -> &mut Self {
        self.field(value.as_bytes());
        self
    }

    pub fn bytes(&mut self, value: &[u8]) -> &mut Self {
        self.field(value);
        self
    }

    pub fn bool(&mut self, value: bool) -> &mut Self {
        self.field(&[u8::from(value)]);
        self
    }

    pub fn i16(&mut self, value: i16) -> &mut Self {
        self.field(&value.to_be_bytes());
        self
    }

    pub fn i32(&mut self, value: i32) -> &mut Self {
        self.field(&value.to_be_bytes());
        self
    }

    pub fn i64(&mut self, value: i64) -> &mut Self {
        self.field(&value.to_be_bytes());
        self
    }

    /// A `timestamptz`, from milliseconds since 1970.
    pub fn time(&mut self, milliseconds: i64) -> &mut Self {
        self.i64((milliseconds - EPOCH) * 1000)
    }

    pub fn null(&mut self) -> &mut Self {
        self.0.extend((-1_i32).to_be_bytes());
        self
    }
}

/// Fills a table: `into` is its name and columns, and `write` writes one item's fields in that order.
pub async fn copy<T>(pool: &PgPool, into: &str, items: impl Iterator<Item = T>, mut write: impl FnMut(&mut Rows, T)) {
    let columns = into.matches(',').count() as i16 + 1;
    let statement = format!("copy {into} from stdin (format binary)");
    let mut sink = pool.copy_in_raw(&statement).await.expect(into);
    let mut rows = Rows(Vec::with_capacity(SEND + 10_000));
    rows.0.extend(b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0");
    for item in items {
        rows.0.extend(columns.to_be_bytes());
        write(&mut rows, item);
        if rows.0.len() >= SEND {
            sink.send(rows.0.as_slice()).await.expect(into);
            rows.0.clear();
        }
    }
    rows.0.extend((-1_i16).to_be_bytes());
    sink.send(rows.0.as_slice()).await.expect(into);
    sink.finish().await.expect(into);
}
