//! Depthwise convolution of a picture whose channels lie beside each other: each channel has taps of its own.

use super::lanes::{LANES, Lanes};
use super::matmul::Finish;
use super::window::Window;
use std::ops::Range;

/// How many vectors of channels are summed up at once.
const VECTORS: usize = 4;
const BLOCK: usize = VECTORS * LANES;
/// How many pixels beside each other are, which share the weights that are read.
const PIXELS: usize = 2;

type Vectors = [[f32; LANES]; VECTORS];

/// A weight for each tap and channel.
pub struct Taps {
    channels: usize,
    taps: usize,
    /// Sixteen channels after the other, of each all taps; what the last channels lack is zero.
    weights: Vec<Vectors>,
}

impl Taps {
    /// `weight` gives the number of a tap and a channel.
    pub fn pack(taps: usize, channels: usize, weight: impl Fn(usize, usize) -> f32) -> Self {
        let mut weights = Vec::with_capacity(channels.div_ceil(BLOCK) * taps);
        for first in (0..channels).step_by(BLOCK) {
            weights.extend((0..taps).map(|tap| block(first..channels, |channel| weight(tap, channel))));
        }
        Self { channels, taps, weights }
    }
}

/// The numbers of a block's channels; zeros where there are none.
fn block(channels: Range<usize>, number: impl Fn(usize) -> f32) -> Vectors {
    let mut vectors: Vectors = [[0.0; LANES]; VECTORS];
    vectors.as_flattened_mut().iter_mut().zip(channels).for_each(|(lane, channel)| *lane = number(channel));
    vectors
}

/// A tap: how far from the first one its pixel lies in the picture's numbers, and which one it is.
type Tap = (isize, usize);

/// The lines of the output from `first` on, as many as `out` has; `picture` and `out` are pixels × channels.
pub fn convolve(picture: &[f32], taps: &Taps, window: &Window, finish: Finish, first: usize, out: &mut [f32]) {
    let channels = taps.channels;
    let [width, across] = [window.output[1], window.input[1]];
    let whole = window.whole(1);
    let mut found: Vec<Tap> = Vec::with_capacity(taps.taps);
    for (line, out) in out.chunks_exact_mut(width * channels).enumerate() {
        let y = first + line;
        let top = window.start(0, y) * (across * channels) as isize;
        let base = |x: usize| top + window.start(1, x) * channels as isize;
        let mut x = 0;
        while x < width {
            let together = if whole.contains(&x) && x + PIXELS <= whole.end { PIXELS } else { 1 };
            // All pixels that see the whole of the window's breadth see the same taps.
            if x <= whole.start || x >= whole.end {
                taps_inside(window, channels, y, x, &mut found);
            }
            let out = &mut out[x * channels..][..together * channels];
            let bases = [base(x), base(x + together - 1)];
            match together {
                PIXELS => pixels(picture, taps, &found, bases, finish, out),
                _ => pixels(picture, taps, &found, [bases[0]], finish, out),
            }
            x += together;
        }
    }
}

fn taps_inside(window: &Window, channels: usize, y: usize, x: usize, found: &mut Vec<Tap>) {
    found.clear();
    for row in window.inside(0, y) {
        let line = row * window.dilations[0] * window.input[1];
        for column in window.inside(1, x) {
            let pixel = line + column * window.dilations[1];
            found.push(((pixel * channels) as isize, row * window.kernel[1] + column));
        }
    }
}

/// Some pixels of the output, whose first taps lie at `bases`.
#[inline(never)]
fn pixels<const P: usize>(
    picture: &[f32],
    taps: &Taps,
    found: &[Tap],
    bases: [isize; P],
    finish: Finish,
    out: &mut [f32],
) {
    let channels = taps.channels;
    let (low, high) = (Lanes::splat(finish.low), Lanes::splat(finish.high));
    for first in (0..channels).step_by(BLOCK) {
        let weights = &taps.weights[first / BLOCK * taps.taps..][..taps.taps];
        let biases = block(first..finish.biases.len(), |channel| finish.biases[channel]);
        let mut sums = [biases.map(|bias| Lanes::load(&bias)); P];
        if channels - first >= BLOCK {
            for &(offset, tap) in found {
                let weights = weights[tap].map(|weight| Lanes::load(&weight));
                for (base, sums) in bases.iter().zip(&mut sums) {
                    let place = (base + offset) as usize + first;
                    let (numbers, _) = picture[place..][..BLOCK].as_chunks::<LANES>();
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
                    let place = (base + offset) as usize + first;
                    numbers.as_flattened_mut()[..width].copy_from_slice(&picture[place..][..width]);
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
