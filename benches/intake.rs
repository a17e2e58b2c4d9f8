//! Fifty 12-megapixel photographs come in and are worked on: what the server's memory peaks at, and what CPU time it takes
//! against `vipsthumbnail` (Debian's `libvips-tools`) making the same sizes of the same files in the same run.
//!
//! `make bench` runs it. It starts the release server on a private PostgreSQL in a temporary folder, signs up through
//! the site's own form, and sends four files at a time.

mod site;

use image::{DynamicImage, ImageFormat, imageops::FilterType};
use site::{request, send_all, sign_up, start, stop};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};
use tessera::model::pictures::QUALITY_WIDTHS;

const COUNT: usize = 50;
const AT_ONCE: usize = 4;

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let photographs = photographs(folder.path());
    let mut server = start(folder.path());
    let cookie = sign_up();
    let started = Instant::now();
    send_all(&photographs, &cookie, AT_ONCE);
    let sent = started.elapsed().as_secs_f64();
    wait_until_ready();
    let ready = started.elapsed().as_secs_f64();
    let ours = cpu_seconds(server.id());
    let high = memory(server.id(), "VmHWM:");
    stop(&mut server);
    println!("{COUNT} photographs of 4000 × 3000: taken in after {sent:.1} s, all ready after {ready:.1} s");
    println!("memory of the server at its highest: {} MB", high / 1000);
    println!("CPU of the server: {ours:.1} s, {:.0} ms a photograph", ours * 1000.0 / COUNT as f64);
    match vips(&photographs, folder.path()) {
        Some(theirs) => println!(
            "CPU of vipsthumbnail for the same WebP sizes: {theirs:.1} s; ratio tessera / vipsthumbnail: {:.2}",
            ours / theirs
        ),
        None => println!("vipsthumbnail is not on this machine (Debian: libvips-tools): nothing to compare to"),
    }
}

/// Real photographs at 12 megapixels, no two the same file.
fn photographs(folder: &Path) -> Vec<PathBuf> {
    let nature = fs::read_dir("/usr/share/backgrounds/mate/nature").expect("Debian's mate-backgrounds");
    let mut sources: Vec<_> = nature.flatten().map(|entry| entry.path()).collect();
    sources.sort();
    let enlarged = sources.iter().take(5).map(|source| {
        let picture = image::open(source).expect("a photograph");
        picture.resize_exact(4000, 3000, FilterType::Triangle).into_rgb8()
    });
    let mut made = Vec::new();
    for (which, picture) in enlarged.enumerate() {
        for variant in 0..COUNT / 5 {
            let mut picture = picture.clone();
            picture.put_pixel(0, 0, image::Rgb([variant as u8; 3]));
            let path = folder.join(format!("photograph {which} {variant}.jpg"));
            DynamicImage::from(picture).save_with_format(&path, ImageFormat::Jpeg).expect("a JPEG");
            made.push(path);
        }
    }
    made
}

/// Counts the owner's pins that are ready until all are.
fn wait_until_ready() {
    loop {
        let answer = request("GET", "/api/v1/pins?owner=bench&limit=100", "", &[]);
        let body = answer.split("\r\n\r\n").nth(1).unwrap_or_default();
        let page: serde_json::Value = serde_json::from_str(body).expect("a page");
        let items = page["items"].as_array().expect("items");
        if items.iter().filter(|pin| pin["state"] == "ready").count() == COUNT {
            return;
        }
        thread::sleep(Duration::from_millis(200));
    }
}

/// A line of /proc/…/status, in kB.
fn memory(process: u32, line: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let found = status.lines().find_map(|text| text.strip_prefix(line)).unwrap_or("0");
    found.trim().trim_end_matches(" kB").parse().unwrap_or_default()
}

/// What CPU time a process has taken, user and system, of itself alone (proc_pid_stat(5)).
fn cpu_seconds(process: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields: Vec<_> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    let ticks: f64 = fields.iter().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    ticks / 100.0
}

/// What CPU time `vipsthumbnail` takes, a run a size, as people write it.
fn vips(photographs: &[PathBuf], folder: &Path) -> Option<f64> {
    Command::new("vipsthumbnail").arg("--version").output().ok()?;
    let before = children_cpu_seconds();
    for width in QUALITY_WIDTHS.into_iter().chain([4000]) {
        let target = folder.join(format!("%s-{width}.webp[Q=80,strip]"));
        let status = Command::new("vipsthumbnail")
            .args(photographs)
            .args(["--size", &format!("{width}x")])
            .arg("-o")
            .arg(target)
            .status()
            .ok()?;
        assert!(status.success(), "vipsthumbnail failed");
    }
    Some(children_cpu_seconds() - before)
}

/// What CPU time our ended children have taken.
fn children_cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<_> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    let ticks: f64 = fields.iter().skip(13).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    ticks / 100.0
}
