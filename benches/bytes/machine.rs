//! Which processor a process has, and what time it has taken there (proc(5)).

use std::{
    collections::HashMap,
    fs,
    process::{Command, Stdio},
};

/// So many ticks of the clock by which the kernel counts CPU time are a second (`USER_HZ`).
const TICKS: f64 = 100.0;

/// The processor of the server that is measured, and that of who asks.
pub const OF_SERVERS: &str = "0";
pub const OF_WHO_ASKS: &str = "1";

/// Keeps this process and what it starts from now on to one processor. False where there is none of that number.
pub fn stay_on(processor: &str) -> bool {
    let mut taskset = Command::new("taskset");
    let own = std::process::id().to_string();
    taskset.args(["-a", "-c", "-p", processor, &own]).stdout(Stdio::null()).stderr(Stdio::null());
    taskset.status().is_ok_and(|status| status.success())
}

/// A program that is to run on the processor of servers, where it can be kept to that.
pub fn on_its_processor(program: &str) -> tokio::process::Command {
    let taskset = Command::new("taskset").args(["-c", OF_SERVERS, "true"]).status();
    if taskset.is_ok_and(|status| status.success()) {
        let mut command = tokio::process::Command::new("taskset");
        command.args(["-c", OF_SERVERS, program]);
        return command;
    }
    tokio::process::Command::new(program)
}

struct Process {
    parent: u32,
    name: String,
    ticks: f64,
}

fn processes() -> HashMap<u32, Process> {
    let folders = fs::read_dir("/proc").expect("Linux").flatten();
    let ids = folders.filter_map(|folder| folder.file_name().to_str()?.parse::<u32>().ok());
    ids.filter_map(|id| Some((id, process(&fs::read_to_string(format!("/proc/{id}/stat")).ok()?)?))).collect()
}

fn process(stat: &str) -> Option<Process> {
    let (before, after) = stat.rsplit_once(") ")?;
    let fields: Vec<_> = after.split(' ').collect();
    let ticks = fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?;
    Some(Process { parent: fields.get(1)?.parse().ok()?, name: before.split_once('(')?.1.to_owned(), ticks })
}

/// What CPU time a process has taken, with those that it has started and that still run, as far as they have this name.
pub fn cpu_seconds(root: u32, name: &str) -> f64 {
    let processes = processes();
    let descends = |mut id: u32| {
        while id != root {
            match processes.get(&id) {
                Some(process) if process.parent != 0 => id = process.parent,
                _ => return false,
            }
        }
        true
    };
    let counted = processes.iter().filter(|(id, process)| process.name.starts_with(name) && descends(**id));
    counted.map(|(_, process)| process.ticks).sum::<f64>() / TICKS
}
