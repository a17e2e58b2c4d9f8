//! How much one address may read. The limits are far from what people do, even many behind one address; they end what only
//! programs do that take a whole site along, or that want to keep it busy. Each process counts by itself: see `shared`.

use super::{Limits, in_process::Limit, network};
use crate::model::errors::Problem;
use std::{net::IpAddr, time::Duration};

/// What somebody reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// A page, or a form that is sent.
    Page,
    /// What a page calls once it runs in a browser.
    Call,
    /// A picture, or a file of the site itself: a page has dozens.
    File,
    /// What a program asks for. Its account has a limit besides.
    Api,
}

/// The limits, one a kind.
pub(super) struct ReadingLimits {
    pages: Limit,
    calls: Limit,
    files: Limit,
    api: Limit,
}

impl Default for ReadingLimits {
    fn default() -> Self {
        let a_second = |times: u32| Duration::from_secs(1) / times;
        Self {
            pages: Limit::new("reading_pages", 600, a_second(20)),
            calls: Limit::new("reading_calls", 1200, a_second(40)),
            files: Limit::new("reading_files", 12_000, a_second(400)),
            api: Limit::new("reading_api", 2400, a_second(80)),
        }
    }
}

impl Limits {
    /// Someone reads something.
    ///
    /// # Errors
    /// [`Problem::TooMany`].
    pub fn reading(&self, reading: Reading, from: IpAddr) -> Result<(), Problem> {
        // A loopback address is this machine's own: a proxy that is not trusted would stand for everybody.
        if !self.0.on || from.is_loopback() {
            return Ok(());
        }
        let ReadingLimits { pages, calls, files, api } = &self.0.reading;
        let limit = match reading {
            Reading::Page => pages,
            Reading::Call => calls,
            Reading::File => files,
            Reading::Api => api,
        };
        limit.take(network(from)).map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through(limits: &Limits, reading: Reading, from: &str) -> usize {
        let from = from.parse().unwrap();
        (0..20_000).filter(|_| limits.reading(reading, from).is_ok()).count()
    }

    #[test]
    fn one_address_reads_much_and_leaves_something_to_others() {
        let limits = Limits::new(true, None);
        assert!((600..1000).contains(&through(&limits, Reading::Page, "192.0.2.1")));
        let refused = (0..20_000).find_map(|_| limits.reading(Reading::Page, "192.0.2.1".parse().unwrap()).err());
        assert_eq!(refused, Some(Problem::TooMany { retry_after: 1 }), "there is room again in a moment");
        assert!(through(&limits, Reading::File, "192.0.2.1") >= 12_000, "each kind is counted by itself");
        assert!(through(&limits, Reading::Page, "192.0.2.2") >= 600);
        assert_eq!(through(&limits, Reading::Page, "127.0.0.1"), 20_000);
        assert_eq!(through(&Limits::new(false, None), Reading::Page, "192.0.2.1"), 20_000);
    }
}
