//! Depthwise convolution with any window: two pixels and sixteen channels at a time.

use super::taps::{BLOCK, Taps, VECTORS, Vectors, block};
use crate::kernels::lanes::{LANES, Lanes};
use crate::kernels::matmul::Epilogue;
use crate::kernels::window::Window;

/// How many neighbouring pixels are computed together, for which the weights are read once.
const PIXELS: usize = 2;

/// A tap: the offset of its pixel from that of the first tap, in numbers of the image, and its index.
type Tap = (isize, usize);

/// As [`super::convolve`].
pub(super) fn convolve(image: &[f32], taps: &Taps, window: &Window, epilogue: Epilogue, first: usize, out: &mut [f32]) {
    let channels = taps.channels;
    let [width, across] = [window.output[1], window.input[1]];
    let interior = window.interior(1);
    let mut found: Vec<Tap> = Vec::with_capacity(taps.taps);
    for (line, out) in out.chunks_exact_mut(width * channels).enumerate() {
        let y = first + line;
        let top = window.start(0, y) * (across * channels) as isize;
        let base = |x: usize| top + window.start(1, x) * channels as isize;
        let mut x = 0;
        while x < width {
            let together = if interior.contains(&x) && x + PIXELS <= interior.end { PIXELS } else { 1 };
            // All pixels of the interior of a line have the same taps.
            if x <= interior.start || x >= interior.end {
                collect_taps(window, channels, y, x, &mut found);
            }
            let out = &mut out[x * channels..][..together * channels];
            let bases = [base(x), base(x + together - 1)];
            match together {
                PIXELS => compute_pixels(image, taps, &found, bases, epilogue, out),
                _ => compute_pixels(image, taps, &found, [bases[0]], epilogue, out),
            }
            x += together;
        }
    }
}

/// Collects the taps that are inside the image for a pixel of the output.
fn collect_taps(window: &Window, channels: usize, y: usize, x: usize, found: &mut Vec<Tap>) {
    found.clear();
    for row in window.taps_inside(0, y) {
        let line = row * window.dilations[0] * window.input[1];
        for column in window.taps_inside(1, x) {
            let pixel = line + column * window.dilations[1];
            found.push(((pixel * channels) as isize, row * window.kernel[1] + column));
        }
    }
}

/// Computes neighbouring pixels of the output; `bases` has the position of the first tap for each.
#[inline(never)]
fn compute_pixels<const P: usize>(
    image: &[f32],
    taps: &Taps,
    found: &[Tap],
    bases: [isize; P],
    epilogue: Epilogue,
    out: &mut [f32],
) {
    let channels = taps.channels;
    let (low, high) = (Lanes::splat(epilogue.low), Lanes::splat(epilogue.high));
    for first in (0..channels).step_by(BLOCK) {
        let weights = &taps.weights[first / BLOCK * taps.taps..][..taps.taps];
        let biases = block(first..epilogue.biases.len(), |channel| epilogue.biases[channel]);
        let mut sums = [biases.map(|bias| Lanes::load(&bias)); P];
        if channels - first >= BLOCK {
            for &(offset, tap) in found {
                let weights = weights[tap].map(|weight| Lanes::load(&weight));
                for (base, sums) in bases.iter().zip(&mut sums) {
                    let index = (base + offset) as usize + first;
                    let (numbers, _) = image[index..][..BLOCK].as_chunks::<LANES>();
                    for ((sum, number), weight) in sums.iter_mut().zip(numbers).zip(weights) {
                        *sum = sum.plus_product(Lanes::load(number), weight);
                    }
                }
            }
            for (pixel, sums) in sums.into_iter().enumerate() {
                let (numbers, _) = out[pixel * channels + first..][..BLOCK].as_chunks_mut::<LANES>();
                for (sum, number) in sums.into_iter().zip(numbers) {
                    sum.clamp(low, high).store(number);
                }
            }
        } else {
            let width = channels - first;
            for (pixel, (base, mut sums)) in bases.iter().zip(sums).enumerate() {
                let mut numbers: Vectors = [[0.0; LANES]; VECTORS];
                for &(offset, tap) in found {
                    let index = (base + offset) as usize + first;
                    numbers.as_flattened_mut()[..width].copy_from_slice(&image[index..][..width]);
                    for ((sum, number), weight) in sums.iter_mut().zip(&numbers).zip(&weights[tap]) {
                        *sum = sum.plus_product(Lanes::load(number), Lanes::load(weight));
                    }
                }
                for (sum, number) in sums.into_iter().zip(&mut numbers) {
                    sum.clamp(low, high).store(number);
                }
                out[pixel * channels + first..][..width].copy_from_slice(&numbers.as_flattened()[..width]);
            }
        }
    }
}
