//! The clock of the site's processes, moved while they run: by libfaketime (Debian's `faketime`), as a machine's own clock can be set by
//! few. The clock that only counts on (CLOCK_MONOTONIC) is left alone, as it is where a machine's clock is set.

use crate::http;
use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};
use time::{OffsetDateTime, format_description::well_known::Rfc2822};
use tokio::time::{Instant, sleep};

/// How long the processes may take to see the new time: they look once a second.
const PATIENCE: Duration = Duration::from_secs(10);

/// How far a clock may be from where it was moved to.
const NEAR: i64 = 5;

pub struct Clock {
    library: PathBuf,
    file: PathBuf,
}

impl Clock {
    /// One that says the time as it is. `None` without the library.
    pub fn find(folder: &Path) -> Option<Self> {
        let clock = Self { library: library()?, file: folder.join("clock") };
        clock.set(0);
        Some(clock)
    }

    /// What makes a process see it.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("LD_PRELOAD", self.library.display().to_string()),
            ("FAKETIME_TIMESTAMP_FILE", self.file.display().to_string()),
            ("FAKETIME_CACHE_DURATION", "1".to_owned()),
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
            ("NO_FAKE_STAT", "1".to_owned()),
        ]
    }

    fn set(&self, seconds: i64) {
        let new = self.file.with_extension("new");
        fs::write(&new, format!("{seconds:+}\n")).expect("a file");
        fs::rename(new, &self.file).expect("a file");
    }

    /// Moves it so many seconds from the time as it is. Whether these servers have seen it.
    pub async fn jump(&self, seconds: i64, servers: [SocketAddr; 2]) -> bool {
        self.set(seconds);
        let began = Instant::now();
        for server in servers {
            while ahead(server).await.is_none_or(|ahead| (ahead - seconds).abs() > NEAR) {
                if began.elapsed() > PATIENCE {
                    return false;
                }
                sleep(Duration::from_millis(100)).await;
            }
        }
        true
    }
}

/// By how many seconds a server's clock is before ours; `None` where it does not say.
async fn ahead(server: SocketAddr) -> Option<i64> {
    let reply = http::send(server, "GET", "/healthz", "", b"").await.ok()?;
    let date = reply.headers("date").next()?.replace("GMT", "+0000");
    let told = OffsetDateTime::parse(&date, &Rfc2822).ok()?;
    Some((told - OffsetDateTime::now_utc()).whole_seconds())
}

/// Debian keeps it in a folder of the machine's kind.
fn library() -> Option<PathBuf> {
    let below = |folder: &str| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let folders = ["/usr/lib", "/usr/local/lib"].into_iter().flat_map(|folder| {
        let own = PathBuf::from(folder);
        std::iter::once(own).chain(below(folder))
    });
    folders.map(|folder| folder.join("faketime/libfaketimeMT.so.1")).find(|library| library.exists())
}
