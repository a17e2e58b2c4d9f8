//! The command line.

#[path = "main/backups.rs"]
mod backups;

use clap::{Parser, Subcommand};
use std::{
    io::{BufRead, ErrorKind, IsTerminal, Read, Write},
    net::{SocketAddr, TcpStream},
    pin::pin,
    process::ExitCode,
    time::{Duration, Instant},
};
use tessera::{
    config::{self, BlobsPlace, Config, ServingConfig},
    http,
    jobs::Jobs,
    model::{
        accounts::SignUp,
        errors::{Bytes, grouped},
    },
    server::{
        Server, StartError, WorkerProcess, asked_to_stop, copy_blobs, create_admin, grant_admin, shared_database,
        start_log,
    },
    store::blobs::{Copied, PARTS},
    telemetry,
};

/// A self-hosted picture-sharing site, configured by environment variables. See the README.
#[derive(Parser)]
#[command(version)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the site.
    Serve {
        /// Leave all jobs to `tessera worker`. Needs DATABASE_URL.
        #[arg(long)]
        no_worker: bool,
    },
    /// Do jobs of the site, such as processing pictures, without serving it. Needs DATABASE_URL.
    Worker,
    /// Print all settings: the value of each without secrets, its default and what it is for.
    Config {
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Check whether the site on this machine is ready to serve requests.
    Health {
        /// Check a worker instead, which answers at METRICS_ADDR.
        #[arg(long)]
        worker: bool,
    },
    /// Print the API description (OpenAPI 3.1, JSON).
    Openapi,
    /// Look after the stored files. The site may be running.
    Blobs {
        #[command(subcommand)]
        command: BlobsCommand,
    },
    /// Back up the database and all files, then read the backup back. The site may be running.
    Backup(backups::BackupArguments),
    /// Restore a backup. The site must not be running.
    Restore(backups::RestoreArguments),
    /// Create or appoint admins. The site may be running.
    Admin {
        #[command(subcommand)]
        command: AdminCommand,
    },
}

#[derive(Subcommand)]
enum BlobsCommand {
    /// Copy all files to another place and check each of them. Files that are there already are skipped, so an interrupted copy can be
    /// started again. FROM and TO are file:///path, s3://bucket/prefix or gs://bucket/prefix, opened by the same settings as BLOBS_URL.
    /// Settings that begin with BLOBS_OLD_, such as BLOBS_OLD_AWS_ENDPOINT, count for FROM alone.
    Copy {
        /// The place to copy from.
        from: String,
        /// The place to copy to.
        to: String,
        /// Also read back and check every file in TO.
        #[arg(long)]
        check: bool,
    },
}

#[derive(Subcommand)]
enum AdminCommand {
    /// Create an admin account. The password is read from TESSERA_ADMIN_PASSWORD, or else from the first line of standard input.
    /// If neither is set, one is generated and printed.
    Create {
        /// E-mail address.
        #[arg(long)]
        email: String,
        /// User name: 3 to 30 letters, digits or underscores.
        #[arg(long)]
        username: String,
        /// Display name. Defaults to the user name.
        #[arg(long)]
        display_name: Option<String>,
    },
    /// Make an existing member an admin.
    Grant {
        /// User name of the member.
        name: String,
    },
}

/// The key of the password of an admin's account that is to be opened.
const PASSWORD_KEY: &str = "TESSERA_ADMIN_PASSWORD";

/// From how many bytes on a buffer is memory of its own, given back the moment it is free.
const OWN_MEMORY_FROM: libc::c_int = 1 << 20;

