//! Connections: who may open how many, and how long they may take. axum's own server waits for ever for the rest of a request, and
//! takes connections until the process has no file left to open.

mod answers;
mod open_files;
mod socket;
mod table;

use super::media::FastPath;
use answers::Answers;
use axum::Router;
use futures::future::join;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use ipnet::IpNet;
use socket::Socket;
use std::{
    io::{self, ErrorKind},
    mem,
    net::SocketAddr,
    pin::pin,
    sync::Arc,
    time::{Duration, Instant},
};
use table::Table;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{mpsc, watch},
    time::{interval, sleep},
};

pub(super) use table::Connection;

/// How often connections are looked through.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The same while the server stops.
const LOOK_AT_STOP: Duration = Duration::from_millis(200);

/// How long requests that are under way may take once the server is to stop.
const STOP_PATIENCE: Duration = Duration::from_secs(15);

/// How many connections can wait to be taken: what tokio asks the kernel for.
const WAITING_MOST: usize = 1024;

/// How long to wait where no connection can be taken.
const BREATH: Duration = Duration::from_millis(50);

/// The most connections where nothing is said, whatever the machine grants: each costs some memory.
const MOST: usize = 10_000;

/// Takes connections and answers what comes over them.
pub struct Connections {
    table: Arc<Table>,
    router: Router,
    fast_path: Option<FastPath>,
}

impl Connections {
    /// For a router, and the short way past it where there is one. `most` is how many are kept at once; `None` takes what the machine
    /// grants, and leaves files for the rest of the site.
    pub fn new(router: Router, fast_path: Option<FastPath>, most: Option<usize>, proxies: &[IpNet]) -> Self {
        let granted = open_files::most_granted();
        let most = most.unwrap_or_else(|| open_files::for_connections(granted).min(MOST));
        tracing::debug!(granted, most, "open files, and connections at once");
        Self { table: Arc::new(Table::new(most, proxies.into())), router, fast_path }
    }

    /// Serves until it is told to stop, then finishes what is under way, for a while.
    pub async fn serve(self, listener: TcpListener, stopped: watch::Receiver<bool>) {
        // Nothing is ever sent over it: it ends once all who have a copy have gone.
        let (open, mut gone) = mpsc::channel::<()>(1);
        let mut look = interval(LOOK_EVERY);
        let mut stop = stopped.clone();
        let mut refusals = Refusals::default();
        loop {
            tokio::select! {
                () = told(&mut stop) => break,
                _ = look.tick() => self.table.close_overdue(Instant::now()),
                accepted = listener.accept() => match accepted {
                    Ok((stream, peer)) => {
                        refusals.end();
                        self.open(stream, peer, stopped.clone(), open.clone());
                    }
                    Err(error) => refusals.pause(&error).await,
                },
            }
        }
        let waiting = async {
            if let Ok(listener) = listener.into_std() {
                self.open_waiting(move || listener.accept(), &stopped, &open).await;
            }
            drop(open);
        };
        let leaving = async {
            let mut look = interval(LOOK_AT_STOP);
            loop {
                tokio::select! {
                    _ = gone.recv() => break,
                    _ = look.tick() => self.table.close_in_the_way(Instant::now()),
                }
            }
        };
        if tokio::time::timeout(STOP_PATIENCE, join(waiting, leaving)).await.is_err() {
            tracing::warn!("stopped with requests still under way");
            self.table.close_all();
        }
    }

    /// Takes all connections that wait to be taken, of a listener that is closed after that: the kernel would reset them.
    async fn open_waiting(
        &self,
        mut accept: impl FnMut() -> io::Result<(std::net::TcpStream, SocketAddr)>,
        stopped: &watch::Receiver<bool>,
        open: &mpsc::Sender<()>,
    ) {
        let mut refusals = Refusals::default();
        for _ in 0..WAITING_MOST {
            let accepted = accept().and_then(|(stream, peer)| {
                stream.set_nonblocking(true)?;
                Ok((TcpStream::from_std(stream)?, peer))
            });
            match accepted {
                Ok((stream, peer)) => self.open(stream, peer, stopped.clone(), open.clone()),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(error) => refusals.pause(&error).await,
            }
        }
    }

    fn open(&self, stream: TcpStream, peer: SocketAddr, stopped: watch::Receiver<bool>, open: mpsc::Sender<()>) {
        let Some(connection) = self.table.add(peer.ip()) else {
            tracing::debug!(%peer, "no room for another connection");
            return;
        };
        // Small answers must not wait for more to send.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "could not set TCP_NODELAY");
        }
        let socket = Socket::new(stream, Arc::clone(&connection), Arc::clone(&self.table));
        let (router, fast_path) = (self.router.clone(), self.fast_path.clone());
        let answers = Answers { router, fast_path, connection: Arc::clone(&connection), peer };
        tokio::spawn(async move {
            talk(socket, answers, &connection, stopped).await;
            drop(open);
        });
    }
}

/// Connections that could not be taken, one after the other.
#[derive(Default)]
struct Refusals {
    logged: bool,
}

impl Refusals {
    /// A connection was taken.
    fn end(&mut self) {
        self.logged = false;
    }

    /// Waits a moment after an error of accept(2), where no file is left to open as a rule, and logs the first. A single connection that has
    /// ended before it was taken is no reason to wait.
    async fn pause(&mut self, error: &io::Error) {
        use ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
        if matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
            return;
        }
        if !mem::replace(&mut self.logged, true) {
            tracing::warn!(%error, "connections cannot be taken; it is tried again and again");
        }
        sleep(BREATH).await;
    }
}

/// Resolves once the server is to stop. That nobody is left to say so means the same.
async fn told(stopped: &mut watch::Receiver<bool>) {
    let _ = stopped.wait_for(|stop| *stop).await;
}

/// Talks over a connection until either side ends it.
async fn talk(socket: Socket, answers: Answers, connection: &Connection, mut stopped: watch::Receiver<bool>) {
    let mut talk = pin!(http1::Builder::new().serve_connection(TokioIo::new(socket), answers).with_upgrades());
    let mut stopping = false;
    loop {
        tokio::select! {
            done = talk.as_mut() => {
                if let Err(error) = done {
                    tracing::debug!(%error, "a connection broke");
                }
                break;
            }
            () = connection.closed() => break,
            () = told(&mut stopped), if !stopping => {
                stopping = true;
                // hyper would close one of which it has read nothing, although its request may be there. It ends with its answer, which
                // says so, or as one that is in the way.
                if !connection.is_about_to_ask() {
                    talk.as_mut().graceful_shutdown();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    #[tokio::test]
    async fn whoever_waits_when_the_server_stops_is_answered_though_others_could_not_be_taken() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap().into_std().unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let mut errors = vec![io::Error::other("no file left to open"), ErrorKind::ConnectionAborted.into()];
        let accept = move || errors.pop().map_or_else(|| listener.accept(), Err);
        let router = Router::new().route("/", get(|| async { "Here I am" }));
        let ((_stop, stopped), (open, _gone)) = (watch::channel(false), mpsc::channel(1));
        Connections::new(router, None, Some(10), &[]).open_waiting(accept, &stopped, &open).await;
        client.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        client.read_to_string(&mut answer).await.unwrap();
        assert!(answer.ends_with("Here I am"), "{answer}");
    }
}
