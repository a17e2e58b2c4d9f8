//! `tessera backup` and `tessera restore`.

use super::say;
use clap::{Args, Subcommand};
use std::io::Write;
use tessera::{
    config::{BlobsPlace, Config},
    model::errors::{Bytes, grouped},
    server::{
        RestorePoint, RestoreWish, StartError, list_backups, make_backup, restore_backup, start_log, verify_backup,
    },
    services::backups::{Outcome, Restored},
};

/// What `tessera backup` is told.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct BackupArguments {
    /// The place to write to instead of BACKUP_URL: file:///path, s3://bucket/prefix or gs://bucket/prefix. Settings that begin with
    /// BACKUP_, such as BACKUP_AWS_ENDPOINT, count for it alone.
    #[arg(long)]
    to: Option<String>,
    #[command(subcommand)]
    command: Option<BackupCommand>,
}

#[derive(Subcommand)]
enum BackupCommand {
    /// List the backups, newest first.
    List {
        /// The place to look in instead of BACKUP_URL.
        #[arg(long)]
        from: Option<String>,
    },
    /// Read a backup back and check every table and file. Fails if anything is damaged.
    Verify {
        /// The backup. Defaults to the newest.
        name: Option<String>,
        /// The place to look in instead of BACKUP_URL.
        #[arg(long)]
        from: Option<String>,
    },
}

/// What `tessera restore` is told.
#[derive(Args)]
pub struct RestoreArguments {
    /// The backup. Defaults to the newest.
    name: Option<String>,
    /// The place to look in instead of BACKUP_URL.
    #[arg(long)]
    from: Option<String>,
    /// Replace a site that has members. It is backed up first.
    #[arg(long)]
    replace: bool,
    /// Restore the rest if files of pictures are damaged in the backup.
    #[arg(long)]
    with_losses: bool,
    /// Let the access tokens in the backup work again, including any that were revoked since it was made. Without this, their owners have to
    /// create new ones.
    #[arg(long)]
    keep_access_tokens: bool,
}

/// Makes a backup, or looks at those there are.
#[tokio::main]
pub async fn backup(arguments: BackupArguments) -> Result<(), StartError> {
    let config = Config::from_env()?;
    start_log(&config)?;
    match arguments.command {
        None => {
            let outcome = make_backup(&config, named("--to", arguments.to)?.as_ref()).await?;
            tell(&outcome);
            outcome.problem.map_or(Ok(()), |problem| Err(format!("the backup failed. {problem}").into()))
        }
        Some(BackupCommand::List { from }) => list(&config, named("--from", from)?.as_ref()).await,
        Some(BackupCommand::Verify { name, from }) => {
            let (name, damage) = verify_backup(&config, named("--from", from)?.as_ref(), name).await?;
            if damage.is_none() {
                say(&format!("The backup {name} is whole."));
                return Ok(());
            }
            Err(format!("the backup {name} is not whole.\n{}", damage.sentences().join("\n")).into())
        }
    }
}

/// Restores a backup.
#[tokio::main]
pub async fn restore(arguments: RestoreArguments) -> Result<(), StartError> {
    let config = Config::from_env()?;
    start_log(&config)?;
    let RestoreArguments { name, from, replace, with_losses, keep_access_tokens } = arguments;
    let wish = RestoreWish { from: named("--from", from)?, name, replace, with_losses, keep_access_tokens };
    let (restored, point) = restore_backup(&config, &wish).await?;
    if let Some(RestorePoint { outcome, at }) = point {
        say(&format!("What was there before is in the backup {} in {at}.", outcome.name));
        if let Some(problem) = outcome.problem {
            say(&problem);
        }
    }
    tell_restored(&restored, keep_access_tokens);
    Ok(())
}

fn tell_restored(restored: &Restored, keep_access_tokens: bool) {
    say(&format!(
        "Restored the backup {}: members: {}, files: {}.",
        restored.name,
        grouped(restored.members),
        grouped(restored.files - restored.lost),
    ));
    if restored.lost > 0 {
        say(&format!("Files that the backup does not have: {}.", grouped(restored.lost)));
    }
    say("Everyone has to sign in again. Expiring links and invitations that were revoked since the backup work again.");
    if restored.tokens > 0 {
        let tokens = grouped(restored.tokens);
        say(&if keep_access_tokens {
            format!("Access tokens that work: {tokens}, including any that were revoked since the backup.")
        } else {
            format!("Access tokens that no longer work: {tokens}. Their owners have to create new ones.")
        });
    }
}

/// The place that an option names.
fn named(option: &'static str, url: Option<String>) -> Result<Option<BlobsPlace>, StartError> {
    Ok(url.map(|url| BlobsPlace::of_backups(option, &url)).transpose()?)
}

fn tell(outcome: &Outcome) {
    let Some(size) = outcome.size else { return };
    let (name, files) = (&outcome.name, grouped(size.files));
    say(&format!("Backup {name}: {files} files, {}, of which {} are new.", Bytes(size.bytes), Bytes(size.new_bytes)));
}

async fn list(config: &Config, from: Option<&BlobsPlace>) -> Result<(), StartError> {
    let mut out = std::io::stdout().lock();
    for backup in list_backups(config, from).await? {
        let (members, files) = (grouped(backup.members), grouped(backup.files));
        let (name, version, bytes) = (backup.name, backup.version, Bytes(backup.bytes));
        writeln!(out, "{name}  {members} members, {files} files, {bytes}, Tessera {version}")?;
    }
    Ok(())
}
