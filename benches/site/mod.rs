//! A server for a benchmark: the release build on a private PostgreSQL in a temporary folder, and what to ask it with.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Instant,
};

const ADDRESS: &str = "127.0.0.1:3971";
const BOUNDARY: &str = "tessera-bench-boundary";
const END: &str = "\r\n--tessera-bench-boundary--\r\n";

/// Starts it with its data in this folder, and waits until it answers.
pub fn start(folder: &Path) -> Child {
    let mut server = Command::new(env!("CARGO_BIN_EXE_tessera"))
        .arg("serve")
        .env_remove("DATABASE_URL")
        .env("DATA_DIR", folder.join("data"))
        .env("LEPTOS_SITE_ADDR", ADDRESS)
        .env("RATE_LIMITS", "off")
        .stdout(Stdio::piped())
        .spawn()
        .expect("the server");
    let lines = BufReader::new(server.stdout.take().expect("its output")).lines();
    let up = lines.map_while(Result::ok).any(|line| line.starts_with("Tessera is running at"));
    assert!(up, "the server did not start");
    server
}

/// Asks it to end, and waits until it has.
pub fn stop(server: &mut Child) {
    let _ = Command::new("kill").arg(server.id().to_string()).status();
    let _ = server.wait();
}

fn part(name: &str, value: &str) -> String {
    format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
}

/// Sends a request and gives the whole answer.
pub fn request(method: &str, path: &str, cookie: &str, body: &[u8]) -> String {
    answer(&mut send(method, path, cookie, body))
}

fn send(method: &str, path: &str, cookie: &str, body: &[u8]) -> TcpStream {
    let mut connection = TcpStream::connect(ADDRESS).expect("a connection");
    let head = format!(
        "{method} {path} HTTP/1.0\r\nhost: {ADDRESS}\r\naccept: application/json\r\ncookie: {cookie}\r\n\
         content-type: multipart/form-data; boundary={BOUNDARY}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    connection.write_all(head.as_bytes()).expect("a request");
    connection.write_all(body).expect("a body");
    connection
}

fn answer(connection: &mut TcpStream) -> String {
    let mut answer = String::new();
    connection.read_to_string(&mut answer).expect("an answer");
    answer
}

/// Opens an account, and gives its cookie.
pub fn sign_up() -> String {
    let body = [("email", "bench@example.com"), ("username", "bench"), ("password", "correct horse battery")]
        .map(|(name, value)| part(name, value))
        .concat();
    let answer = request("POST", "/signup", "", format!("{body}--{BOUNDARY}--\r\n").as_bytes());
    let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: ")).expect("a session");
    cookie.split(';').next().unwrap_or_default().to_owned()
}

/// Uploads a file. Gives its pin, and when its last byte was sent.
pub fn upload(path: &Path, cookie: &str) -> (String, Instant) {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let head = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n");
    let file = fs::read(path).expect("a photograph");
    let mut connection = send("POST", "/upload", cookie, &[head.as_bytes(), &file, END.as_bytes()].concat());
    let sent = Instant::now();
    let answer = answer(&mut connection);
    assert!(answer.contains("\"waiting\""), "refused: {answer}");
    let pin = answer.split("\"id\":\"").nth(1).and_then(|rest| rest.split('"').next());
    (pin.expect("its pin").to_owned(), sent)
}

/// Uploads files, each in a request of its own, so many at a time.
pub fn send_all(photographs: &[PathBuf], cookie: &str, at_once: usize) {
    thread::scope(|scope| {
        for share in photographs.chunks(photographs.len().div_ceil(at_once)) {
            scope.spawn(move || {
                for path in share {
                    upload(path, cookie);
                }
            });
        }
    });
}
