//! What an open socket costs: of memory while it is idle, and of time and CPU when a message goes to all of them. The same client asks
//! other chat servers for the same.

use crate::{
    api::{self, Member, key},
    frames::Socket,
    machine::{cpu_seconds, cpu_seconds_apart, kernel_memory},
    measured::{Durations, grouped},
    others::Other,
    process::memory,
    servers::{Bus, Place},
};
use std::{
    net::SocketAddr,
    ops::Range,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    sync::Semaphore,
    task::JoinSet,
    time::{MissedTickBehavior, interval, sleep},
};

/// How many sockets one member has at most: fewer than the server grants.
const OF_A_MEMBER: usize = 16;

/// How many are opened at a time.
const AT_ONCE: usize = 32;

/// Memory is counted from the time on at which this share of them is open, so that what is there once does not count.
const FIRST_SHARE: usize = 20;

/// For how long messages are sent, one a second.
const SECONDS: usize = 30;

/// With fewer messages it is found out whether a server holds so many sockets.
const TRIAL: usize = 5;

/// How long messages may take to reach everybody, beyond the last of them.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whoever does not hold so many sockets is asked to hold half as many, down to this.
const FEWEST: usize = 100;

/// After this in a message stands the time at which it was sent, in nanoseconds since [`BEGAN`].
const SENT_AT: &[u8] = b"sent at ";

static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Runs it, and says whether our own server is well after it.
pub async fn run(count: usize) -> bool {
    LazyLock::force(&BEGAN);
    println!(
        "{} sockets on one channel, one message a second to all of them; client and server on this machine",
        grouped(count as u64)
    );
    let (ours, well) = of_site(count).await;
    let frame = ours.as_ref().map_or(0, |ours| ours.frame);
    let all = [
        ("tessera", ours),
        ("Django Channels", of_other("Django Channels", Other::channels, "/live", count, frame).await),
        ("Node’s ws", of_other("Node’s ws", Other::ws, "/", count, frame).await),
    ];
    print(&all);
    well
}

/// Measures our own server, and says whether it is well after that.
async fn of_site(count: usize) -> (Option<Measured>, bool) {
    let place = Place::new(Bus::Postgres).await.expect("PostgreSQL");
    // Half of all connections are for one address at most.
    let mut server = place.server(&[("MAX_CONNECTIONS", (2 * count + 1_000).to_string())]).await;
    let address = server.address;
    let members = api::sign_up_all(address, count.div_ceil(OF_A_MEMBER) + 1).await;
    let channel = api::community(address, &members, 1).await.remove(0);
    let site = Arc::new(Site { members, channel });
    let mut wanted = count;
    let mut measured = None;
    while measured.is_none() && wanted >= FEWEST {
        let target = Target { address, process: server.process(), chat: Chat::Site(Arc::clone(&site)) };
        let before = place.postgres_cpu_seconds();
        let opened;
        (measured, opened) = measure(target, wanted, 0).await;
        let postgres = place.postgres_cpu_seconds() - before;
        if measured.is_some() {
            println!(
                "  tessera keeps each message and knows its members: PostgreSQL took {postgres:.1} s of CPU beside it"
            );
        } else {
            wanted = fewer("tessera", wanted, opened);
            // What it has of memory from before would not be seen to grow.
            server.stop().await;
            server.start().await;
        }
    }
    let well = server.is_well();
    server.stop().await;
    place.end().await;
    (measured, well)
}

/// Measures another server, which is started anew for each number of sockets.
async fn of_other(
    name: &str,
    start: impl AsyncFn() -> Option<Other>,
    path: &'static str,
    count: usize,
    frame: usize,
) -> Option<Measured> {
    let mut wanted = count;
    while wanted >= FEWEST {
        let other = start().await?;
        let target = Target { address: other.address, process: other.process(), chat: Chat::Plain(path) };
        let (measured, opened) = measure(target, wanted, frame).await;
        if measured.is_some() {
            return measured;
        }
        wanted = fewer(name, wanted, opened);
    }
    None
}

/// How many sockets are tried after so many were too many.
fn fewer(name: &str, wanted: usize, opened: usize) -> usize {
    println!("  {name} does not hold {} sockets ({} were opened)", grouped(wanted as u64), grouped(opened as u64));
    (wanted / 2).min(opened)
}

/// A server that is asked.
struct Target {
    address: SocketAddr,
    process: u32,
    chat: Chat,
}

