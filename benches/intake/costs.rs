//! The sizes of photographs, made by the site's code and by `sharp`.

use crate::ssim::ssim;
use image::{GrayImage, imageops::FilterType};
use serde::{Deserialize, Serialize};
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};
use tessera::{
    media::{self, Qualities, Rendered, Target, Wanted},
    model::pictures::{FULL, LOWEST, qualities},
};

/// Where Debian's wallpapers are (`mate-backgrounds`, `plasma-workspace-wallpapers`).
const FOLDERS: [&str; 3] =
    ["/usr/share/backgrounds/mate/abstract", "/usr/share/backgrounds/mate/nature", "/usr/share/wallpapers"];

/// A photograph has so many pixels at least, so that it has every size.
const WIDEST: u32 = 1921;

/// How many photographs there are to be, and how many are taken at most.
const FEWEST: usize = 6;
const MOST: usize = 10;

/// The quality that `sharp` is asked for: its default, and of the full size that of the site.
const QUALITY: u8 = 80;
const FULL_QUALITY: u8 = 90;

/// By which this program is told to make sizes itself.
const MAKE: &str = "make-sizes";

/// What is to be made of a photograph.
#[derive(Serialize, Deserialize)]
struct Photograph {
    path: PathBuf,
    sizes: Vec<Size>,
}

#[derive(Serialize, Deserialize)]
struct Size {
    n: u8,
    width: u32,
    height: u32,
    full: bool,
    /// What `sharp` is asked for.
    quality: u8,
    to: PathBuf,
}

/// The plan that this process is to carry out; `None` where it is the benchmark.
pub fn asked(arguments: &[String]) -> Option<PathBuf> {
    let at = arguments.iter().position(|argument| argument == MAKE)?;
    arguments.get(at + 1).map(PathBuf::from)
}

/// Carries out a plan with the site's code, and prints this process' memory at its highest, in kB.
pub fn make(plan: &Path) {
    let plan: Vec<Photograph> = serde_json::from_slice(&fs::read(plan).expect("a plan")).expect("a plan");
    for Photograph { path, sizes } in plan {
        let probe = media::probe(&path).expect("a photograph");
        let with_full = sizes.iter().any(|size| size.full);
        for &qualities in probe.passes().iter().filter(|&&qualities| with_full || qualities != Qualities::Full) {
            let wanted = Wanted { qualities, heights: Vec::new() };
            media::render(&path, &probe, &wanted, &mut |together| keep(&sizes, together)).expect("its sizes");
        }
    }
    let status = fs::read_to_string("/proc/self/status").expect("Linux");
    let high = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a line");
    println!("{}", high.trim().trim_end_matches(" kB"));
}

fn keep(sizes: &[Size], together: Vec<Rendered>) -> std::io::Result<()> {
    for one in together {
        let Rendered::Made(made) = one else { continue };
        let size = sizes.iter().find(|size| made.target == Target::Quality(size.n)).expect("a size that is wanted");
        fs::write(&size.to, made.webp)?;
    }
    Ok(())
}

/// What a process took for a plan.
struct Cost {
    cpu_seconds: f64,
    megabytes: f64,
    bytes: u64,
}

/// Prints what both take.
pub fn run() {
    let photographs = photographs();
    if photographs.len() < FEWEST {
        println!("too few photographs are on this machine (Debian: mate-backgrounds)");
        return;
    }
    println!("sizes of {} photographs:", photographs.len());
    for with_full in [true, false] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let what = if with_full { "all sizes" } else { "all but the full size" };
        let (plan, ours) = ours(folder.path(), &photographs, with_full);
        let Some((their_plan, theirs)) = sharps(folder.path(), &photographs, with_full) else {
            println!("there is no sharp: `.ci/setup bench` installs it");
            return;
        };
        let a_photograph = |cost: &Cost| cost.cpu_seconds * 1000.0 / photographs.len() as f64;
        println!(
            "  {what}: CPU {:.0} ms a photograph, sharp {:.0}: ratio {:.2}",
            a_photograph(&ours),
            a_photograph(&theirs),
            ours.cpu_seconds / theirs.cpu_seconds
        );
        println!(
            "  {what}: {} kB, sharp {}: ratio {:.3}",
            ours.bytes / 1000,
            theirs.bytes / 1000,
            ratio(&ours, &theirs)
        );
        println!(
            "  {what}: memory at its highest {:.0} MB, sharp {:.0}: ratio {:.2}",
            ours.megabytes,
            theirs.megabytes,
            ours.megabytes / theirs.megabytes
        );
        if with_full {
            compare(&plan, &their_plan);
        }
    }
}

fn ratio(ours: &Cost, theirs: &Cost) -> f64 {
    ours.bytes as f64 / theirs.bytes as f64
}

