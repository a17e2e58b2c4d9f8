//! How fast uploads are accepted: many files, each in a request of its own and four at a time, against `cp` and `sha256sum` of the
//! same files one after the other, which is the least that keeping a file by its hash takes. Wall time, in the same run. The
//! server's workers work on the pictures meanwhile, as they do in life.
//!
//! `make bench` runs it.

mod site;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

const COUNT: usize = 200;
const AT_ONCE: usize = 4;

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let files = files(folder.path());
    let bytes: u64 = files.iter().map(|file| fs::metadata(file).expect("a file").len()).sum();
    let megabytes = bytes as f64 / 1e6;
    let theirs = copy_and_hash(&files, folder.path());
    let mut server = site::start(folder.path());
    let cookie = site::sign_up();
    let started = Instant::now();
    site::send_all(&files, &cookie, AT_ONCE);
    let ours = started.elapsed().as_secs_f64();
    // Nobody waits for the pictures.
    let answer = site::request("GET", "/", &cookie, &[]);
    assert!(answer.contains(" 200 "), "the site still answers");
    site::stop(&mut server);
    println!("{COUNT} files, {megabytes:.0} MB, accepted in {ours:.2} s: {:.0} MB/s", megabytes / ours);
    println!("cp and sha256sum of the same files: {theirs:.2} s: {:.0} MB/s", megabytes / theirs);
    println!("ratio tessera / (cp + sha256sum): {:.2}", ours / theirs);
}

/// Real photographs, no two the same file: a comment at the end, which a JPEG may have.
fn files(folder: &Path) -> Vec<PathBuf> {
    let nature = fs::read_dir("/usr/share/backgrounds/mate/nature").expect("Debian's mate-backgrounds");
    let mut sources: Vec<_> = nature.flatten().map(|entry| entry.path()).collect();
    sources.retain(|path| path.extension().is_some_and(|extension| extension == "jpg"));
    sources.sort();
    let mut made = Vec::new();
    for n in 0..COUNT {
        let jpeg = fs::read(&sources[n % sources.len()]).expect("a photograph");
        // After the two bytes that open a JPEG, a comment segment with the number.
        let mut bytes = jpeg[..2].to_vec();
        bytes.extend([0xFF, 0xFE, 0, 6]);
        bytes.extend((n as u32).to_be_bytes());
        bytes.extend(&jpeg[2..]);
        let path = folder.join(format!("photograph {n}.jpg"));
        fs::write(&path, bytes).expect("a file");
        made.push(path);
    }
    made
}

fn copy_and_hash(files: &[PathBuf], folder: &Path) -> f64 {
    let target = folder.join("copies");
    fs::create_dir(&target).expect("a folder");
    let started = Instant::now();
    let copied = Command::new("cp").args(files).arg(&target).status().expect("cp");
    let hashed = Command::new("sha256sum").args(files).output().expect("sha256sum");
    assert!(copied.success() && hashed.status.success());
    started.elapsed().as_secs_f64()
}
