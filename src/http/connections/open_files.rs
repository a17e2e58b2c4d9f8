//! How many files, and so connections, this process may have open (getrlimit(2)).

/// What the rest of the site may need at once: the database, blobs that are read and written, the log. Files that are mapped to be sent take
/// half of what is left at most (`store/blobs/mapped`).
const RESERVE: usize = 128;

/// What is taken to be granted where the machine does not say.
const USUAL: usize = 1024;

/// Raises the limit as far as this process may, and says where it is then. The usual 1,024 are for programs of old that hold more
/// badly (select(2)); ours is to be raised by whoever can.
pub(super) fn most_granted() -> usize {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: both calls take a limit's number and a struct of ours, which outlives them.
    let known = unsafe {
        if libc::getrlimit(libc::RLIMIT_NOFILE, &raw mut limit) != 0 {
            return USUAL;
        }
        let raised = libc::rlimit { rlim_cur: limit.rlim_max, rlim_max: limit.rlim_max };
        if libc::setrlimit(libc::RLIMIT_NOFILE, &raw const raised) == 0 { raised.rlim_cur } else { limit.rlim_cur }
    };
    usize::try_from(known).unwrap_or(usize::MAX)
}

/// How many of so many files may be connections.
pub(super) fn for_connections(granted: usize) -> usize {
    let rest = RESERVE.max(granted / 4);
    granted.saturating_sub(rest).max(granted / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_left_for_the_rest_of_the_site() {
        assert_eq!([64, 256, 1024, 4096].map(for_connections), [32, 128, 768, 3072]);
        assert!(most_granted() >= 64);
    }
}
