//! Depthwise convolution with the windows that networks have, 3 × 3 and 5 × 5: seven neighbouring pixels and four channels
//! at a time. A row of the weights stays in registers, and each number of the image is read once for all pixels.

use super::taps::{BLOCK, Taps, Vectors, block};
use crate::kernels::lanes::{LANES, Lanes};
use crate::kernels::matmul::Epilogue;
use crate::kernels::window::Window;
use std::ops::Range;

/// How many neighbouring pixels are computed together. Their sums, a row of up to five weights and a number of the image
/// fit the fifteen registers of x64; and pictures of 224 × 224 pixels have lines of multiples of seven pixels inside the
/// usual networks.
const PIXELS: usize = 7;

/// Repeats a block for constants: `for` with a dynamic index would keep the sums in memory.
macro_rules! unrolled {
    ($index:ident in [$($value:literal)*] $block:block) => {
        $({ const $index: usize = $value; $block })*
    };
}

/// Whether the output's lines are long enough, and the channels whole vectors.
pub(super) fn fits(window: &Window, channels: usize) -> bool {
    window.output[1] >= PIXELS && channels.is_multiple_of(LANES)
}

/// As [`super::convolve`], for a window of `K` × `K` taps without dilation that moves by `S` pixels.
pub(super) fn convolve<const K: usize, const S: usize>(
    image: &[f32],
    taps: &Taps,
    window: &Window,
    epilogue: Epilogue,
    first: usize,
    out: &mut [f32],
) {
    let channels = taps.channels;
    let [width, across] = [window.output[1], window.input[1]];
    let bounds = [epilogue.low, epilogue.high].map(Lanes::splat);
    for (line, out) in out.chunks_exact_mut(width * channels).enumerate() {
        let y = first + line;
        let rows = window.taps_inside(0, y);
        let top = window.start(0, y) * (across * channels) as isize;
        // One block of channels after the other: their part of the lines of the image stays in the cache.
        for (from, weights) in (0..channels).step_by(BLOCK).zip(taps.weights.chunks_exact(K * K)) {
            let rows_of_weights = &weights.as_chunks::<K>().0[rows.clone()];
            let biases = block(from..epilogue.biases.len(), |channel| epilogue.biases[channel]);
            for (vector, bias) in biases.iter().enumerate().take((channels - from).div_ceil(LANES)) {
                let channel = from + vector * LANES;
                let row = Row { image, channels, line: across * channels, weights: rows_of_weights, vector };
                // The last tile ends with the line: pixels that two tiles have are computed twice.
                for x in (0..width).step_by(PIXELS).map(|x| x.min(width - PIXELS)) {
                    let start = window.start(1, x);
                    let end = (across as isize - start).clamp(0, ((PIXELS - 1) * S + K) as isize);
                    let inside = start.min(0).unsigned_abs()..end.unsigned_abs();
                    let index = top + (rows.start * row.line) as isize + start * channels as isize + channel as isize;
                    row.compute_tile::<S>(index, inside, Lanes::load(bias), bounds, &mut out[x * channels + channel..]);
                }
            }
        }
    }
}

/// What the tiles of a line share for a vector of channels.
struct Row<'n, const K: usize> {
    image: &'n [f32],
    channels: usize,
    /// How many numbers a line of the image has.
    line: usize,
    /// The weights of the window's rows that are inside the image.
    weights: &'n [[Vectors; K]],
    vector: usize,
}

impl<const K: usize> Row<'_, K> {
    /// Computes seven pixels of `out`. `index` is the position in the image of the first one's first tap; of the columns
    /// that the pixels depend on, only those in `inside` are inside the image.
    #[inline(never)]
    #[allow(unsafe_code)]
    fn compute_tile<const S: usize>(
        &self,
        index: isize,
        inside: Range<usize>,
        bias: Lanes,
        [low, high]: [Lanes; 2],
        out: &mut [f32],
    ) {
        let Self { image, channels, line, weights, vector } = *self;
        let mut sums = [bias; PIXELS];
        let weights = if inside.is_empty() { &[] } else { weights };
        let at = |row: usize, column: usize| index.wrapping_add_unsigned(row * line + column * channels) as usize;
        if let Some(last) = weights.len().checked_sub(1) {
            let (first, last) = (at(0, inside.start), at(last, inside.end - 1));
            assert!(first <= last && last <= image.len() - LANES, "the tile is inside the image");
        }
        let mut start = index;
        for weights in weights {
            let weights: [Lanes; K] = std::array::from_fn(|column| Lanes::load(&weights[column][vector]));
            unrolled!(COLUMN in [0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16] {
                if COLUMN < (PIXELS - 1) * S + K && inside.contains(&COLUMN) {
                    let index = start.wrapping_add_unsigned(COLUMN * channels) as usize;
                    // SAFETY: it is between the first and the last number of the tile, which are in the image.
                    let number = unsafe { Lanes::load_unchecked(image, index) };
                    unrolled!(PIXEL in [0 1 2 3 4 5 6] {
                        // Beyond the window on either side it is too large.
                        let tap = COLUMN.wrapping_sub(PIXEL * S);
                        if tap < K {
                            sums[PIXEL] = sums[PIXEL].plus_product(number, weights[tap]);
                        }
                    });
                }
            });
            start = start.wrapping_add_unsigned(line);
        }
        for (pixel, sum) in sums.into_iter().enumerate() {
            let (to, _) = out[pixel * channels..][..LANES].as_chunks_mut();
            sum.clamp(low, high).store(&mut to[0]);
        }
    }
}