/// How it is spoken to.
enum Chat {
    Site(Arc<Site>),
    /// What is said at this path goes to all.
    Plain(&'static str),
}

/// A channel of ours, and who may read it.
struct Site {
    members: Vec<Member>,
    channel: String,
}

impl Target {
    /// Opens the socket of this number, and lets it hear all that is said.
    async fn open(&self, n: usize) -> std::io::Result<Socket> {
        match &self.chat {
            Chat::Plain(path) => Socket::open(self.address, path, "").await,
            Chat::Site(site) => {
                let Site { members, channel } = site.as_ref();
                let bearer = members[n / OF_A_MEMBER].bearer();
                let mut socket = Socket::open(self.address, "/api/v1/live", &bearer).await?;
                socket.say(&[format!(r#"{{"type":"subscribe","channel":"{channel}"}}"#)]).await?;
                while !socket.next().await?.windows(12).any(|window| window == b"\"subscribed\"") {}
                Ok(socket)
            }
        }
    }

    /// What is said so that all hear it, in a frame of this length where we are to choose.
    fn message(&self, length: usize) -> String {
        let body = format!("{}{}", String::from_utf8_lossy(SENT_AT), BEGAN.elapsed().as_nanos());
        match &self.chat {
            Chat::Site(site) => {
                let channel = &site.channel;
                format!(r#"{{"type":"send","channel":"{channel}","key":"{}","body":"{body}"}}"#, key())
            }
            Chat::Plain(_) => {
                let text = format!(r#"{{"type":"changes","body":"{body}","rest":""}}"#);
                let rest = "x".repeat(length.saturating_sub(text.len()));
                format!(r#"{{"type":"changes","body":"{body}","rest":"{rest}"}}"#)
            }
        }
    }
}

/// What the sockets have heard.
#[derive(Default)]
struct Heard {
    deliveries: Durations,
    /// How long a frame is, in bytes.
    frame: AtomicUsize,
    opened: AtomicUsize,
    /// How many of the sockets could not be opened, or have ended.
    ended: AtomicUsize,
}

/// What was measured of a server.
struct Measured {
    sockets: usize,
    /// Bytes a socket, of the process and of the kernel: of one end of the connection.
    process: f64,
    kernel: f64,
    heard: Arc<Heard>,
    /// How long a frame is, in bytes.
    frame: usize,
    /// CPU time for each delivery, how much of it in the kernel, and while nothing is said, in a second.
    cpu: f64,
    cpu_of_kernel: f64,
    idle: f64,
}

/// Measures a server with so many sockets: `None` where they could not all be opened, or messages did not reach them in time. And how
/// many were opened.
async fn measure(target: Target, count: usize, frame: usize) -> (Option<Measured>, usize) {
    let (target, heard) = (Arc::new(target), Arc::new(Heard::default()));
    // With this end all sockets.
    let mut listening = JoinSet::new();
    let first = count / FIRST_SHARE;
    open(&target, 0..first, &heard, &mut listening).await;
    sleep(Duration::from_secs(1)).await;
    let before = (memory(target.process), kernel_memory());
    open(&target, first..count, &heard, &mut listening).await;
    let opened = heard.opened.load(Ordering::Relaxed);
    sleep(Duration::from_secs(3)).await;
    let after = (memory(target.process), kernel_memory());
    let sockets = (count - first) as f64;
    // The client's end of each connection is on this machine as well.
    let (process, kernel) = (grown(before.0, after.0) / sockets, grown(before.1, after.1) / sockets / 2.0);
    // One more, to speak.
    let speaker = if opened == count { target.open(count).await.ok() } else { None };
    let Some(mut speaker) = speaker else { return (None, opened) };
    let began = (Instant::now(), cpu_seconds(target.process));
    wait(&mut speaker, Duration::from_secs(10)).await;
    let idle = (cpu_seconds(target.process) - began.1) / began.0.elapsed().as_secs_f64();
    if !say(&target, &mut speaker, TRIAL, frame, &heard).await {
        return (None, opened);
    }
    let before = (heard.deliveries.count(), cpu_seconds_apart(target.process));
    if !say(&target, &mut speaker, SECONDS, frame, &heard).await {
        return (None, opened);
    }
    let (after, deliveries) = (cpu_seconds_apart(target.process), (heard.deliveries.count() - before.0) as f64);
    let (own, cpu_of_kernel) = ((after.0 - before.1.0) / deliveries, (after.1 - before.1.1) / deliveries);
    let frame = heard.frame.load(Ordering::Relaxed);
    let cpu = own + cpu_of_kernel;
    (Some(Measured { sockets: count, process, kernel, heard, frame, cpu, cpu_of_kernel, idle }), opened)
}

fn grown(before: u64, after: u64) -> f64 {
    after.saturating_sub(before) as f64
}

/// Opens these sockets, some at a time, and lets each listen; as far as the first that cannot be opened.
async fn open(target: &Arc<Target>, numbers: Range<usize>, heard: &Arc<Heard>, listening: &mut JoinSet<()>) {
    let wanted = heard.opened.load(Ordering::Relaxed) + numbers.len();
    let places = Arc::new(Semaphore::new(AT_ONCE));
    for n in numbers {
        let (target, heard, places) = (Arc::clone(target), Arc::clone(heard), Arc::clone(&places));
        listening.spawn(async move {
            let place = places.acquire().await;
            let socket = target.open(n).await;
            drop(place);
            if let Ok(socket) = socket {
                heard.opened.fetch_add(1, Ordering::Relaxed);
                listen(socket, &heard).await;
            }
            heard.ended.fetch_add(1, Ordering::Relaxed);
        });
    }
    while heard.opened.load(Ordering::Relaxed) < wanted && heard.ended.load(Ordering::Relaxed) == 0 {
        sleep(Duration::from_millis(50)).await;
    }
}

/// Listens, and counts what comes, until the connection ends.
async fn listen(mut socket: Socket, heard: &Heard) {
    while let Ok(message) = socket.next().await {
        if let Some(sent) = sent_at(&message) {
            heard.deliveries.add(BEGAN.elapsed().saturating_sub(sent));
            heard.frame.store(message.len(), Ordering::Relaxed);
        }
    }
}

/// When a message was sent, where it is one of those that say so.
fn sent_at(message: &[u8]) -> Option<Duration> {
    let start = message.windows(SENT_AT.len()).position(|window| window == SENT_AT)? + SENT_AT.len();
    let digits = message[start..].iter().take_while(|byte| byte.is_ascii_digit());
    let nanoseconds = digits.fold(0, |number: u64, digit| number * 10 + u64::from(digit - b'0'));
    Some(Duration::from_nanos(nanoseconds))
}

/// Says so many messages, one a second. Whether all of them reached all, soon enough.
async fn say(target: &Target, speaker: &mut Socket, messages: usize, frame: usize, heard: &Heard) -> bool {
    let expected = heard.deliveries.count() + (messages * heard.opened.load(Ordering::Relaxed)) as u64;
    let mut second = interval(Duration::from_secs(1));
    second.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for _ in 0..messages {
        second.tick().await;
        if speaker.say(&[target.message(frame)]).await.is_err() {
            return false;
        }
        // What it hears itself must not pile up.
        wait(speaker, Duration::from_millis(100)).await;
    }
    let until = Instant::now() + PATIENCE;
    while heard.deliveries.count() < expected && heard.ended.load(Ordering::Relaxed) == 0 && Instant::now() < until {
        wait(speaker, Duration::from_millis(100)).await;
    }
    heard.deliveries.count() >= expected
}

/// Listens for a while to what nobody counts.
async fn wait(speaker: &mut Socket, duration: Duration) {
    let listened = async { while speaker.next().await.is_ok() {} };
    if tokio::time::timeout(duration, listened).await.is_ok() {
        // It has ended; the next thing that it is to say fails.
        sleep(duration).await;
    }
}

fn print(all: &[(&str, Option<Measured>)]) {
    println!(
        "\n  {:<16} {:>8} {:>16} {:>15} {:>9} {:>9} {:>15} {:>14} {:>9}",
        "", "", "memory a socket", "of the kernel", "delivery", "", "CPU a delivery", "in the kernel", "CPU idle"
    );
    println!(
        "  {:<16} {:>8} {:>16} {:>15} {:>9} {:>9} {:>15} {:>14} {:>9}",
        "", "sockets", "kB", "kB", "p50 ms", "p99 ms", "µs", "µs", "%"
    );
    for (name, measured) in all {
        let Some(measured) = measured else {
            println!("  {name:<16} {:>8}", "none");
            continue;
        };
        let (p50, p99) = (measured.heard.deliveries.percentile(50.0), measured.heard.deliveries.percentile(99.0));
        println!(
            "  {name:<16} {:>8} {:>16.1} {:>15.1} {p50:>9.1} {p99:>9.1} {:>15.1} {:>14.1} {:>9.1}",
            grouped(measured.sockets as u64),
            measured.process / 1e3,
            measured.kernel / 1e3,
            measured.cpu * 1e6,
            measured.cpu_of_kernel * 1e6,
            measured.idle * 100.0,
        );
    }
    let Some((_, Some(ours))) = all.first() else { return };
    for (name, measured) in &all[1..] {
        let Some(other) = measured else { continue };
        let at = |measured: &Measured, percent| measured.heard.deliveries.percentile(percent);
        println!(
            "  ratio {name} / tessera: memory {:.2}, p50 {:.2}, p99 {:.2}, CPU a delivery {:.2}",
            other.process / ours.process,
            at(other, 50.0) / at(ours, 50.0),
            at(other, 99.0) / at(ours, 99.0),
            other.cpu / ours.cpu,
        );
        if other.sockets < ours.sockets {
            println!(
                "      (with {} sockets, tessera with {})",
                grouped(other.sockets as u64),
                grouped(ours.sockets as u64)
            );
        }
    }
    println!(
        "  frames of {} bytes; times count the message’s way in, and the client’s own time to take it from all sockets\n",
        ours.frame
    );
}
