//! Passwords: Argon2id with m = 19 MiB, t = 2, p = 1 (OWASP Password Storage Cheat Sheet), off the async threads and
//! a few at once, so that a burst of sign-ins takes neither the memory nor the runtime.

use crate::model::errors::Problem;
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use std::sync::{Arc, OnceLock};
use tokio::sync::Semaphore;

/// How many hashes are computed at once: 19 MiB each.
const AT_ONCE: usize = 4;

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

    /// Whether this password belongs to this PHC string. With none to compare to it takes as long and says no.
    pub async fn verify(&self, password: String, phc: Option<String>) -> Result<bool, Problem> {
        self.in_turn(move || {
            let known = phc.is_some();
            let phc = phc.as_deref().unwrap_or_else(|| nobodys());
            let Ok(parsed) = PasswordHash::new(phc) else {
                tracing::error!("a stored password hash cannot be read");
                return false;
            };
            Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && known
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

fn hash(password: &str) -> Result<String, Problem> {
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
        assert!(passwords.verify("correct horse".into(), Some(phc.clone())).await.unwrap());
        assert!(!passwords.verify("battery staple".into(), Some(phc)).await.unwrap());
    }

    #[tokio::test]
    async fn nobody_signs_in_without_an_account() {
        assert!(!Passwords::default().verify("nobody's password".into(), None).await.unwrap());
    }
}
