//! Which processor a process has.

use std::process::{Command, Stdio};

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
