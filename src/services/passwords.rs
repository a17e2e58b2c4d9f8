//! Passwords: Argon2id with m = 19 MiB, t = 2, p = 1 (OWASP Password Storage Cheat Sheet), off the async threads and
//! a few at once, so that a burst of sign-ins takes neither the memory nor the runtime.

//!
//! A password is hashed in Unicode's form NFC, so that it is the same whichever keyboard it is typed on. Hashes from before that may be of
//! another spelling of the same: they are recognised once, and made anew.

use crate::model::errors::Problem;
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use std::sync::{Arc, OnceLock};
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

/// How many hashes are computed at once: 19 MiB each.
const AT_ONCE: usize = 4;

/// What came of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is another password.
    Wrong,
    /// It is the password.
    Right,
    /// It is the password, hashed in a spelling that is not used any more.
    Respelt,
}

impl Verdict {
    /// Whether it is the password.
    pub fn is_right(self) -> bool {
        self != Self::Wrong
    }
}

/// Computes and checks password hashes. Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Passwords {
    /// The PHC string of a password.
    pub async fn hash(&self, password: String) -> Result<String, Problem> {
        self.in_turn(move || hash(&password)).await?
    }

    /// Whether this password belongs to this PHC string. With none to compare to it takes as long and says no: how often is compared
    /// depends on the password alone.
    pub async fn verify(&self, password: String, phc: Option<String>) -> Result<Verdict, Problem> {
        self.in_turn(move || {
            let known = phc.is_some();
            let phc = phc.as_deref().unwrap_or_else(|| nobodys());
            let Ok(parsed) = PasswordHash::new(phc) else {
                tracing::error!("a stored password hash cannot be read");
                return Verdict::Wrong;
            };
            let is = |spelling: &String| Argon2::default().verify_password(spelling.as_bytes(), &parsed).is_ok();
            match spellings(&password).iter().position(is).filter(|_| known) {
                Some(0) => Verdict::Right,
                Some(_) => Verdict::Respelt,
                None => Verdict::Wrong,
            }
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Problem> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| Problem::Internal)?;
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        });
        done.await.map_err(|error| {
            tracing::error!(%error, "hashing a password failed");
            Problem::Internal
        })
    }
}

/// The ways in which a password may have been hashed: NFC, as all are now; as it was typed; NFD, as some keyboards type. Mostly one.
fn spellings(password: &str) -> Vec<String> {
    let mut spellings: Vec<String> = vec![password.nfc().collect()];
    for other in [password.to_owned(), password.nfd().collect()] {
        if !spellings.contains(&other) {
            spellings.push(other);
        }
    }
    spellings
}

fn hash(password: &str) -> Result<String, Problem> {
    let password: String = password.nfc().collect();
    let hashed = Argon2::default().hash_password(password.as_bytes()).map_err(|error| {
        tracing::error!(%error, "hashing a password failed");
        Problem::Internal
    })?;
    Ok(hashed.to_string())
}

/// The hash that the password of an account that does not exist is compared to.
fn nobodys() -> &'static str {
    static NOBODYS: OnceLock<String> = OnceLock::new();
    NOBODYS.get_or_init(|| hash("nobody's password").unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again_and_another_is_not() {
        let passwords = Passwords::default();
        let phc = passwords.hash("correct horse".into()).await.unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        assert_eq!(passwords.verify("correct horse".into(), Some(phc.clone())).await, Ok(Verdict::Right));
        assert_eq!(passwords.verify("battery staple".into(), Some(phc)).await, Ok(Verdict::Wrong));
    }

    #[tokio::test]
    async fn nobody_signs_in_without_an_account() {
        assert_eq!(Passwords::default().verify("nobody's password".into(), None).await, Ok(Verdict::Wrong));
    }

    #[tokio::test]
    async fn a_password_is_the_same_however_its_letters_are_put_together() {
        let passwords = Passwords::default();
        let (composed, decomposed) = ("gr\u{fc}ne Giraffe", "gru\u{308}ne Giraffe");
        let phc = passwords.hash(decomposed.into()).await.unwrap();
        for typed in [composed, decomposed] {
            assert_eq!(passwords.verify(typed.into(), Some(phc.clone())).await, Ok(Verdict::Right));
        }
        // As they were hashed before.
        let old = Argon2::default().hash_password(decomposed.as_bytes()).unwrap().to_string();
        for typed in [composed, decomposed] {
            assert_eq!(passwords.verify(typed.into(), Some(old.clone())).await, Ok(Verdict::Respelt));
        }
    }
}
