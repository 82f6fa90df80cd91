//! RGBA pixels in, a model's input out: transparent parts over white, a region of the picture fitted into the
//! input's shape, resized, normalised. The page and the command line call this one function.

use super::geometry::{Region, Size};
use super::manifest::{Fit, Preprocess};
use super::probe::check_size;
use super::resize::resize;
use penchant_base::{Error, ErrorKind, Result};

/// Prepares a picture: `rgba` are `size.height` rows of `size.width` pixels, four bytes each, alpha not
/// multiplied in; the result has the shape `[3, target.height, target.width]`, channel by channel.
///
/// The recipe's [`Fit`] selects a part of the `region` (by default the whole picture). A crop for a square target is
/// that of TensorFlow's EfficientNet evaluation: centred, its side `crop_fraction` × the shorter side, rounded down.
/// Resizing is antialiased and identical to Pillow's `resize(box=…)`: near the edges the filter also reads pixels
/// outside the box.
///
/// Errors: `image.damaged` if the number of bytes does not fit the size, `image.limit` for too many pixels, `argument`
/// for a region that is not within the picture.
pub fn preprocess(
    rgba: &[u8],
    size: Size,
    region: Option<Region>,
    target: Size,
    recipe: &Preprocess,
) -> Result<Vec<f32>> {
    check_size(size)?;
    let Size { width, height } = size;
    if rgba.len() != width * height * 4 {
        let message =
            format!("a picture of {width} × {height} has {} bytes; expected {}", rgba.len(), width * height * 4);
        return Err(Error::new(ErrorKind::ImageDamaged, message));
    }
    let region = region.unwrap_or(Region::whole(size));
    region.check(size)?;
    let whole = Region::whole(target);
    let (source, destination) = match recipe.fit {
        Fit::Crop => (region.central(target, recipe.crop_fraction), whole),
        Fit::Stretch => (region, whole),
        Fit::Pad => (region, whole.central(Size { width: region.width, height: region.height }, 1.0)),
    };
    let resized =
        resize(rgba, size, source, Size { width: destination.width, height: destination.height }, recipe.filter);
    // A border of the mean colour is 0.
    let mut tensor = vec![0.0; 3 * target.width * target.height];
    for (channel, plane) in tensor.chunks_exact_mut(target.width * target.height).enumerate() {
        let (mean, scale) = (recipe.mean[channel], recipe.scale[channel]);
        let rows = plane.chunks_exact_mut(target.width).skip(destination.y);
        for (row, pixels) in rows.zip(resized.chunks_exact(destination.width)) {
            for (number, pixel) in row[destination.x..].iter_mut().zip(pixels) {
                *number = (f32::from(pixel[channel]) - mean) / scale;
            }
        }
    }
    Ok(tensor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::Filter;

    fn recipe(fit: Fit, crop_fraction: f64) -> Preprocess {
        Preprocess { fit, crop_fraction, filter: Filter::Bicubic, mean: [127.0; 3], scale: [128.0; 3] }
    }

    fn size(width: usize, height: usize) -> Size {
        Size { width, height }
    }

    /// A picture whose red is the column and whose green is the row.
    fn coordinates(width: usize, height: usize) -> Vec<u8> {
        (0..height).flat_map(|y| (0..width).flat_map(move |x| [x as u8, y as u8, 0, 255])).collect()
    }

    #[test]
    fn channels_are_separate_planes_and_normalised() {
        let rgba = [255, 127, 0, 255].repeat(4);
        let tensor = preprocess(&rgba, size(2, 2), None, size(2, 2), &recipe(Fit::Crop, 1.0)).unwrap();
        assert_eq!(tensor, [[1.0f32; 4], [0.0; 4], [-127.0 / 128.0; 4]].concat());
    }

    #[test]
    fn the_centre_is_kept_and_transparency_is_white() {
        let mut rgba = vec![0; 4 * 4 * 4];
        rgba[(4 + 1) * 4..][..4].copy_from_slice(&[10, 20, 30, 255]);
        let tensor = preprocess(&rgba, size(4, 4), None, size(2, 2), &recipe(Fit::Crop, 0.5)).unwrap();
        let white = (255.0 - 127.0) / 128.0;
        assert_eq!(tensor[..4], [(10.0 - 127.0) / 128.0, white, white, white]);
    }

    #[test]
    fn any_size_works_down_to_one_pixel() {
        for (fit, crop_fraction) in [(Fit::Crop, 0.875), (Fit::Stretch, 1.0)] {
            for (width, height) in [(1, 1), (1, 900), (900, 1), (333, 57)] {
                let rgba = [9, 9, 9, 255].repeat(width * height);
                let recipe = recipe(fit, crop_fraction);
                let tensor = preprocess(&rgba, size(width, height), None, size(24, 15), &recipe).unwrap();
                assert!(tensor.iter().all(|&number| number == (9.0 - 127.0) / 128.0), "{fit:?} {width} × {height}");
            }
        }
        assert_eq!(
            preprocess(&[0; 7], size(2, 1), None, size(2, 2), &recipe(Fit::Crop, 1.0)).unwrap_err().kind(),
            ErrorKind::ImageDamaged
        );
    }

    #[test]
    fn crops_have_the_targets_aspect_ratio() {
        let region = Region { x: 10, y: 20, width: 100, height: 60 };
        let crop = |width, height, fraction| region.central(size(width, height), fraction);
        assert_eq!(crop(224, 224, 1.0), Region { x: 30, y: 20, width: 60, height: 60 });
        assert_eq!(crop(224, 224, 0.875), Region { x: 34, y: 24, width: 52, height: 52 });
        assert_eq!(crop(200, 100, 1.0), Region { x: 10, y: 25, width: 100, height: 50 });
        assert_eq!(crop(100, 200, 0.5), Region { x: 52, y: 35, width: 15, height: 30 });
        assert_eq!(crop(1, 9000, 1.0), Region { x: 59, y: 20, width: 1, height: 60 });
    }

    #[test]
    fn only_the_region_is_read() {
        let plain = Preprocess { mean: [0.0; 3], scale: [1.0; 3], ..recipe(Fit::Stretch, 1.0) };
        let read = |x, y, width, height| {
            let region = Some(Region { x, y, width, height });
            preprocess(&coordinates(6, 5), size(6, 5), region, size(3, 2), &plain)
        };
        let tensor = read(2, 3, 3, 2).unwrap();
        assert_eq!(tensor[..6], [2.0, 3.0, 4.0, 2.0, 3.0, 4.0]);
        assert_eq!(tensor[6..12], [3.0, 3.0, 3.0, 4.0, 4.0, 4.0]);
        for (x, y, width, height) in [(6, 0, 1, 1), (4, 0, 3, 1), (0, 4, 1, 2), (0, 0, 0, 1), (usize::MAX, 0, 2, 1)] {
            assert_eq!(read(x, y, width, height).unwrap_err().kind(), ErrorKind::Argument);
        }
    }

    #[test]
    fn padding_is_the_mean_colour_around_the_whole_picture() {
        let padded = |width, height| {
            let rgba = [255, 255, 255, 255].repeat(width * height);
            preprocess(&rgba, size(width, height), None, size(4, 4), &recipe(Fit::Pad, 1.0)).unwrap()
        };
        let (edge, full) = ([0.0; 4], [1.0; 4]);
        assert_eq!(padded(20, 10)[..16], [edge, full, full, edge].concat());
        assert_eq!(padded(10, 20)[16..32], [0.0, 1.0, 1.0, 0.0].repeat(4));
        assert_eq!(padded(300, 1)[32..], [edge, full, edge, edge].concat());
    }
}
