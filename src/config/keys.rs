//! How one key is read: its value or its default, or an error that names key, value and what it may be.

use thiserror::Error;

/// A key of the environment whose value cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{key} is “{value}”, but must be {expected}")]
pub struct ConfigError {
    /// The key.
    pub key: &'static str,
    /// What it is set to.
    pub value: String,
    /// What it may be.
    pub expected: &'static str,
}

/// The environment, as something to look keys up in.
pub(super) struct Environment<'a> {
    lookup: &'a dyn Fn(&str) -> Option<String>,
}

impl<'a> Environment<'a> {
    pub(super) fn new(lookup: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self { lookup }
    }

    /// The value of a key; one that is empty counts as not set, as compose files set it so.
    pub(super) fn get(&self, key: &str) -> Option<String> {
        (self.lookup)(key).filter(|value| !value.trim().is_empty())
    }

    /// A key's value through `parse`, or the default where it is not set.
    pub(super) fn parse<T>(
        &self,
        key: &'static str,
        expected: &'static str,
        default: T,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<T, ConfigError> {
        match self.get(key) {
            None => Ok(default),
            Some(value) => parse(value.trim()).ok_or(ConfigError { key, value, expected }),
        }
    }
}

/// A number of bytes: digits, and a unit where there is one (kB, MB, GB, KiB, MiB, GiB).
pub(super) fn bytes(text: &str) -> Option<u64> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    let factor = match unit.trim() {
        "" | "B" => 1,
        "kB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(factor).filter(|&value| value > 0)
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn bytes_are_read_with_their_unit() {
        for (text, value) in [
            ("1", Some(1)),
            ("512MiB", Some(512 << 20)),
            ("100 MB", Some(100_000_000)),
            ("0", None),
            ("MiB", None),
            ("1.5MB", None),
            ("99999999999999999999", None),
            ("18446744073709551615GiB", None),
        ] {
            assert_eq!(bytes(text), value, "{text}");
        }
    }
}
