//! A process of the site that is started again whenever it ends, as docs/deploy/tessera.service has systemd do it.

use crate::release::{Environment, PATIENCE, program, signal};
use std::{
    fs::{self, OpenOptions},
    path::PathBuf,
    process::Stdio,
    time::Duration,
};
use tokio::{
    process::Child,
    sync::watch,
    task::JoinHandle,
    time::{sleep, timeout},
};

/// How long systemd waits before it starts one again (`RestartSec`).
const PAUSE: Duration = Duration::from_secs(2);

/// What is started.
pub struct Program {
    pub name: &'static str,
    pub words: &'static [&'static str],
    pub set: Environment,
    pub log: PathBuf,
}

impl Program {
    fn start(&self) -> Child {
        let log = OpenOptions::new().create(true).append(true).open(&self.log).expect("its log");
        let mut command = program(&self.set);
        command.args(self.words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        command.spawn().expect("the release build")
    }
}

/// One that is kept running.
pub struct Supervised {
    pub name: &'static str,
    log: PathBuf,
    running: watch::Receiver<Option<u32>>,
    stop: watch::Sender<bool>,
    supervisor: JoinHandle<()>,
}

impl Supervised {
    pub fn start(program: Program) -> Self {
        let (stop, stopped) = watch::channel(false);
        let (runs, running) = watch::channel(None);
        let (name, log) = (program.name, program.log.clone());
        Self { name, log, running, stop, supervisor: tokio::spawn(keep(program, runs, stopped)) }
    }

    /// Its number, while it runs.
    pub fn process(&self) -> Option<u32> {
        *self.running.borrow()
    }

    /// Asks it to end, waits until it has, and does not start it again.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        self.supervisor.await.expect("its end");
    }

    /// What it has logged so far.
    pub fn logged(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }
}

async fn keep(program: Program, runs: watch::Sender<Option<u32>>, mut stopped: watch::Receiver<bool>) {
    loop {
        let mut process = program.start();
        runs.send_replace(process.id());
        let ended = tokio::select! {
            ended = process.wait() => ended.expect("its end"),
            () = told(&mut stopped) => return end(&program, process).await,
        };
        runs.send_replace(None);
        println!("  {} has ended ({ended}), and is started again in {} s", program.name, PAUSE.as_secs());
        tokio::select! {
            () = sleep(PAUSE) => {}
            () = told(&mut stopped) => return,
        }
    }
}

async fn told(stopped: &mut watch::Receiver<bool>) {
    let _gone = stopped.wait_for(|stop| *stop).await.is_err();
}

async fn end(program: &Program, mut process: Child) {
    if let Some(number) = process.id() {
        signal("TERM", &number.to_string());
    }
    let ended = timeout(PATIENCE, process.wait()).await;
    assert!(ended.is_ok(), "{} does not end", program.name);
}
