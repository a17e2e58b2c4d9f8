//! Several pictures are encoded at once, on threads of their own: libwebp's own threads give next to nothing.

use std::io;
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use super::encode;
use super::error::{MediaError, RenderError};
use super::format::Format;
use super::pixels::Picture;
use super::probe::SMALL;
use super::render::guarded;
use super::steps::{Step, Target};

/// How many pictures are encoded at once. The largest scaled one takes longer than all others together, so more would have nothing to do.
pub(super) const ENCODERS: usize = 2;

/// By how much a large full size, which nobody waits for, lets other work go first: a nice value (setpriority(2)).
const NICE: i32 = 10;

/// A picture to be encoded, with its place among the others.
struct Work {
    place: usize,
    step: Step,
    picture: Picture,
}

/// An encoded picture, and how long that took.
pub(super) struct Encoded {
    pub place: usize,
    pub webp: Vec<u8>,
    pub took: Duration,
}

type Sent = (usize, Result<Vec<u8>, MediaError>, Duration);

/// Encodes pictures, which rise in width, and calls `each` with one after the other as they are done. What a grid waits for is done first;
/// of the others, the largest comes first, as all wait for it in the end, and the full size last.
///
/// # Errors
/// The first of a picture's own, or what `each` says; nothing more is begun then.
pub(super) fn encode_all<E>(
    format: Format,
    pictures: Vec<(Step, Picture)>,
    mut each: impl FnMut(Encoded) -> Result<(), RenderError<E>>,
) -> Result<(), RenderError<E>> {
    let count = pictures.len();
    let work = pictures.into_iter().enumerate().map(|(place, (step, picture))| Work { place, step, picture });
    let mut work: Vec<_> = work.collect();
    work.sort_by_key(|work| match work.step.target {
        Target::FULL => (2, 0),
        _ if work.step.is_early() => (0, work.place),
        _ => (1, count - work.place),
    });
    // Taken from the end.
    work.reverse();
    let work = Mutex::new(work);
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..ENCODERS.min(count) {
            let (work, sender) = (&work, sender.clone());
            spawn(scope, move || encode_each(work, format, &sender)).map_err(MediaError::from)?;
        }
        drop(sender);
        for (place, webp, took) in receiver {
            each(Encoded { place, webp: webp?, took })?;
        }
        Ok(())
    })
}

/// Starts a thread, if the system has one left.
pub(super) fn spawn<'scope, 'env, T: Send + 'scope>(
    scope: &'scope thread::Scope<'scope, 'env>,
    work: impl FnOnce() -> T + Send + 'scope,
) -> io::Result<thread::ScopedJoinHandle<'scope, T>> {
    thread::Builder::new().name("picture".to_owned()).spawn_scoped(scope, work)
}

fn encode_each(work: &Mutex<Vec<Work>>, format: Format, sender: &mpsc::Sender<Sent>) {
    loop {
        let next = work.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let Some(Work { place, step, picture }) = next else { return };
        let effort = if step.target == Target::FULL { encode::FULL } else { encode::SMALL };
        if step.target == Target::FULL && step.pixels() > SMALL && cfg!(target_os = "linux") {
            // Of this thread alone, which ends soon; elsewhere it would be the whole process. It goes as well without.
            let _ = rustix::process::setpriority_process(None, NICE);
        }
        let began = Instant::now();
        let webp = guarded(format, || encode::webp_of(picture, effort));
        if sender.send((place, webp, began.elapsed())).is_err() {
            return;
        }
    }
}
