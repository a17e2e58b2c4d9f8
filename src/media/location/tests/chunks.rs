//! PNG, WebP, GIF.

use super::*;

fn png_chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut crc = crc32fast::Hasher::new();
    crc.update(kind);
    crc.update(content);
    let length = (content.len() as u32).to_be_bytes();
    [&length[..], kind, content, &crc.finalize().to_be_bytes()].concat()
}

#[test]
fn a_png_keeps_its_picture_and_its_facts_alone() {
    let plain = file(ImageFormat::Png);
    let gamma = png_chunk(b"gAMA", &45455_u32.to_be_bytes());
    // Behind the header: 8 bytes of signature, 25 of IHDR.
    let bytes = [
        &plain[..33],
        &gamma,
        &png_chunk(b"eXIf", &exif()),
        &png_chunk(b"iTXt", &[&b"XML:com.adobe.xmp\0\0\0\0\0"[..], XMP].concat()),
        &png_chunk(b"tEXt", b"Comment\0SECRET"),
        &png_chunk(b"zTXt", b"Raw profile type iptc\0\0SECRET"),
        &png_chunk(b"prVt", b"SECRET"),
        &plain[33..],
    ]
    .concat();
    let copy = cleaned(&bytes);
    assert_eq!(pixels(&copy), pixels(&plain));
    assert!(holds(&copy, &gamma));
    check_facts(&copy);
}

fn riff_chunk(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let padding = vec![0; content.len() % 2];
    [&kind[..], &(content.len() as u32).to_le_bytes(), content, &padding].concat()
}

fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
    let body = chunks.concat();
    [&b"RIFF"[..], &(body.len() as u32 + 4).to_le_bytes(), b"WEBP", &body].concat()
}

/// The first chunk of an extended WebP of 64 × 48 pixels.
fn extended(flags: u8) -> Vec<u8> {
    riff_chunk(b"VP8X", &[flags, 0, 0, 0, 63, 0, 0, 47, 0, 0])
}

#[test]
fn a_webp_keeps_its_picture_and_its_facts_alone() {
    let plain = file(ImageFormat::WebP);
    let bytes = riff(&[
        extended(0x0c),
        plain[12..].to_vec(),
        riff_chunk(b"EXIF", &exif()),
        riff_chunk(b"XMP ", XMP),
        riff_chunk(b"ABCD", b"SECRET"),
    ]);
    let copy = cleaned(&bytes);
    assert_eq!(pixels(&copy), pixels(&plain));
    assert_eq!(copy[20], 0x08, "there is an Exif and no XMP");
    assert_eq!(copy.len() as u32 - 8, u32::from_le_bytes(copy[4..8].try_into().unwrap()));
    check_facts(&copy);
}

#[test]
fn a_frame_of_a_webp_keeps_its_picture_alone() {
    let plain = file(ImageFormat::WebP);
    let head = [0, 0, 0, 0, 0, 0, 63, 0, 0, 47, 0, 0, 100, 0, 0, 0];
    let frame = |more: &[u8]| riff_chunk(b"ANMF", &[&head[..], &plain[12..], more].concat());
    let animation = riff_chunk(b"ANIM", &[0; 6]);
    let with = |more: &[u8]| riff(&[extended(0x02), animation.clone(), frame(more), frame(&[])]);
    let (copy, _) = copied(&with(&riff_chunk(b"ABCD", b"SECRET")));
    assert_eq!(copy, with(&[]));
}

#[test]
fn a_gif_keeps_its_frames_and_its_loops_alone() {
    let plain = file(ImageFormat::Gif);
    let palette = if plain[10] & 0x80 == 0 { 0 } else { 3 << ((plain[10] & 7) + 1) };
    let (head, frames) = plain.split_at(13 + palette);
    let loops = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0";
    let with = |more: &[u8]| [head, &loops[..], more, frames].concat();
    // The packet itself is read as sub-blocks, to which the tail of falling numbers makes an end.
    let tail: Vec<u8> = (0..=255).rev().collect();
    let xmp = [&b"\x21\xff\x0bXMP DataXMP"[..], XMP, &[1], &tail, &[0]].concat();
    let bytes = with(&[&xmp[..], b"\x21\xfe\x06SECRET\0", b"\x21\x01\x06SECRET\0"].concat());
    assert_eq!(cleaned(&bytes), with(&[]));
}