/// Real photographs in their own size, the largest first.
fn photographs() -> Vec<(PathBuf, (u32, u32))> {
    let mut found = Vec::new();
    let mut folders: Vec<_> = FOLDERS.iter().map(PathBuf::from).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let extension = path.extension().map(|extension| extension.to_string_lossy().into_owned());
            match extension.as_deref() {
                None if path.is_dir() => folders.push(path),
                Some("jpg" | "jpeg") => found.extend(image::image_dimensions(&path).ok().map(|size| (path, size))),
                _ => {}
            }
        }
    }
    found.retain(|(_, (width, _))| *width >= WIDEST);
    found.sort_by_key(|(path, (width, height))| (std::cmp::Reverse(width * height), path.clone()));
    found.truncate(MOST);
    found
}

fn plan_of(folder: &Path, who: &str, photographs: &[(PathBuf, (u32, u32))], with_full: bool) -> Vec<Photograph> {
    let of = |(at, (path, (width, height))): (usize, &(PathBuf, (u32, u32)))| {
        let sizes = qualities(*width, *height).into_iter().filter(|size| with_full || size.n != FULL);
        let sizes = sizes.map(|size| Size {
            n: size.n,
            width: size.width,
            height: size.height,
            full: size.n == FULL,
            quality: if size.n == FULL { FULL_QUALITY } else { QUALITY },
            to: folder.join(format!("{who}-{at}-{}.webp", size.n)),
        });
        Photograph { path: path.clone(), sizes: sizes.collect() }
    };
    photographs.iter().enumerate().map(of).collect()
}

fn ours(folder: &Path, photographs: &[(PathBuf, (u32, u32))], with_full: bool) -> (Vec<Photograph>, Cost) {
    let plan = plan_of(folder, "ours", photographs, with_full);
    let mut command = Command::new(env::current_exe().expect("this program"));
    command.arg(MAKE);
    let cost = carried_out(command, folder, &plan);
    (plan, cost)
}

/// `None` where it is not installed.
fn sharps(folder: &Path, photographs: &[(PathBuf, (u32, u32))], with_full: bool) -> Option<(Vec<Photograph>, Cost)> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let modules = here.join("target/tools/sharp/node_modules");
    if !modules.join("sharp").exists() {
        return None;
    }
    let plan = plan_of(folder, "sharp", photographs, with_full);
    let mut command = Command::new("node");
    command.arg(here.join("benches/intake/sharp.cjs")).env("NODE_PATH", modules);
    let cost = carried_out(command, folder, &plan);
    Some((plan, cost))
}

/// Runs a program with a plan.
fn carried_out(mut command: Command, folder: &Path, plan: &[Photograph]) -> Cost {
    let file = folder.join("plan.json");
    fs::write(&file, serde_json::to_vec(plan).expect("JSON")).expect("a file");
    let before = children_cpu_seconds();
    let output = command.arg(&file).output().expect("a program");
    let cpu_seconds = children_cpu_seconds() - before;
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    let high = String::from_utf8_lossy(&output.stdout);
    let high: f64 = high.trim().parse().expect("its memory at its highest");
    let made = plan.iter().flat_map(|photograph| &photograph.sizes);
    let bytes = made.map(|size| fs::metadata(&size.to).expect("a size that was made").len()).sum();
    Cost { cpu_seconds, megabytes: high / 1000.0, bytes }
}

/// What CPU time our ended children have taken, user and system (proc_pid_stat(5)).
fn children_cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<_> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    let ticks: f64 = fields.iter().skip(13).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    ticks / 100.0
}

/// Prints, size by size, how many bytes both take and how near they come to the photographs.
fn compare(ours: &[Photograph], theirs: &[Photograph]) {
    let mut sums: Vec<(u32, [f64; 4])> = Vec::new();
    for (ours, theirs) in ours.iter().zip(theirs) {
        let photograph = image::open(&ours.path).expect("a photograph").into_luma8();
        for (ours, theirs) in ours.sizes.iter().zip(&theirs.sizes).filter(|(ours, _)| ours.n != LOWEST) {
            let wanted = match ours.full {
                true => photograph.clone(),
                false => image::imageops::resize(&photograph, ours.width, ours.height, FilterType::Lanczos3),
            };
            let near = |size: &Size| ssim(&luma(&size.to), &wanted);
            let bytes = |size: &Size| fs::metadata(&size.to).expect("a size").len() as f64;
            let found = [near(ours), near(theirs), bytes(ours), bytes(theirs)];
            // All full sizes are one.
            let width = if ours.full { 0 } else { ours.width };
            match sums.iter_mut().find(|(known, _)| *known == width) {
                Some((_, sums)) => sums.iter_mut().zip(found).for_each(|(sum, found)| *sum += found),
                None => sums.push((width, found)),
            }
        }
    }
    for (width, [near, their_near, bytes, their_bytes]) in sums {
        let what = if width == 0 { "full size".to_owned() } else { format!("{width} px") };
        let [ours, theirs] = [near, their_near].map(|sum| sum / ours.len() as f64);
        println!("  {what}: SSIM {ours:.4}, sharp {theirs:.4}; bytes, ratio {:.3}", bytes / their_bytes);
    }
}

fn luma(path: &Path) -> GrayImage {
    let webp = fs::read(path).expect("a size");
    image::load_from_memory_with_format(&webp, image::ImageFormat::WebP).expect("a WebP").into_luma8()
}
