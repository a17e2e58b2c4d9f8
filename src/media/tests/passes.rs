//! What is made first and what last: nothing is left out, and nothing is made twice.

use image::ImageFormat;

use super::super::{Probe, Qualities, Rendered, Target, Wanted, render};
use super::{Set, inputs, made, pixels, probed};

/// What the passes over a file make, one after the other.
fn in_passes(file: &[u8], heights: &[u32]) -> (Probe, Vec<Set>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("upload");
    std::fs::write(&path, file).unwrap();
    let probe = probed(file).unwrap();
    let passes = probe.passes().iter().chain(&[Qualities::All]);
    let sets = passes.map(|&qualities| made(&path, &Wanted { qualities, heights: heights.to_vec() }).unwrap());
    (probe.clone(), sets.collect())
}

fn numbers(set: &Set) -> Vec<u8> {
    set.qualities.iter().map(|quality| quality.n).collect()
}

fn heights(set: &Set) -> Vec<u32> {
    set.thumbnails.iter().map(|(height, _)| *height).collect()
}

#[test]
fn two_passes_make_what_one_would() {
    let file = inputs::file(&inputs::flag(4000, 300), ImageFormat::Png);
    let (probe, sets) = in_passes(&file, &[30, 100]);
    assert_eq!(probe.passes(), [Qualities::Scaled, Qualities::Full]);
    let [scaled, full, all] = &sets[..] else { panic!("{} sets", sets.len()) };
    assert_eq!((numbers(scaled), numbers(full)), (vec![1, 2, 3, 4, 5, 6], vec![0]));
    assert_eq!((heights(scaled), heights(full)), (vec![30, 100], vec![]));
    assert_eq!((scaled.size, &scaled.thumbhash), (all.size, &all.thumbhash));
    let files = |sets: &[&Set]| -> Vec<Vec<u8>> {
        let states = sets.iter().flat_map(|set| set.qualities.iter().map(|quality| quality.webp.clone()));
        let thumbnails = sets.iter().flat_map(|set| set.thumbnails.iter().map(|(_, thumbnail)| thumbnail.webp.clone()));
        states.chain(thumbnails).collect()
    };
    assert!(files(&[scaled, full]) == files(&[all]), "the same bytes");
    // One that is wider than the widest of the scaled states takes as long as the full size.
    let (_, sets) = in_passes(&file, &[30, 200]);
    assert_eq!((heights(&sets[0]), heights(&sets[1])), (vec![30], vec![200]));
}

#[test]
fn a_small_picture_takes_one_pass_and_an_animation_is_as_large_as_its_frames_together() {
    assert_eq!(probed(&inputs::file(&inputs::flag(1000, 1000), ImageFormat::Png)).unwrap().passes(), [Qualities::All]);
    let (probe, sets) = in_passes(&inputs::moving(600, 500, &[100, 100, 100, 100]), &[]);
    assert_eq!(probe.passes(), [Qualities::Scaled, Qualities::Full]);
    assert_eq!((numbers(&sets[0]), numbers(&sets[1])), (vec![1, 2, 3], vec![0]));
    assert!(super::chunks(&sets[1].qualities[0].webp).contains(b"ANMF"), "the full size moves");
}

/// What comes together, in the order in which it comes.
fn groups(file: &[u8]) -> Vec<Vec<Rendered>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("upload");
    std::fs::write(&path, file).unwrap();
    let wanted = Wanted { qualities: Qualities::Scaled, heights: vec![30, 100] };
    let mut groups = Vec::new();
    render::<()>(&path, &probed(file).unwrap(), &wanted, &mut |together| {
        groups.push(together);
        Ok(())
    })
    .unwrap();
    groups
}

#[test]
fn what_a_grid_waits_for_comes_first_and_together() {
    let upright = inputs::flag(4000, 300);
    let lying = image::imageops::rotate270(&upright);
    let baseline = inputs::jpeg(&upright, None, None);
    let turned = inputs::jpeg(&lying, Some(inputs::exif(6)), None);
    let png = inputs::file(&upright, ImageFormat::Png);
    for (what, file) in [("baseline", baseline), ("turned", turned), ("png", png)] {
        let mut groups = groups(&file).into_iter();
        let mut first = groups.next().unwrap().into_iter();
        assert!(matches!(first.next(), Some(Rendered::Measured { width: 4000, height: 300, .. })), "{what}");
        let mut all: Vec<_> = first.collect();
        assert_eq!(all.len(), 4, "{what}: three states and a thumbnail that is as small");
        all.extend(groups.flatten());
        let targets: Vec<_> = all
            .iter()
            .map(|one| {
                let Rendered::Made(made) = one else { panic!("{what}: measured twice") };
                let quality = super::Quality { n: 0, width: made.width, height: made.height, webp: made.webp.clone() };
                let picture = pixels(&quality);
                assert_eq!(picture.dimensions(), (made.width, made.height), "{what}");
                if made.width > 100 {
                    let at = |eighth: u32| *picture.get_pixel(made.width * eighth / 8, made.height * 6 / 8);
                    assert!(super::near(&at(2), [220, 0, 0], 24), "{what}, {:?}: {:?}", made.target, at(2));
                    assert!(super::near(&at(6), [0, 0, 220], 24), "{what}, {:?}: {:?}", made.target, at(6));
                }
                made.target
            })
            .collect();
        let quality = Target::Quality;
        let wanted = [quality(1), quality(2), Target::Thumbnail(30), quality(3), quality(4), quality(5)];
        let wanted = wanted.into_iter().chain([Target::Thumbnail(100), quality(6)]);
        assert_eq!(targets, wanted.collect::<Vec<_>>(), "{what}");
    }
}
