//! What the machine says of CPU time and of its own memory (proc(5)).

use std::fs;

/// So many ticks of the clock by which the kernel counts CPU time are a second (`USER_HZ`).
const TICKS: f64 = 100.0;

/// In bytes, of the machines that this runs on.
const PAGE: u64 = 4096;

/// What CPU time a process has taken, without its children.
pub fn cpu_seconds(process: u32) -> f64 {
    let (own, kernel) = cpu_seconds_apart(process);
    own + kernel
}

/// The same, apart: in its own code, and in the kernel for it.
pub fn cpu_seconds_apart(process: u32) -> (f64, f64) {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let mut fields = stat.rsplit(") ").next().unwrap_or_default().split(' ').skip(11);
    let mut seconds = || fields.next().and_then(|field| field.parse::<f64>().ok()).unwrap_or_default() / TICKS;
    (seconds(), seconds())
}

/// What memory the kernel takes for its own things, sockets among them, and for what waits in TCP's buffers, in bytes.
pub fn kernel_memory() -> u64 {
    let meminfo = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let slab = meminfo.lines().find_map(|line| line.strip_prefix("Slab:")).unwrap_or_default();
    let slab = slab.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() * 1024;
    let sockstat = fs::read_to_string("/proc/net/sockstat").unwrap_or_default();
    let tcp = sockstat.lines().find_map(|line| line.strip_prefix("TCP:")).unwrap_or_default();
    let pages = tcp.split(" mem ").nth(1).and_then(|pages| pages.trim().parse::<u64>().ok()).unwrap_or_default();
    slab + pages * PAGE
}
