//! RGBA pixels and a region of them in, the region in another size out, transparent parts over white. The
//! arithmetic is that of Pillow's antialiased `resize(box=…)`: a pass in width and one in height, each of them
//! in fixed point and rounded to 8 bits.

use super::geometry::{Region, Size};
use super::manifest::Filter;
use std::borrow::Cow;

/// Fractional bits of a weight: with 8 bits of a level, one for overshoot and the sign they make 32.
const FRACTION_BITS: u32 = 22;
const HALF: i32 = 1 << (FRACTION_BITS - 1);

/// Resizes a region, which must be within the picture. Near its edges the filter also reads pixels outside of it.
pub fn resize(rgba: &[u8], size: Size, region: Region, target: Size, filter: Filter) -> Vec<[u8; 4]> {
    let across = taps(size.width, region.x, region.width, target.width, filter);
    let down = taps(size.height, region.y, region.height, target.height, filter);
    // Only the rows that the second pass reads.
    let top = down.first().map_or(0, |taps| taps.first);
    let bottom = down.last().map_or(0, |taps| taps.first + taps.weights.len());
    let mut narrow = Vec::with_capacity((bottom - top) * target.width);
    for row in rgba.as_chunks::<4>().0.chunks_exact(size.width).take(bottom).skip(top) {
        let row = over_white(row);
        narrow.extend(across.iter().map(|taps| taps.blend(&row)));
    }
    let mut resized = Vec::with_capacity(target.width * target.height);
    let mut sums = vec![[HALF; 4]; target.width];
    for Taps { first, weights } in down {
        sums.fill([HALF; 4]);
        for (row, weight) in narrow.chunks_exact(target.width).skip(first - top).zip(weights) {
            sums.iter_mut().zip(row).for_each(|(sum, pixel)| add(sum, pixel, weight));
        }
        resized.extend(sums.iter().map(|sum| sum.map(level)));
    }
    resized
}

/// The source pixels of one target pixel, along a row or a column.
struct Taps {
    /// The first source pixel.
    first: usize,
    /// The weights of it and of the pixels after it, in units of 2⁻²².
    weights: Vec<i32>,
}

impl Taps {
    fn blend(&self, row: &[[u8; 4]]) -> [u8; 4] {
        let mut sum = [HALF; 4];
        row[self.first..].iter().zip(&self.weights).for_each(|(pixel, &weight)| add(&mut sum, pixel, weight));
        sum.map(level)
    }
}

/// The taps of `target` pixels that show `extent` of `length` source pixels, from `start` on. Downscaling widens the
/// filter by the same factor, so that every source pixel counts: this is the antialiasing.
fn taps(length: usize, start: usize, extent: usize, target: usize, filter: Filter) -> Vec<Taps> {
    let (kernel, radius): (fn(f64) -> f64, f64) = match filter {
        Filter::Bilinear => (triangle, 1.0),
        Filter::Bicubic => (cubic, 2.0),
    };
    let scale = extent as f64 / target as f64;
    let widened = scale.max(1.0);
    let reach = radius * widened;
    let of = |pixel: usize| {
        let centre = start as f64 + (pixel as f64 + 0.5) * scale;
        let first = (centre - reach + 0.5).max(0.0) as usize;
        let end = ((centre + reach + 0.5) as usize).min(length);
        let weights: Vec<f64> = (first..end).map(|source| kernel((source as f64 + 0.5 - centre) / widened)).collect();
        let sum: f64 = weights.iter().sum();
        let fixed = |weight: f64| (weight / sum * f64::from(1 << FRACTION_BITS)).round() as i32;
        Taps { first, weights: weights.into_iter().map(fixed).collect() }
    };
    (0..target).map(of).collect()
}

fn triangle(x: f64) -> f64 {
    (1.0 - x.abs()).max(0.0)
}

/// R. Keys, IEEE Transactions on Acoustics, Speech, and Signal Processing 1981, with a = −1/2.
fn cubic(x: f64) -> f64 {
    match x.abs() {
        x if x < 1.0 => (1.5 * x - 2.5) * x * x + 1.0,
        x if x < 2.0 => ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0,
        _ => 0.0,
    }
}

fn add(sum: &mut [i32; 4], pixel: &[u8; 4], weight: i32) {
    sum.iter_mut().zip(pixel).for_each(|(sum, &level)| *sum += i32::from(level) * weight);
}

fn level(sum: i32) -> u8 {
    (sum >> FRACTION_BITS).clamp(0, 255) as u8
}

fn over_white(row: &[[u8; 4]]) -> Cow<'_, [[u8; 4]]> {
    let mut row = Cow::Borrowed(row);
    if row.iter().any(|pixel| pixel[3] < 255) {
        for pixel in row.to_mut() {
            let alpha = u32::from(pixel[3]);
            let over_white = |value: u8| ((u32::from(value) * alpha + 255 * (255 - alpha) + 127) / 255) as u8;
            *pixel = [over_white(pixel[0]), over_white(pixel[1]), over_white(pixel[2]), 255];
        }
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The weights as fractions of 1.
    fn fractions([length, start, extent, target]: [usize; 4], filter: Filter) -> Vec<(usize, Vec<f64>)> {
        let fraction = |weight: i32| f64::from(weight) / f64::from(1 << FRACTION_BITS);
        let taps = taps(length, start, extent, target, filter).into_iter();
        taps.map(|taps| (taps.first, taps.weights.into_iter().map(fraction).collect())).collect()
    }

    #[test]
    fn weights_worked_by_hand() {
        // Twice as large: centres at ¼ and ¾ of a pixel; taps outside are dropped and the rest normalised.
        assert_eq!(fractions([2, 0, 1, 2], Filter::Bilinear), [(0, vec![1.0]), (0, vec![0.75, 0.25])]);
        // Half as large: the triangle is 4 wide, at distances of ¼ and ¾ from its middle.
        assert_eq!(fractions([6, 2, 2, 1], Filter::Bilinear), [(1, vec![0.125, 0.375, 0.375, 0.125])]);
        // The cubic halfway between pixels, and on a pixel.
        assert_eq!(fractions([4, 1, 2, 1], Filter::Bicubic)[0].1.len(), 4);
        assert_eq!([0.0, 0.5, 1.0, 1.5, 2.0].map(cubic), [1.0, 0.5625, 0.0, -0.0625, 0.0]);
    }

    #[test]
    fn the_same_size_is_the_same_pixels() {
        let rgba: Vec<u8> = (0..4 * 6 * 5).map(|byte| if byte % 4 == 3 { 255 } else { (byte * 37) as u8 }).collect();
        let (size, region) = (Size { width: 6, height: 5 }, Region { x: 1, y: 2, width: 4, height: 3 });
        for filter in [Filter::Bilinear, Filter::Bicubic] {
            let same = resize(&rgba, size, region, Size { width: 4, height: 3 }, filter);
            let rows = rgba.chunks_exact(24).skip(2).flat_map(|row| row[4..20].as_chunks::<4>().0);
            assert!(same.iter().eq(rows), "{filter:?}");
        }
    }
}
