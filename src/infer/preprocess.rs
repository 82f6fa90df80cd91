//! RGBA pixels in, a model's input out: transparent parts over white, the central square, resized, normalised.
//! The page and the command line call this one function.

use super::manifest::{Filter, Preprocess};
use super::probe::{Size, check_size};
use crate::error::{Error, ErrorKind, Result};
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};

/// Prepares a picture: `rgba` are `size.height` rows of `size.width` pixels, four bytes each, alpha not
/// multiplied in; the result has the shape `[3, target.height, target.width]`, channel by channel.
///
/// The square is the one of TensorFlow's EfficientNet evaluation: its side is `crop_fraction` × the shorter
/// side, rounded down, in the middle. Resizing is antialiased, as Pillow's is.
///
/// Errors: `image.damaged` if there are not as many bytes as pixels ask for, `image.limit` if there are too many.
pub fn preprocess(rgba: &[u8], size: Size, target: Size, recipe: &Preprocess) -> Result<Vec<f32>> {
    check_size(size)?;
    let Size { width, height } = size;
    if rgba.len() != width * height * 4 {
        let message =
            format!("a picture of {width} × {height} has {} bytes instead of {}", rgba.len(), width * height * 4);
        return Err(Error::new(ErrorKind::ImageDamaged, message));
    }
    let side = ((width.min(height) as f64 * recipe.crop_fraction) as usize).max(1);
    let square = central_square(rgba, size, side);
    let resized = resize(&square, side, target, recipe.filter)?;
    let pixels = target.width * target.height;
    let mut tensor = Vec::with_capacity(3 * pixels);
    for channel in 0..3 {
        let (mean, scale) = (recipe.mean[channel], recipe.scale[channel]);
        tensor.extend(resized.as_chunks::<4>().0.iter().map(|pixel| (f32::from(pixel[channel]) - mean) / scale));
    }
    Ok(tensor)
}

/// The square of this side in the middle, transparent parts over white.
fn central_square(rgba: &[u8], size: Size, side: usize) -> Vec<u8> {
    let (left, top) = ((size.width - side) / 2, (size.height - side) / 2);
    let mut square = Vec::with_capacity(side * side * 4);
    for row in rgba.chunks_exact(size.width * 4).skip(top).take(side) {
        square.extend_from_slice(&row[left * 4..(left + side) * 4]);
    }
    for pixel in square.as_chunks_mut::<4>().0.iter_mut().filter(|pixel| pixel[3] < 255) {
        let alpha = u32::from(pixel[3]);
        let over_white = |value: u8| ((u32::from(value) * alpha + 255 * (255 - alpha) + 127) / 255) as u8;
        *pixel = [over_white(pixel[0]), over_white(pixel[1]), over_white(pixel[2]), 255];
    }
    square
}

fn resize(square: &[u8], side: usize, target: Size, filter: Filter) -> Result<Vec<u8>> {
    if side == target.width && side == target.height {
        return Ok(square.to_vec());
    }
    let failed = |error: &dyn std::fmt::Display| {
        Error::new(ErrorKind::ImageLimit, format!("the picture cannot be resized: {error}"))
    };
    let (width, height) = (target.width as u32, target.height as u32);
    let source = ImageRef::new(side as u32, side as u32, square, PixelType::U8x4).map_err(|error| failed(&error))?;
    let mut resized = Image::new(width, height, PixelType::U8x4);
    let filter = match filter {
        Filter::Bilinear => FilterType::Bilinear,
        Filter::Bicubic => FilterType::CatmullRom,
    };
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter)).use_alpha(false);
    Resizer::new().resize(&source, &mut resized, &options).map_err(|error| failed(&error))?;
    Ok(resized.into_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recipe(crop_fraction: f64) -> Preprocess {
        Preprocess { crop_fraction, filter: Filter::Bicubic, mean: [127.0; 3], scale: [128.0; 3] }
    }

    fn size(width: usize, height: usize) -> Size {
        Size { width, height }
    }

    #[test]
    fn channels_follow_each_other_and_are_normalised() {
        let rgba = [255, 127, 0, 255].repeat(4);
        let tensor = preprocess(&rgba, size(2, 2), size(2, 2), &recipe(1.0)).unwrap();
        assert_eq!(tensor, [[1.0f32; 4], [0.0; 4], [-127.0 / 128.0; 4]].concat());
    }

    #[test]
    fn the_middle_is_kept_and_transparency_is_white() {
        let mut rgba = vec![0; 4 * 4 * 4];
        rgba[(4 + 1) * 4..][..4].copy_from_slice(&[10, 20, 30, 255]);
        let tensor = preprocess(&rgba, size(4, 4), size(2, 2), &recipe(0.5)).unwrap();
        let white = (255.0 - 127.0) / 128.0;
        assert_eq!(tensor[..4], [(10.0 - 127.0) / 128.0, white, white, white]);
    }

    #[test]
    fn any_size_works_down_to_one_pixel() {
        for (width, height) in [(1, 1), (1, 900), (900, 1), (333, 57)] {
            let rgba = [9, 9, 9, 255].repeat(width * height);
            let tensor = preprocess(&rgba, size(width, height), size(24, 24), &recipe(0.875)).unwrap();
            assert!(tensor.iter().all(|&number| number == (9.0 - 127.0) / 128.0), "{width} × {height}");
        }
        assert_eq!(
            preprocess(&[0; 7], size(2, 1), size(2, 2), &recipe(1.0)).unwrap_err().kind(),
            ErrorKind::ImageDamaged
        );
    }
}