fn main() -> ExitCode {
    close_to_others();
    give_memory_back();
    let done = match CommandLine::parse().command {
        Command::Serve { no_worker } => serve(no_worker),
        Command::Worker => work(),
        Command::Config { json } => print_settings(json),
        Command::Health { worker } => health(worker),
        Command::Openapi => openapi(),
        Command::Blobs { command: BlobsCommand::Copy { from, to, check } } => copy(&from, &to, check),
        Command::Backup(arguments) => backups::backup(arguments),
        Command::Restore(arguments) => backups::restore(arguments),
        Command::Admin { command } => admin(command),
    };
    telemetry::end_traces();
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tessera: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What this process makes is its account's alone: pictures that are private are files like others.
fn close_to_others() {
    // SAFETY: umask(2) takes a number; no other thread runs yet.
    unsafe {
        libc::umask(0o077);
    }
}

/// By itself glibc raises this bound to 32 MB once such a buffer was freed, and keeps what lies below it for each thread:
/// fifty photographs of 12 megapixels then leave the process at 450 MB instead of 40 (measured; peak 620 and 245 MB).
fn give_memory_back() {
    // SAFETY: mallopt(3) takes two numbers; no other thread runs yet.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, OWN_MEMORY_FROM);
    }
}

#[tokio::main]
async fn serve(no_worker: bool) -> Result<(), StartError> {
    let config = observed_config()?;
    if no_worker {
        shared_database(&config)?;
    }
    let public_url = config.serving.public_url.clone();
    let mut stop = pin!(asked_to_stop());
    loop {
        let server = Server::start(config.clone(), if no_worker { Jobs::Later } else { Jobs::Here }).await?;
        say(&format!("Tessera is running at {public_url}"));
        if let Some(path) = server.first_admin_path().await? {
            say(&format!("Sign up as the first admin: {}", public_url.join(&path)?));
        }
        let restored = tokio::select! {
            () = &mut stop => false,
            () = server.restored() => true,
        };
        say(if restored { RESTORED } else { STOPPING });
        server.stop().await;
        if !restored {
            return Ok(());
        }
    }
}

const STOPPING: &str = "Tessera is shutting down";

const RESTORED: &str = "The site was restored from a backup; Tessera restarts";

#[tokio::main]
async fn work() -> Result<(), StartError> {
    let config = observed_config()?;
    let mut stop = pin!(asked_to_stop());
    loop {
        let worker = WorkerProcess::start(config.clone()).await?;
        say("Tessera is doing jobs");
        let restored = tokio::select! {
            () = &mut stop => false,
            () = worker.restored() => true,
        };
        say(if restored { RESTORED } else { STOPPING });
        worker.stop().await;
        if !restored {
            return Ok(());
        }
    }
}

/// The configuration of a process that stays: from now on it writes its log, and measures and traces where that is asked for.
fn observed_config() -> Result<Config, StartError> {
    let config = Config::from_env()?;
    start_log(&config)?;
    if config.serving.metrics_address.is_some() {
        telemetry::install()?;
    }
    if config.serving.traced {
        telemetry::install_traces()?;
    }
    Ok(config)
}

/// Prints what is set, then complains where something is set that cannot be used.
fn print_settings(json: bool) -> Result<(), StartError> {
    let settings = config::settings(|key| std::env::var(key).ok());
    if json {
        writeln!(std::io::stdout(), "{}", serde_json::to_string_pretty(&settings)?)?;
    } else {
        let rows = settings.iter().map(|setting| {
            [
                setting.key,
                setting.value.as_deref().unwrap_or("(default)"),
                setting.default.as_str(),
                setting.meaning.as_str(),
            ]
        });
        print_table(&std::iter::once(["KEY", "VALUE", "DEFAULT", "MEANING"]).chain(rows).collect::<Vec<_>>())?;
    }
    Config::from_env()?;
    Ok(())
}

/// Prints rows of which all columns but the last are as wide as what is longest in them.
fn print_table(rows: &[[&str; 4]]) -> std::io::Result<()> {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let [key, value, default] = [0, 1, 2].map(width);
    let mut out = std::io::stdout().lock();
    for row in rows {
        writeln!(out, "{:key$}  {:value$}  {:default$}  {}", row[0], row[1], row[2], row[3])?;
    }
    Ok(())
}

/// Says something to whoever started us. That nobody listens any more is no reason to fall over, as `println!` would.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn openapi() -> Result<(), StartError> {
    Ok(writeln!(std::io::stdout(), "{}", http::document().to_pretty_json()?)?)
}

