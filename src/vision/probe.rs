//! The bytes of a picture in, its size out, before anything is decoded: a header of a hundred bytes can ask
//! for gigabytes of pixels.

use super::geometry::Size;
use imagesize::ImageType;
use penchant_base::limits::{MAX_IMAGE_PIXELS, MAX_IMAGE_SIDE_PIXELS};
use penchant_base::{Error, ErrorKind, Result};

/// Reads the header of a picture, and checks that the file is complete (PNG, JPEG and WebP).
///
/// Errors: `image.format`, `image.damaged`, `image.limit`.
pub fn probe(bytes: &[u8]) -> Result<Size> {
    let kind = imagesize::image_type(bytes).map_err(|_| {
        let message = "this file is not a picture of a known format: choose a PNG, JPEG, WebP or GIF";
        Error::new(ErrorKind::ImageFormat, message)
    })?;
    let size = imagesize::blob_size(bytes).map_err(|_| damaged())?;
    let size = Size { width: size.width, height: size.height };
    check_size(size)?;
    let whole = match kind {
        ImageType::Png => png_ends(bytes),
        ImageType::Jpeg => jpeg_ends(bytes),
        ImageType::Webp => webp_ends(bytes),
        _ => true,
    };
    if whole { Ok(size) } else { Err(damaged()) }
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
        assert_eq!(probe(&png(3, 5)).unwrap(), Size { width: 3, height: 5 });
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

    #[test]
    fn a_thumbnail_does_not_end_a_jpeg() {
        let segment = [0xff, 0xe1, 0, 6, 0xff, 0xd9, 1, 2];
        let cut = [&[0xff, 0xd8][..], &segment, &[0xff, 0xda, 0, 2, 1, 2, 3]].concat();
        assert!(!jpeg_ends(&cut));
        assert!(jpeg_ends(&[&cut[..], &[0xff, 0xd9]].concat()));
        assert!(!jpeg_ends(&[0xff, 0xd8, 0xff, 0xff, 0xff]));
    }
}
