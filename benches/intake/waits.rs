//! How soon pictures are there after their last byte, on a server that does nothing else and on one that is busy.

use crate::site::{request, send_all, sign_up, start, stop, upload};
use image::{DynamicImage, ImageFormat, imageops::FilterType};
use std::{
    fs,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

/// How many photographs wait, and how many are sent at a time.
const COUNT: usize = 50;
const AT_ONCE: usize = 4;

/// How many are uploaded one at a time.
const ALONE: usize = 7;

/// How often a picture is looked at, at most.
const LOOK: Duration = Duration::from_millis(2);

/// After how many milliseconds a picture had a tile, all but its full size, and everything.
type Times = [f64; 3];

/// Prints how long they take.
pub fn run() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let photographs = photographs(folder.path());
    let (crowd, alone) = photographs.split_at(COUNT);
    let mut server = start(folder.path());
    let cookie = sign_up();
    println!("photographs of 4000 × 3000, milliseconds after the last byte:");
    let (one_at_a_time, others) = alone.split_at(ALONE);
    let mut times: Vec<_> = one_at_a_time.iter().map(|path| until_ready(upload(path, &cookie))).collect();
    // The first one also warms up.
    times.remove(0);
    print(
        "one at a time, the median of each",
        [0, 1, 2].map(|at| median(times.iter().map(|times| times[at]).collect())),
    );

    let (before, began) = (cpu_seconds(server.id()), Instant::now());
    send_all(crowd, &cookie, AT_ONCE);
    let sent = began.elapsed().as_secs_f64();
    thread::scope(|scope| {
        let behind = upload(&others[0], &cookie);
        let behind = scope.spawn(move || until_ready(behind));
        let early = full_sizes_once_scaled(ALONE + COUNT + 1) - ALONE;
        println!("  full sizes that were there before the small ones of all {COUNT}: {early}");
        let times = until_ready(upload(&others[1], &cookie));
        print(&format!("behind {COUNT} full sizes"), times);
        print(&format!("behind {COUNT} photographs"), behind.join().expect("its times"));
    });
    while count(&["ready"]) < ALONE + COUNT + 2 {
        thread::sleep(LOOK * 50);
    }
    let ready = began.elapsed().as_secs_f64();
    let cpu = cpu_seconds(server.id()) - before;
    println!("{COUNT} photographs: taken in after {sent:.1} s, all ready after {ready:.1} s");
    println!("memory of the server at its highest: {} MB", memory(server.id(), "VmHWM:") / 1000);
    println!("CPU of the server: {:.0} ms a photograph", cpu * 1000.0 / (COUNT + 2) as f64);
    stop(&mut server);
}

fn print(what: &str, [tile, scaled, ready]: Times) {
    println!("  {what}: first tile {tile:.0}, all but the full size {scaled:.0}, all {ready:.0}");
}

/// Looks at a picture until all of it is there.
fn until_ready((pin, sent): (String, Instant)) -> Times {
    let mut times = [None; 3];
    loop {
        let state = state(&pin);
        let now = sent.elapsed().as_secs_f64() * 1000.0;
        let stage = ["early", "scaled", "ready"].iter().position(|name| *name == state);
        for time in times.iter_mut().take(stage.map_or(0, |stage| stage + 1)) {
            time.get_or_insert(now);
        }
        if let [Some(tile), Some(scaled), Some(ready)] = times {
            return [tile, scaled, ready];
        }
        // Of what takes long, a hundredth more or less is nothing, and who looks often takes time from who works.
        thread::sleep(LOOK.max(sent.elapsed() / 100));
    }
}

fn state(pin: &str) -> String {
    let pin = json(&format!("/api/v1/pins/{pin}"));
    pin["state"].as_str().expect("a state").to_owned()
}

/// Waits until so many pictures have all but their full size. Says how many of them have that as well.
fn full_sizes_once_scaled(pictures: usize) -> usize {
    while count(&["scaled", "ready"]) < pictures {
        thread::sleep(LOOK * 50);
    }
    count(&["ready"])
}

/// How many pictures are in one of these states.
fn count(states: &[&str]) -> usize {
    let page = json("/api/v1/pins?owner=bench&limit=100");
    let items = page["items"].as_array().expect("items");
    items.iter().filter(|pin| pin["state"].as_str().is_some_and(|state| states.contains(&state))).count()
}

fn json(path: &str) -> serde_json::Value {
    let answer = request("GET", path, "", &[]);
    serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap_or_default()).expect("JSON")
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
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
        for variant in 0..(COUNT + ALONE + 2).div_ceil(5) {
            let mut picture = picture.clone();
            picture.put_pixel(0, 0, image::Rgb([variant as u8; 3]));
            let path = folder.join(format!("photograph {which} {variant}.jpg"));
            DynamicImage::from(picture).save_with_format(&path, ImageFormat::Jpeg).expect("a JPEG");
            made.push(path);
        }
    }
    made
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
