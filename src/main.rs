//! The command line.

use clap::{Parser, Subcommand};
use std::{
    io::{BufRead, ErrorKind, IsTerminal, Read, Write},
    net::{SocketAddr, TcpStream},
    process::ExitCode,
    time::Duration,
};
use tessera::{
    config::Config,
    http,
    jobs::Jobs,
    model::accounts::SignUp,
    server::{Server, StartError, asked_to_stop, create_admin, grant_admin, start_log},
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
    Serve,
    /// Check whether the site on this machine is ready to serve requests.
    Health,
    /// Print the API description (OpenAPI 3.1, JSON).
    Openapi,
    /// Create or appoint admins. The site may be running.
    Admin {
        #[command(subcommand)]
        command: AdminCommand,
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
        Command::Serve => serve(),
        Command::Health => health(),
        Command::Openapi => openapi(),
        Command::Admin { command } => admin(command),
    };
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
async fn serve() -> Result<(), StartError> {
    let config = Config::from_env()?;
    start_log(&config)?;
    let public_url = config.serving.public_url.clone();
    let server = Server::start(config, Jobs::Here).await?;
    say(&format!("Tessera is running at {public_url}"));
    if let Some(path) = server.first_admin_path().await? {
        say(&format!("Sign up as the first admin: {}", public_url.join(&path)?));
    }
    asked_to_stop().await;
    say("Tessera is shutting down");
    server.stop().await;
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
fn health() -> Result<(), StartError> {
    let config = Config::from_env()?;
    let mut address = config.serving.address.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 3000)));
    if address.ip().is_unspecified() {
        address.set_ip([127, 0, 0, 1].into());
    }
    let answer = ask(address).map_err(|error| match error.kind() {
        ErrorKind::ConnectionRefused => format!("nothing is running at {address} (LEPTOS_SITE_ADDR)"),
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
