//! Ten thousand clients that are as slow as they can be: some send the head of a request a byte a second, some its body, and some take
//! nothing of a large file. Whoever is cut comes back, so that there are always as many.

use crate::{
    acts,
    api::Member,
    http,
    pictures::{CONTENT_TYPE, Upload, large},
};
use std::{
    io,
    net::SocketAddr,
    os::fd::AsRawFd,
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    task::JoinSet,
    time::{Instant, sleep, timeout},
};

pub const COUNT: usize = 10_000;

/// How many of them take nothing: each holds what the kernel keeps for it.
const READERS: usize = 1_000;

/// How many have one address: the server grants each address a share.
const OF_AN_ADDRESS: usize = 100;

/// How long a head may take, by what the site promises and some time more for a busy machine; how long a body that trickles.
const HEAD_LONGEST: Duration = Duration::from_secs(30);
const BODY_LONGEST: Duration = Duration::from_secs(75);

/// How long nothing is taken of an answer: longer than the site waits for that.
const UNTAKEN: Duration = Duration::from_secs(75);

/// What clients of the internet take in one packet, in bytes. Over the loopback of one machine it would be forty times that, and the
/// kernel would keep megabytes for each who takes nothing.
const SEGMENT: libc::c_int = 1_460;

/// A file that is too large for the kernel to take off the server's hands.
pub struct LargeFile {
    path: String,
    bytes: usize,
}

impl LargeFile {
    /// Uploads a picture, as a member of its own, and waits for its full size.
    pub async fn upload(server: SocketAddr) -> Self {
        let member = Member::sign_up(server, "photographer".to_owned()).await;
        let lines = format!("{}{CONTENT_TYPE}", member.bearer());
        let reply = http::send(server, "POST", "/api/v1/pins", &lines, &Upload::of(&large()).body).await;
        let reply = reply.expect("an answer");
        let said: serde_json::Value = serde_json::from_slice(&reply.body).expect("JSON");
        let path = format!("/pins/{}", said["items"][0]["id"].as_str().expect("a pin"));
        loop {
            let said = member.must(server, "GET", &path, None).await;
            if said["state"] == "ready" {
                let full = said["qualities"].as_array().expect("sizes").iter().find(|size| size["n"] == 0);
                let full = full.expect("the full size");
                let path = acts::path(full["url"].as_str().expect("an address")).expect("an address of the site");
                let bytes = full["bytes"].as_u64().expect("its bytes");
                return Self { path, bytes: usize::try_from(bytes).expect("a size") };
            }
            sleep(Duration::from_millis(200)).await;
        }
    }
}

/// How slow a client is.
#[derive(Clone, Copy)]
enum Way {
    Head,
    Body,
    Reader,
}

/// What became of the connections of one way.
#[derive(Default)]
struct Counts {
    open: AtomicUsize,
    most: AtomicUsize,
    cut: AtomicUsize,
    /// Answers that were taken whole after all.
    whole: AtomicUsize,
    /// In milliseconds.
    longest: AtomicU64,
}

/// A connection that is open.
struct Open<'a> {
    counts: &'a Counts,
    began: Instant,
}

impl<'a> Open<'a> {
    fn new(counts: &'a Counts) -> Self {
        let open = counts.open.fetch_add(1, Ordering::Relaxed) + 1;
        counts.most.fetch_max(open, Ordering::Relaxed);
        Self { counts, began: Instant::now() }
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.counts.open.fetch_sub(1, Ordering::Relaxed);
        self.counts.longest.fetch_max(self.began.elapsed().as_millis() as u64, Ordering::Relaxed);
    }
}

pub struct SlowClients {
    tasks: JoinSet<()>,
    heads: Arc<Counts>,
    bodies: Arc<Counts>,
    readers: Arc<Counts>,
}

impl SlowClients {
    /// Lets all of them loose on one server.
    pub fn begin(server: SocketAddr, file: LargeFile) -> Self {
        let (heads, bodies, readers) = (Arc::default(), Arc::default(), Arc::default());
        let mut tasks = JoinSet::new();
        let file = Arc::new(file);
        for number in 0..COUNT {
            let (way, counts) = match number {
                0..READERS => (Way::Reader, &readers),
                _ if number.is_multiple_of(2) => (Way::Head, &heads),
                _ => (Way::Body, &bodies),
            };
            tasks.spawn(be_slow(number, server, way, Arc::clone(&file), Arc::clone(counts)));
        }
        Self { tasks, heads, bodies, readers }
    }

