//! How one key is read: its value or its default, or an error that names key, value and what it may be.

use thiserror::Error;

/// A key of the environment whose value cannot be used. Passwords in it are not shown: what is printed ends up in logs.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{key} is “{}”, but must be {expected}", without_passwords(value))]
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

/// A text without the passwords of the URLs in it: `scheme://user:password@host` has its password hidden, and so has what only
/// begins like one, or has it as `?password=`, or as `?pass=`, which Redis reads.
pub fn without_passwords(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for word in text.split_inclusive(char::is_whitespace) {
        let named = ["password=", "pass="].into_iter().find_map(|key| Some((key, word.split_once(key)?)));
        if let Some((key, (before, password))) = named {
            let rest = password.find(['&', ' ', '\n']).map_or("", |end| &password[end..]);
            shown.extend([without_passwords(before).as_str(), key, "***", rest]);
            continue;
        }
        // The last @: one in a password that nobody has escaped would else leave the rest of it.
        let (credentials, rest) = word.rsplit_once('@').unwrap_or(("", word));
        let start = credentials.find("://").map_or(0, |scheme| scheme + "://".len());
        match credentials[start..].split_once(':') {
            Some((user, _)) => shown.extend([&credentials[..start], user, ":***@", rest]),
            None => shown.push_str(word),
        }
    }
    shown
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
    use super::{bytes, without_passwords};

    #[test]
    fn no_password_of_a_url_is_shown() {
        for (text, shown) in [
            ("postgres://ana:secret@host/db", "postgres://ana:***@host/db"),
            ("postgres//ana:sec@ret@host", "postgres//ana:***@host"),
            ("ana:secret@host", "ana:***@host"),
            ("redis+unix:///redis.sock?pass=secret&db=1", "redis+unix:///redis.sock?pass=***&db=1"),
            ("smtps://ana:se:cret@mail.example.com?tls=x", "smtps://ana:***@mail.example.com?tls=x"),
            ("Tessera <pictures@example.com>", "Tessera <pictures@example.com>"),
            ("https://pictures.example.com:80/", "https://pictures.example.com:80/"),
            ("postgres://ana:a@host/db?password=secret&x=1 fails", "postgres://ana:***@host/db?password=***&x=1 fails"),
            ("cannot use smtp://a:b@c and d", "cannot use smtp://a:***@c and d"),
        ] {
            assert_eq!(without_passwords(text), shown);
        }
    }

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
