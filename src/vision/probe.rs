//! The bytes of a picture in, its format and size out, before anything is decoded: a header of a hundred bytes can ask
//! for gigabytes of pixels.

use super::geometry::Size;
use penchant_base::limits::{MAX_IMAGE_PIXELS, MAX_IMAGE_SIDE_PIXELS};
use penchant_base::{Error, ErrorKind, Result};
use serde::Serialize;

/// What the header of a picture says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Header {
    /// The name of its format, such as `PNG`.
    pub format: &'static str,
    /// The pixels in a row, as it is stored.
    pub width: usize,
    /// How many rows of pixels there are.
    pub height: usize,
}

/// Formats that some browsers decode and others do not.
const RARE: &[&str] = &["AVIF", "HEIC", "TIFF", "JPEG XL"];

/// Reads the header of a picture, and checks that the file is complete (PNG, JPEG and WebP).
///
/// Errors: `image.format`, `image.damaged`, `image.limit`.
pub fn probe(bytes: &[u8]) -> Result<Header> {
    let format = format_of(bytes).ok_or_else(|| {
        let message = "this file is not a picture of a known format: choose a PNG, JPEG, WebP or GIF";
        Error::new(ErrorKind::ImageFormat, message)
    })?;
    // Without its size a picture is not decoded, even where its format could be.
    let refusal = || if RARE.contains(&format) { unreadable(format) } else { damaged() };
    let size = imagesize::blob_size(bytes).map_err(|_| refusal())?;
    let (width, height) = (size.width, size.height);
    check_size(Size { width, height })?;
    let whole = match format {
        "PNG" => png_ends(bytes),
        "JPEG" => jpeg_ends(bytes),
        "WebP" => webp_ends(bytes),
        _ => true,
    };
    if whole { Ok(Header { format, width, height }) } else { Err(damaged()) }
}

/// The error for a picture that cannot be decoded because of its format, which `probe` named.
pub fn unreadable(format: &str) -> Error {
    let message = format!(
        "this picture is of a format that cannot be read here ({format}). PNG, JPEG, WebP and GIF can be read: convert \
         it to PNG or JPEG, and try again"
    );
    Error::new(ErrorKind::ImageFormat, message)
}

