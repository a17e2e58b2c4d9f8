//! What CPU time processes have taken (proc(5)).

use std::{collections::HashMap, fs};

/// So many ticks of the clock by which the kernel counts CPU time are a second (`USER_HZ`).
const TICKS: f64 = 100.0;

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
