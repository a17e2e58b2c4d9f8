//! Who uploads and who reads while files are moved: four of each, one request after the other.

use crate::{check, http};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};
use sqlx::PgPool;
use std::{
    future::Future,
    io::Cursor,
    mem,
    net::SocketAddr,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use tessera::{model::ids::PinId, store::blobs::Sha256Hash};
use tokio::{sync::watch, task::JoinSet, time::sleep};

/// How many there are of each.
const EACH: u32 = 4;

/// How long they wait between two requests.
const UPLOAD_PAUSE: Duration = Duration::from_millis(400);
const READ_PAUSE: Duration = Duration::from_millis(20);

/// How often it is looked what there is to read.
const LOOK: Duration = Duration::from_secs(1);

const BOUNDARY: &str = "tessera-bench-boundary";

/// How many failures are kept in words.
const NAMED: usize = 5;

/// What the clients have in common.
pub struct Clients {
    /// The servers that take requests now, as a proxy knows them.
    servers: RwLock<Vec<SocketAddr>>,
    token: String,
    /// The addresses of files, and what is to be there.
    readable: RwLock<Vec<(String, Sha256Hash)>>,
    made: AtomicU32,
    tally: Mutex<Tally>,
}

/// What became of their requests.
#[derive(Default)]
pub struct Tally {
    /// The pins whose uploads were accepted, and the hashes of their files.
    pub accepted: Vec<(PinId, Sha256Hash)>,
    pub reads: u64,
    pub failed_reads: u64,
    pub failed_uploads: u64,
    /// What the first failures were.
    pub failures: Vec<String>,
}

impl Tally {
    fn fail(&mut self, words: String) {
        if self.failures.len() < NAMED {
            self.failures.push(words);
        }
    }
}

impl Clients {
    /// A member of the site at these servers, by whose token all of them upload.
    pub async fn sign_up(servers: [SocketAddr; 2]) -> Arc<Self> {
        let account = json!({"email": "ana@example.com", "username": "ana", "password": "correct horse battery"});
        let session = post(servers[0], "/signup", "", &account).await;
        let wish = json!({"name": "Moving", "scopes": ["read", "write"]});
        let token = post(servers[0], "/tokens", text(&session["access_token"]), &wish).await;
        Arc::new(Self {
            servers: RwLock::new(servers.to_vec()),
            token: text(&token["token"]).to_owned(),
            readable: RwLock::default(),
            made: AtomicU32::new(0),
            tally: Mutex::default(),
        })
    }

    /// A server gets requests from now on.
    pub fn take_up(&self, server: SocketAddr) {
        self.servers.write().unwrap_or_else(PoisonError::into_inner).push(server);
    }

    /// It gets no more.
    pub fn leave(&self, server: SocketAddr) {
        self.servers.write().unwrap_or_else(PoisonError::into_inner).retain(|known| *known != server);
    }

    fn server(&self) -> SocketAddr {
        let servers = self.servers.read().unwrap_or_else(PoisonError::into_inner);
        servers[rand::random_range(0..servers.len())]
    }

    /// Uploads so many pictures, some at a time, and says what became of that.
    pub async fn fill(self: &Arc<Self>, count: u32) -> Tally {
        let mut filling = JoinSet::new();
        for nth in 0..EACH {
            let clients = Arc::clone(self);
            filling.spawn(async move {
                for _ in (nth..count).step_by(EACH as usize) {
                    clients.upload().await;
                }
            });
        }
        filling.join_all().await;
        self.take()
    }

    /// Does something while they upload and read, and says what became of both.
    pub async fn meanwhile<T>(self: &Arc<Self>, rows: &PgPool, work: impl Future<Output = T>) -> (T, Tally) {
        self.look(rows).await;
        let over = watch::Sender::new(false);
        let mut running = JoinSet::new();
        for _ in 0..EACH {
            running.spawn(Arc::clone(self).upload_on(over.subscribe()));
            running.spawn(Arc::clone(self).read_on(over.subscribe()));
        }
        running.spawn(Arc::clone(self).look_on(rows.clone(), over.subscribe()));
        let done = work.await;
        over.send_replace(true);
        running.join_all().await;
        (done, self.take())
    }

    fn take(&self) -> Tally {
        mem::take(&mut *self.tally.lock().unwrap_or_else(PoisonError::into_inner))
    }

    async fn upload_on(self: Arc<Self>, over: watch::Receiver<bool>) {
        while goes_on(&over) {
            self.upload().await;
            sleep(UPLOAD_PAUSE).await;
        }
    }

    async fn read_on(self: Arc<Self>, over: watch::Receiver<bool>) {
        while goes_on(&over) {
            self.read().await;
            sleep(READ_PAUSE).await;
        }
    }

    /// What was uploaded meanwhile is read as well.
    async fn look_on(self: Arc<Self>, rows: PgPool, over: watch::Receiver<bool>) {
        while goes_on(&over) {
            self.look(&rows).await;
            sleep(LOOK).await;
        }
    }

    async fn look(&self, rows: &PgPool) {
        let readable = check::readable(rows).await;
        *self.readable.write().unwrap_or_else(PoisonError::into_inner) = readable;
    }

    async fn upload(&self) {
        let jpeg = jpeg(self.made.fetch_add(1, Ordering::Relaxed));
        let sent = self.send(&jpeg).await;
        let mut tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
        match sent {
            Ok(pin) => tally.accepted.push((pin, Sha256Hash::of(&jpeg))),
            Err(words) => {
                tally.failed_uploads += 1;
                tally.fail(format!("an upload: {words}"));
            }
        }
    }

    /// Sends a picture, and gives its pin.
    async fn send(&self, jpeg: &[u8]) -> Result<PinId, String> {
        let head = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"visibility\"\r\n\r\npublic\r\n\
             --{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{}.jpg\"\r\n\r\n",
            Sha256Hash::of(jpeg)
        );
        let body = [head.as_bytes(), jpeg, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat();
        let lines = format!(
            "authorization: Bearer {}\r\ncontent-type: multipart/form-data; boundary={BOUNDARY}\r\n",
            self.token
        );
        let server = self.server();
        let reply = http::send(server, "POST", "/api/v1/pins", &lines, &body).await;
        let reply = reply.map_err(|error| format!("{server}: {error}"))?;
        let answer: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        let pin = answer["items"][0]["id"].as_str().and_then(|id| id.parse().ok());
        let pin = pin.filter(|_| (200..300).contains(&reply.status));
        pin.ok_or_else(|| format!("{server}: {} {}", reply.status, String::from_utf8_lossy(&reply.body)))
    }

    async fn read(&self) {
        let (path, sha256) = {
            let readable = self.readable.read().unwrap_or_else(PoisonError::into_inner);
            readable[rand::random_range(0..readable.len())].clone()
        };
        let server = self.server();
        let problem = match http::send(server, "GET", &path, "", b"").await {
            Ok(reply) if reply.status != 200 => Some(reply.status.to_string()),
            Ok(reply) => (Sha256Hash::of(&reply.body) != sha256).then(|| "other bytes".to_owned()),
            Err(error) => Some(error.to_string()),
        };
        let mut tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
        tally.reads += 1;
        if let Some(problem) = problem {
            tally.failed_reads += 1;
            tally.fail(format!("{server}{path}: {problem}"));
        }
    }
}

fn goes_on(over: &watch::Receiver<bool>) -> bool {
    !*over.borrow()
}

/// Calls the API, which must say yes.
async fn post(server: SocketAddr, path: &str, token: &str, body: &Value) -> Value {
    let known = if token.is_empty() { String::new() } else { format!("authorization: Bearer {token}\r\n") };
    let lines = format!("{known}content-type: application/json\r\n");
    let path = format!("/api/v1{path}");
    let reply = http::send(server, "POST", &path, &lines, body.to_string().as_bytes()).await.expect("an answer");
    let words = String::from_utf8_lossy(&reply.body);
    assert_eq!(reply.status, 201, "{path}: {words}");
    serde_json::from_str(&words).expect("JSON")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// A small photograph, so to speak: squares in colours that no other number has.
fn jpeg(number: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(480, 360, |x, y| {
        let square = number.wrapping_mul(1000) + y / 24 * 20 + x / 24;
        let [_, r, g, b] = square.wrapping_mul(0x9E37_79B1).to_be_bytes();
        Rgb([r, g, b])
    });
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::from(picture).write_to(&mut bytes, ImageFormat::Jpeg).expect("a JPEG");
    bytes.into_inner()
}