#[tokio::main]
async fn copy(from: &str, to: &str, check: bool) -> Result<(), StartError> {
    start_log(&Config::from_env()?)?;
    let (from, to) = BlobsPlace::from_and_to(from, to)?;
    let mut shown = Instant::now();
    let copied = copy_blobs(&from, &to, check, |copied| {
        if shown.elapsed() >= Duration::from_secs(1) {
            shown = Instant::now();
            eprintln!("{:3} %, {}", u32::from(copied.parts) * 100 / u32::from(PARTS), so_far(copied));
        }
    });
    let copied = copied.await?;
    for (files, is_what) in [(&copied.broken, "in FROM, so it was not copied"), (&copied.broken_there, "in TO")] {
        for hash in files {
            eprintln!("{hash} is broken {is_what}");
        }
    }
    for (hash, problem) in &copied.failed {
        eprintln!("{hash} was not copied: {problem}");
    }
    say(&so_far(&copied));
    if copied.is_whole() { Ok(()) } else { Err("some files are broken or were not copied; see above".into()) }
}

fn so_far(copied: &Copied) -> String {
    let (files, kept) = (grouped(copied.files), grouped(copied.kept));
    format!("{files} files copied ({}), {kept} already there", Bytes(copied.bytes))
}

#[tokio::main]
async fn admin(command: AdminCommand) -> Result<(), StartError> {
    let config = Config::from_env()?;
    start_log(&config)?;
    match command {
        AdminCommand::Create { email, username, display_name } => {
            let given = given_password()?;
            let made = given.is_none();
            let password = given.unwrap_or_else(made_password);
            let shown = password.clone();
            let display_name = display_name.unwrap_or_default();
            let form = SignUp { email, username: username.clone(), display_name, password, ..SignUp::default() };
            create_admin(&config, form).await?;
            say(&format!("@{username} is now an admin."));
            if made {
                say(&format!("Password: {shown}"));
            }
        }
        AdminCommand::Grant { name } => say(&format!("@{} is now an admin.", grant_admin(&config, &name).await?)),
    }
    Ok(())
}

/// The password that the environment or standard input has.
fn given_password() -> Result<Option<String>, StartError> {
    let password = std::env::var(PASSWORD_KEY).ok().filter(|password| !password.is_empty());
    if password.is_some() {
        return Ok(password);
    }
    let input = std::io::stdin();
    if input.is_terminal() {
        return Ok(None);
    }
    let mut line = String::new();
    input.lock().read_line(&mut line)?;
    let line = line.trim_end_matches(['\r', '\n']);
    Ok((!line.is_empty()).then(|| line.to_owned()))
}

/// A password of 120 random bits.
fn made_password() -> String {
    hex::encode(rand::random::<[u8; 15]>())
}

/// Asks `/readyz` over plain HTTP/1.1: a library for one line to ourselves would be too much.
fn health(worker: bool) -> Result<(), StartError> {
    let ServingConfig { address, metrics_address, .. } = Config::from_env()?.serving;
    let (key, mut address) = if worker {
        ("METRICS_ADDR", metrics_address.ok_or("METRICS_ADDR is not set: a worker answers there")?)
    } else {
        ("LEPTOS_SITE_ADDR", address.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 3000))))
    };
    if address.ip().is_unspecified() {
        address.set_ip([127, 0, 0, 1].into());
    }
    let answer = ask(address).map_err(|error| match error.kind() {
        ErrorKind::ConnectionRefused => format!("nothing is running at {address} ({key})"),
        ErrorKind::WouldBlock | ErrorKind::TimedOut => format!("the site at {address} does not answer"),
        _ => format!("the site at {address} cannot be reached: {error}"),
    })?;
    let (head, words) = answer.split_once("\r\n\r\n").unwrap_or((&answer, "it sent no answer"));
    if head.split(' ').nth(1) == Some("200") { Ok(()) } else { Err(format!("the site is not ready: {words}").into()) }
}

/// Asks whether the site can serve, and gives the whole answer.
fn ask(address: SocketAddr) -> std::io::Result<String> {
    let patience = Duration::from_secs(5);
    let mut connection = TcpStream::connect_timeout(&address, patience)?;
    connection.set_read_timeout(Some(patience))?;
    connection.write_all(b"GET /readyz HTTP/1.0\r\nHost: localhost\r\n\r\n")?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer)?;
    Ok(answer)
}
