//! What a server leaves behind that was killed: its note, and processes that still hold its memory. A new one does not start beside
//! them, and must not.

use super::StartError;
use std::{fs, path::Path, time::Duration};
use tokio::{process::Command, time::Instant};

/// How long a server that somebody before us has started may take to stop: it was told to when they went.
const STOP_PATIENCE: Duration = Duration::from_secs(30);

/// How long its other processes may take once they are told to end.
const END_PATIENCE: Duration = Duration::from_secs(3);

/// How often is looked.
const LOOK: Duration = Duration::from_millis(50);

/// Waits until no server has these files open, and ends what one has left behind. Whoever calls this holds the folder's lock.
///
/// # Errors
/// [`StartError::StillRuns`] where a server goes on.
pub(super) async fn clear(data: &Path) -> Result<(), StartError> {
    let began = Instant::now();
    while let Some(process) = postmaster(data) {
        if began.elapsed() > STOP_PATIENCE {
            return Err(StartError::StillRuns { process, data: data.to_owned() });
        }
        tokio::time::sleep(LOOK).await;
    }
    // Without their server they do nothing any more that would be kept: SIGQUIT is their own way to end at once.
    for signal in ["-QUIT", "-KILL"] {
        let began = Instant::now();
        send(signal, &orphans(data)).await;
        while !orphans(data).is_empty() && began.elapsed() < END_PATIENCE {
            tokio::time::sleep(LOOK).await;
        }
    }
    if note_is_anothers(data) {
        let note = data.join("postmaster.pid");
        fs::remove_file(&note).map_err(|source| super::unusable(&note, source))?;
    }
    Ok(())
}

/// Sends a signal to processes. That one has ended meanwhile is fine.
pub(super) async fn send(signal: &str, processes: &[u32]) {
    if processes.is_empty() {
        return;
    }
    let words = processes.iter().map(u32::to_string);
    if let Err(error) = Command::new("kill").arg(signal).args(words).output().await {
        tracing::warn!(%error, "could not send a signal to PostgreSQL");
    }
}

/// The server that has these files open, by PostgreSQL's own note of it.
fn postmaster(data: &Path) -> Option<u32> {
    noted(data).filter(|process| is_postgres(*process))
}

/// Whether the note names a process that is something else by now. PostgreSQL would take it for a server that runs.
fn note_is_anothers(data: &Path) -> bool {
    noted(data).is_some_and(|process| name(process).is_some() && !is_postgres(process))
}

fn noted(data: &Path) -> Option<u32> {
    let note = fs::read_to_string(data.join("postmaster.pid")).ok()?;
    note.lines().next()?.trim().parse().ok()
}

fn name(process: u32) -> Option<String> {
    fs::read_to_string(format!("/proc/{process}/comm")).ok()
}

fn is_postgres(process: u32) -> bool {
    name(process).is_some_and(|name| name.trim() == "postgres")
}

/// PostgreSQL's processes at work in these files, which all of its processes have as their folder.
fn orphans(data: &Path) -> Vec<u32> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let here = |process: &u32| fs::read_link(format!("/proc/{process}/cwd")).is_ok_and(|folder| folder == data);
    numbers.filter(|process| is_postgres(*process)).filter(here).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_note_that_names_a_stranger_is_taken_away_and_one_of_a_dead_server_left() {
        let data = tempfile::tempdir().unwrap();
        let note = data.path().join("postmaster.pid");
        fs::write(&note, format!("{}\n/data\n", std::process::id())).unwrap();
        clear(data.path()).await.unwrap();
        assert!(!note.exists(), "this process is no PostgreSQL");
        fs::write(&note, "4194305\n/data\n").unwrap();
        clear(data.path()).await.unwrap();
        assert!(note.exists(), "PostgreSQL knows what to do with it");
    }
}
