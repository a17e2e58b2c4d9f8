//! What this process may open, and what the machine says of other processes (proc(5)).

use std::{fs, path::Path};

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

/// What memory a process has of its own, in bytes.
pub fn memory(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or_default() * 1024
}

/// The processes of this name that work in this folder: PostgreSQL's all do in that of their files.
pub fn processes_in(folder: &Path, name: &str) -> Vec<u32> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let named = |process: &u32| {
        fs::read_to_string(format!("/proc/{process}/comm")).is_ok_and(|comm| comm.trim() == name)
            && fs::read_link(format!("/proc/{process}/cwd")).is_ok_and(|cwd| cwd == folder)
    };
    numbers.filter(named).collect()
}
