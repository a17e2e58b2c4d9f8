//! What the machine says of itself and of processes (proc(5)).

use std::fs;

/// So many ticks of the clock by which the kernel counts CPU time are a second (`USER_HZ`).
const TICKS: f64 = 100.0;

/// In bytes, of the machines that this runs on.
const PAGE: u64 = 4096;

/// Raises the limit on open files to so many, or as far as this process may (getrlimit(2)). Processes that it starts have the same.
pub fn raise_open_files(wanted: u64) {
    let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
    // SAFETY: both calls take a limit's number and a struct of ours, which outlives them.
    unsafe {
        if libc::getrlimit(libc::RLIMIT_NOFILE, &raw mut limit) != 0 {
            return;
        }
        // Beyond the hard limit only root may go.
        for most in [limit.rlim_max.max(wanted), limit.rlim_max] {
            let raised = libc::rlimit { rlim_cur: most, rlim_max: most };
            if libc::setrlimit(libc::RLIMIT_NOFILE, &raw const raised) == 0 {
                break;
            }
        }
        if libc::getrlimit(libc::RLIMIT_NOFILE, &raw mut limit) == 0 && limit.rlim_cur < wanted {
            println!("only {} files can be open at once (`ulimit -n`): there will be fewer sockets", limit.rlim_cur);
        }
    }
}

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

/// What memory a process has of its own, in bytes.
pub fn memory(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() * 1024
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

/// The processes of this name that work in this folder: PostgreSQL's all do in that of their files.
pub fn processes_in(folder: &std::path::Path, name: &str) -> Vec<u32> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let named = |process: &u32| {
        fs::read_to_string(format!("/proc/{process}/comm")).is_ok_and(|comm| comm.trim() == name)
            && fs::read_link(format!("/proc/{process}/cwd")).is_ok_and(|cwd| cwd == folder)
    };
    numbers.filter(named).collect()
}
