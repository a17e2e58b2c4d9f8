//! The command line.

use clap::{Parser, Subcommand};
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    process::ExitCode,
    time::Duration,
};
use tessera::{
    config::Config,
    http,
    jobs::Jobs,
    server::{Server, StartError, asked_to_stop, start_log},
};

/// A self-hosted picture-sharing site. Everything is configured by the environment; see the README.
#[derive(Parser)]
#[command(version)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the site until it is asked to stop.
    Serve,
    /// Asks a site that runs on this machine whether it can serve; for health checks.
    Health,
    /// Prints the description of the API (OpenAPI 3.1, JSON).
    Openapi,
}

/// From how many bytes on a buffer is memory of its own, given back the moment it is free.
const OWN_MEMORY_FROM: libc::c_int = 1 << 20;

fn main() -> ExitCode {
    give_memory_back();
    let done = match CommandLine::parse().command {
        Command::Serve => serve(),
        Command::Health => health(),
        Command::Openapi => openapi(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tessera: {error}");
            ExitCode::FAILURE
        }
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
    say(&format!("Tessera runs at {public_url}"));
    if let Some(path) = server.first_admin_path().await? {
        say(&format!("first admin: {}", public_url.join(&path)?));
    }
    asked_to_stop().await;
    say("Tessera stops");
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

/// Asks `/readyz` over plain HTTP/1.1: a library for one line to ourselves would be too much.
fn health() -> Result<(), StartError> {
    let config = Config::from_env()?;
    let mut address = config.serving.address.unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 3000)));
    if address.ip().is_unspecified() {
        address.set_ip([127, 0, 0, 1].into());
    }
    let patience = Duration::from_secs(5);
    let mut connection = TcpStream::connect_timeout(&address, patience)?;
    connection.set_read_timeout(Some(patience))?;
    connection.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer)?;
    let status = answer.split(' ').nth(1).unwrap_or("no answer");
    if status == "200" { Ok(()) } else { Err(format!("the site cannot serve: {status}").into()) }
}