    /// Ends them, and says what was not as it should be.
    pub async fn end(mut self) -> Vec<String> {
        self.tasks.shutdown().await;
        let read = |count: &AtomicUsize| count.load(Ordering::Relaxed);
        let mut wrong = Vec::new();
        for (name, counts, longest) in [
            ("heads a byte a second", &self.heads, HEAD_LONGEST),
            ("bodies a byte a second", &self.bodies, BODY_LONGEST),
            ("answers not taken", &self.readers, Duration::MAX),
        ] {
            let held = Duration::from_millis(counts.longest.load(Ordering::Relaxed));
            println!(
                "  {name}: {} open at once, {} cut by the server, the longest after {:.0} s",
                read(&counts.most),
                read(&counts.cut),
                held.as_secs_f64()
            );
            if read(&counts.cut) == 0 || held > longest || read(&counts.whole) > 0 {
                wrong.push(format!("slow clients are not cut: {name}"));
            }
        }
        wrong
    }
}

async fn be_slow(number: usize, server: SocketAddr, way: Way, file: Arc<LargeFile>, counts: Arc<Counts>) {
    // Not all in one moment, which the kernel's queue of new connections does not hold.
    sleep(Duration::from_millis(number as u64)).await;
    loop {
        if let Ok(stream) = connect(number, server, way).await {
            let _open = Open::new(&counts);
            let cut = match way {
                Way::Head => trickle(stream, "GET / HTTP/1.1\r\nhost: localhost\r\nx-slow: ").await,
                Way::Body => {
                    let head = "POST /api/v1/token HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
                                content-length: 10000\r\n\r\n";
                    trickle(stream, head).await
                }
                Way::Reader => take_nothing(stream, &file).await,
            };
            let count = if cut { &counts.cut } else { &counts.whole };
            count.fetch_add(1, Ordering::Relaxed);
        }
        sleep(Duration::from_secs(1)).await;
    }
}

async fn connect(number: usize, server: SocketAddr, way: Way) -> io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    // All of 127/8 is this machine.
    socket.bind(SocketAddr::from(([127, 0, (number / OF_AN_ADDRESS) as u8 + 1, 1], 0)))?;
    if let Way::Reader = way {
        socket.set_recv_buffer_size(4_096)?;
        take_small_packets(&socket)?;
    }
    socket.connect(server).await
}

fn take_small_packets(socket: &TcpSocket) -> io::Result<()> {
    let segment = SEGMENT;
    let (value, size) = (&raw const segment, size_of::<libc::c_int>() as libc::socklen_t);
    // SAFETY: setsockopt(2) reads a number of ours, which outlives the call, of the size that is said.
    let set = unsafe { libc::setsockopt(socket.as_raw_fd(), libc::IPPROTO_TCP, libc::TCP_MAXSEG, value.cast(), size) };
    if set == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Sends a byte a second, until the server has had enough. Whatever it says meanwhile is read.
async fn trickle(mut stream: TcpStream, begun: &str) -> bool {
    let mut said = [0; 512];
    let mut sent = stream.write_all(begun.as_bytes()).await;
    while sent.is_ok() {
        tokio::select! {
            read = stream.read(&mut said) => if matches!(read, Ok(0) | Err(_)) { break },
            () = sleep(Duration::from_secs(1)) => sent = stream.write_all(b" ").await,
        }
    }
    true
}

/// Asks for a large file and takes nothing of it for a while. Whether the server has not waited for that.
async fn take_nothing(mut stream: TcpStream, file: &LargeFile) -> bool {
    let request = format!("GET {} HTTP/1.1\r\nhost: localhost\r\n\r\n", file.path);
    if stream.write_all(request.as_bytes()).await.is_err() {
        return true;
    }
    sleep(UNTAKEN).await;
    let (mut taken, mut room) = (0, vec![0; 65_536]);
    while let Ok(Ok(read)) = timeout(Duration::from_secs(5), stream.read(&mut room)).await
        && read > 0
        && taken < file.bytes
    {
        taken += read;
    }
    taken < file.bytes
}
