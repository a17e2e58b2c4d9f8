//! What the machine has: PostgreSQL's programs, and an account to run them as.

use super::{StartError, unusable};
use std::{
    ffi::OsString,
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::Stdio,
};
use tokio::process::Command;

/// The account as which the server runs, where we are root.
#[derive(Debug, Clone, Copy)]
pub(super) struct Account {
    pub(super) uid: u32,
    pub(super) gid: u32,
    /// Whether our folder lies below one that only root may enter (`/root` itself), so that the account must be lent
    /// the way through. Not asked for without need: a container may not have it to lend.
    shut_out: bool,
}

impl Account {
    /// The account for the files in `data`: `None` where we are no root and run the server as ourselves. Files that are there already
    /// are their owner's; new ones are for the account “postgres”, or else “nobody”.
    pub(super) fn of(folder: &Path, data: &Path) -> Result<Option<Self>, StartError> {
        if me(folder)? != 0 {
            return Ok(None);
        }
        let owner = fs::metadata(data).ok().filter(|data| data.uid() != 0);
        let owner = owner.map(|data| Self { uid: data.uid(), gid: data.gid(), shut_out: false });
        let account = owner.or_else(find_account).ok_or(StartError::NoAccount)?;
        Ok(Some(Self { shut_out: shuts_others_out(folder)?, ..account }))
    }
}

/// The folder with `initdb` and `postgres`: the newest of Debian's places, else one on the PATH.
pub(super) fn find_programs() -> Option<PathBuf> {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<_> = debian
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin"))))
        .collect();
    versions.sort_unstable_by(|a, b| b.cmp(a));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path: Vec<_> = std::env::split_paths(&path).collect();
    let candidates = versions.into_iter().map(|(_, folder)| folder).chain(on_path);
    candidates.into_iter().find(|folder| folder.join("postgres").exists() && folder.join("initdb").exists())
}

/// A command that runs a PostgreSQL program as the right account and ends with us. `setpriv` (util-linux) does both.
pub(super) fn command(program: PathBuf, account: Option<Account>) -> Command {
    let mut arguments: Vec<OsString> = vec!["--pdeathsig".into(), "INT".into()];
    if let Some(Account { uid, gid, shut_out }) = account {
        arguments.extend([format!("--reuid={uid}").into(), format!("--regid={gid}").into(), "--clear-groups".into()]);
        if shut_out {
            arguments.extend(["--inh-caps=+dac_read_search".into(), "--ambient-caps=+dac_read_search".into()]);
        }
    }
    arguments.push("--".into());
    arguments.push(program.into());
    let mut command = Command::new("setpriv");
    command.args(arguments).current_dir("/").stdin(Stdio::null());
    command
}

/// Whom this process runs as: a file we have just made is ours.
pub(super) fn me(folder: &Path) -> Result<u32, StartError> {
    let probe = tempfile::tempfile_in(folder).and_then(|file| file.metadata());
    probe.map(|metadata| metadata.uid()).map_err(|source| unusable(folder, source))
}

/// The unprivileged account to use instead of root, from the machine's list of accounts (passwd(5)).
fn find_account() -> Option<Account> {
    let passwd = fs::read_to_string("/etc/passwd").ok()?;
    let find = |name: &str| {
        let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        let (uid, gid) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
        Some(Account { uid, gid, shut_out: false })
    };
    find("postgres").or_else(|| find("nobody"))
}

/// Whether a folder above this one lets only its owner or group through.
fn shuts_others_out(folder: &Path) -> Result<bool, StartError> {
    for above in folder.ancestors().skip(1) {
        let mode = fs::metadata(above).map_err(|source| unusable(above, source))?.mode();
        if mode & 0o001 == 0 {
            return Ok(true);
        }
    }
    Ok(false)
}
