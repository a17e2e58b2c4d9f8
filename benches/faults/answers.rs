//! What clients are answered, and whether it is clear: they are told what happened, and when to come again.

use crate::http::Reply;
use serde_json::Value;
use std::io;

/// The status of a request that did what it was to do, or what came instead.
pub type Answer = Result<u16, Failure>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// A refusal in words, with the time to come again where that helps.
    Clear(u16),
    /// A refusal that says neither, an error, or an answer that is wrong.
    Unclear(u16, String),
    /// The connection was refused, or ended without an answer.
    Broken,
    /// There was no answer in time.
    Silent,
    /// It was done, but too late.
    Late,
}

/// How much of an answer is shown.
const SHOWN: usize = 200;

/// What came of a request, apart: the answer where it is a yes.
pub fn judged(reply: io::Result<Reply>) -> Result<Reply, Failure> {
    match reply {
        Ok(reply) if (200..300).contains(&reply.status) => Ok(reply),
        Ok(reply) if is_clear(&reply) => Err(Failure::Clear(reply.status)),
        Ok(reply) => Err(wrong(&reply, "not clear")),
        Err(error) if error.kind() == io::ErrorKind::TimedOut => Err(Failure::Silent),
        Err(_) => Err(Failure::Broken),
    }
}

/// What was answered where it is not what it should be.
pub fn wrong(reply: &Reply, why: &str) -> Failure {
    let shown: String = String::from_utf8_lossy(&reply.body).chars().take(SHOWN).collect();
    Failure::Unclear(reply.status, format!("{why}: {shown}"))
}

fn is_clear(reply: &Reply) -> bool {
    let when = reply.headers("retry-after").next().is_some_and(|seconds| seconds.parse::<u64>().is_ok());
    match reply.status {
        429 | 503 => when && has_words(reply),
        401 | 507 => has_words(reply),
        _ => false,
    }
}

/// Whether a program (RFC 9457) or a person is told what happened.
fn has_words(reply: &Reply) -> bool {
    let kind = reply.headers("content-type").next().unwrap_or_default();
    if kind.starts_with("text/html") {
        return String::from_utf8_lossy(&reply.body).contains("notice");
    }
    let problem: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    kind == "application/problem+json" && problem["detail"].as_str().is_some_and(|words| !words.is_empty())
}
