//! The schema as this program knows it: how far it has come, and which tables and functions in it are ours, as a migration has made them. All
//! else there is somebody else's, an administrator's or an extension's.

use super::MIGRATIONS;
use sqlx::FromRow;
use std::sync::LazyLock;

/// The table in which sqlx notes what has been applied.
pub(super) const APPLIED: &str = "_sqlx_migrations";

/// How far the tables have come: the number of their last migration, and its checksum.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Schema {
    /// Its number.
    pub version: i64,
    /// As sqlx reckons it.
    pub checksum: Vec<u8>,
}

impl Schema {
    /// Whether this program knows tables that have come so far, and by the same migrations.
    pub fn is_known(&self) -> bool {
        MIGRATIONS.iter().any(|known| known.version == self.version && *known.checksum == *self.checksum)
    }
}

/// The last migration that this program knows.
pub fn newest() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// The names of our tables, those of all versions that this program knows.
pub(super) fn tables() -> &'static [String] {
    static TABLES: LazyLock<Vec<String>> = LazyLock::new(|| {
        let mut tables = made("table");
        tables.push(APPLIED.to_owned());
        tables
    });
    &TABLES
}

/// The names of our functions.
pub(super) fn functions() -> &'static [String] {
    static FUNCTIONS: LazyLock<Vec<String>> = LazyLock::new(|| made("function"));
    &FUNCTIONS
}

/// What migrations make of this kind.
fn made(kind: &str) -> Vec<String> {
    let mut names: Vec<_> = MIGRATIONS
        .iter()
        .flat_map(|migration| migration.sql.as_str().lines())
        .filter_map(|line| name(line, kind))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The name of what this line of a migration makes, where it makes something of this kind.
fn name(line: &str, kind: &str) -> Option<String> {
    let rest = line.strip_prefix("create ")?;
    let rest = rest.strip_prefix("or replace ").or_else(|| rest.strip_prefix("unlogged ")).unwrap_or(rest);
    let rest = rest.strip_prefix(kind)?.strip_prefix(' ')?;
    let rest = rest.strip_prefix("if not exists ").unwrap_or(rest);
    let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_line_makes_is_known_by_its_name() {
        for (line, table, function) in [
            ("create table users (", Some("users"), None),
            ("create table if not exists users (", Some("users"), None),
            ("create unlogged table servers (", Some("servers"), None),
            ("create function pin_cards(viewer uuid) returns table (", None, Some("pin_cards")),
            ("create or replace function face_of(avatar uuid)", None, Some("face_of")),
            ("create trigger pins_gone after delete on pins", None, None),
            ("alter table users", None, None),
            ("-- create table users (", None, None),
        ] {
            assert_eq!(name(line, "table").as_deref(), table, "{line}");
            assert_eq!(name(line, "function").as_deref(), function, "{line}");
        }
        for (table, function) in [("users", "visible_pins"), ("restores", "access_lost")] {
            assert!(tables().iter().any(|known| known == table), "{table}");
            assert!(functions().iter().any(|known| known == function), "{function}");
        }
        assert!(newest() > 24 && tables().len() > 50, "{}", tables().len());
    }
}