/// The name of a picture's format, by its first bytes.
fn format_of(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("PNG"),
        [0xff, 0xd8, 0xff, ..] => Some("JPEG"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("WebP"),
        [b'G', b'I', b'F', b'8', ..] => Some("GIF"),
        [b'B', b'M', ..] => Some("BMP"),
        [0, 0, 1, 0, ..] => Some("ICO"),
        // The order of the bytes, and the number of TIFF or of BigTIFF in it.
        [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Some("TIFF"),
        [0xff, 0x0a, ..] | [0, 0, 0, 12, b'J', b'X', b'L', b' ', ..] => Some("JPEG XL"),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => {
            // The box holds brands of four letters. Videos are such files too, of other brands.
            let (length, after) = bytes.split_first_chunk::<4>()?;
            let length = u32::from_be_bytes(*length) as usize;
            let brands = after[4..].as_chunks().0.iter().take(length / 4);
            let is_of = |names: &[&[u8; 4]]| brands.clone().any(|brand| names.contains(&brand));
            let avif = is_of(&[b"avif", b"avis"]);
            let heic = is_of(&[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"]);
            avif.then_some("AVIF").or(heic.then_some("HEIC"))
        }
        _ => None,
    }
}

/// Refuses a picture without pixels, and one too large to decode.
pub fn check_size(Size { width, height }: Size) -> Result<()> {
    if width == 0 || height == 0 {
        return Err(Error::new(ErrorKind::ImageDamaged, "this picture has no pixels: choose another"));
    }
    let pixels = width.checked_mul(height);
    if width.max(height) > MAX_IMAGE_SIDE_PIXELS || pixels.is_none_or(|pixels| pixels > MAX_IMAGE_PIXELS) {
        let message = format!(
            "this picture is too large: {width} × {height} pixels, of at most {MAX_IMAGE_SIDE_PIXELS} on a side and \
             {} million in all. Make it smaller and try again",
            MAX_IMAGE_PIXELS >> 20
        );
        return Err(Error::new(ErrorKind::ImageLimit, message));
    }
    Ok(())
}

fn damaged() -> Error {
    Error::new(ErrorKind::ImageDamaged, "this picture is damaged or cut off: get it again, or choose another")
}

/// Whether the chunks (length, type, data, checksum) lead to an `IEND`.
fn png_ends(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(8..);
    while let Some((length, after)) = rest.and_then(|rest| rest.split_first_chunk::<4>()) {
        if after.starts_with(b"IEND") {
            return true;
        }
        rest = (u32::from_be_bytes(*length) as usize).checked_add(8).and_then(|length| after.get(length..));
    }
    false
}

/// Whether an end of image follows the start of the scan. Segments are walked up to there, because a
/// thumbnail among them has an end of its own.
fn jpeg_ends(bytes: &[u8]) -> bool {
    const START_OF_SCAN: u8 = 0xda;
    let mut rest = bytes.get(2..);
    while let Some((&[0xff, marker], after)) = rest.and_then(|rest| rest.split_first_chunk::<2>()) {
        if marker == START_OF_SCAN {
            return after.windows(2).any(|pair| pair == [0xff, 0xd9]);
        }
        rest = match (marker, after.split_first_chunk::<2>()) {
            (0xff, _) => Some(&after[..0]).and(bytes.get(bytes.len() - after.len() - 1..)),
            (_, Some((length, _))) => after.get(usize::from(u16::from_be_bytes(*length)).max(2)..),
            (_, None) => None,
        };
    }
    false
}

/// Whether there are as many bytes as the RIFF header says.
fn webp_ends(bytes: &[u8]) -> bool {
    let said = bytes.get(4..).and_then(|bytes| bytes.first_chunk::<4>());
    said.is_some_and(|said| bytes.len() - 8 >= u32::from_le_bytes(*said) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PNG's signature and header, as far as a probe looks, and an end.
    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend([8, 6, 0, 0, 0, 0, 0, 0, 0]);
        bytes.extend(b"\x00\x00\x00\x00IEND\xaeB`\x82");
        bytes
    }

    #[test]
    fn sizes_are_read_and_bounded() {
        assert_eq!(probe(&png(3, 5)).unwrap(), Header { format: "PNG", width: 3, height: 5 });
        assert_eq!(probe(&png(20_000, 20_000)).unwrap_err().kind(), ErrorKind::ImageLimit);
        assert_eq!(probe(&png(u32::MAX, u32::MAX)).unwrap_err().kind(), ErrorKind::ImageLimit);
        assert_eq!(probe(&png(0, 5)).unwrap_err().kind(), ErrorKind::ImageDamaged);
    }

    #[test]
    fn other_files_and_incomplete_pictures_are_refused() {
        assert_eq!(probe(b"").unwrap_err().kind(), ErrorKind::ImageFormat);
        assert_eq!(probe(b"a letter to a friend, not a picture").unwrap_err().kind(), ErrorKind::ImageFormat);
        let whole = png(3, 5);
        for length in 16..whole.len() - 8 {
            assert_eq!(probe(&whole[..length]).unwrap_err().kind(), ErrorKind::ImageDamaged, "{length}");
        }
    }

    /// The first box of a file of ISO media.
    fn brands(names: &[&[u8; 4]]) -> Vec<u8> {
        let length = (8 + 4 * names.len()) as u32;
        let names: Vec<u8> = names.iter().flat_map(|name| name.iter().copied()).collect();
        [&length.to_be_bytes()[..], b"ftyp", &names, b"\0\0\0\x08free"].concat()
    }

    #[test]
    fn pictures_of_formats_that_few_can_read_are_not_said_to_be_damaged() {
        for (format, bytes) in [
            ("AVIF", brands(&[b"avif", &[0; 4], b"mif1", b"miaf"])),
            ("AVIF", brands(&[b"mif1", &[0; 4], b"miaf", b"MA1B", b"avif"])),
            ("HEIC", brands(&[b"heic", &[0; 4], b"mif1"])),
            ("HEIC", brands(&[b"mif1", &[0; 4], b"heic"])),
            ("TIFF", b"II*\0\x08\0\0\0\0\0\0\0".to_vec()),
            ("TIFF", b"MM\0*\0\0\0\x08\0\0\0\0".to_vec()),
            ("JPEG XL", b"\xff\x0a\0\0".to_vec()),
        ] {
            let error = probe(&bytes).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::ImageFormat, "{format}: {error}");
            assert!(error.to_string().contains(&format!("({format})")), "{error}");
        }
        let video = probe(&brands(&[b"isom", &[0; 4], b"mp41"])).unwrap_err();
        assert!(video.to_string().contains("not a picture"), "{video}");
    }

    #[test]
    fn a_thumbnail_does_not_end_a_jpeg() {
        let segment = [0xff, 0xe1, 0, 6, 0xff, 0xd9, 1, 2];
        let cut = [&[0xff, 0xd8][..], &segment, &[0xff, 0xda, 0, 2, 1, 2, 3]].concat();
        assert!(!jpeg_ends(&cut));
        assert!(jpeg_ends(&[&cut[..], &[0xff, 0xd9]].concat()));
        assert!(!jpeg_ends(&[0xff, 0xd8, 0xff, 0xff, 0xff]));
    }
}
