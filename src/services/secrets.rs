//! Tokens: random on the way out, a hash on the way into the tables.

use sha2::{Digest, Sha256};

/// A fresh token of 256 random bits, as 64 hexadecimal digits.
pub(super) fn token() -> String {
    hex::encode(rand::random::<[u8; 32]>())
}

/// What is stored instead of a token. A plain hash will do: the token is 256 random bits.
pub(super) fn hashed(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
