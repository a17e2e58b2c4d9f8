//! This process, as Linux tells it. What it does not tell is left out.

use super::declared::{CPU, MEMORY, OPEN_FILES};
use metrics::gauge;
use std::fs;

/// In how many parts of a second Linux tells CPU times to programs (`USER_HZ`): the same on all machines that Rust's library is made for.
const TICKS: f64 = 100.0;

pub(super) fn sample() {
    if let Some(bytes) = fs::read_to_string("/proc/self/status").ok().as_deref().and_then(resident) {
        gauge!(MEMORY).set(bytes as f64);
    }
    if let Some(seconds) = fs::read_to_string("/proc/self/stat").ok().as_deref().and_then(cpu_seconds) {
        gauge!(CPU).set(seconds);
    }
    if let Ok(files) = fs::read_dir("/proc/self/fd") {
        // One of them is the folder that is read just now.
        gauge!(OPEN_FILES).set(files.count().saturating_sub(1) as f64);
    }
}

/// The bytes in RAM, of `/proc/self/status`.
fn resident(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}

/// The CPU time, of `/proc/self/stat`: the 14th and 15th field. The second is the program's name, which can have spaces and brackets.
fn cpu_seconds(stat: &str) -> Option<f64> {
    let (_, rest) = stat.rsplit_once(") ")?;
    let mut times = rest.split(' ').skip(11).map(str::parse::<f64>);
    let (user, system) = (times.next()?.ok()?, times.next()?.ok()?);
    Some((user + system) / TICKS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_linux_tells_is_understood() {
        assert_eq!(resident("Name:\ttessera\nVmHWM:\t  9 kB\nVmRSS:\t   2048 kB\n"), Some(2048 * 1024));
        assert_eq!(resident("Name:\ttessera\n"), None);
        let stat = "7 (a (b) c) S 1 7 7 0 -1 4194560 100 0 2 0 150 50 0 0 20 0 9 0 12345 1 2";
        assert_eq!(cpu_seconds(stat), Some(2.0));
        assert_eq!(cpu_seconds("7 (a"), None);
        assert!(resident(&fs::read_to_string("/proc/self/status").unwrap()).is_some_and(|bytes| bytes > 0));
        assert!(cpu_seconds(&fs::read_to_string("/proc/self/stat").unwrap()).is_some());
    }
}
