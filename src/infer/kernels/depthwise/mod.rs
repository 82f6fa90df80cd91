//! Depthwise convolution of an image with channels last: each channel has its own taps.

mod any_window;
mod square;

use super::lanes::LANES;
use super::matmul::Epilogue;
use super::window::Window;
use std::ops::Range;

/// How many vectors of channels are packed together.
const VECTORS: usize = 4;
const BLOCK: usize = VECTORS * LANES;

type Vectors = [[f32; LANES]; VECTORS];

/// Packed weights: one for each tap and channel.
pub struct Taps {
    channels: usize,
    taps: usize,
    /// Blocks of sixteen channels, each with all taps; the last block is padded with zeros.
    weights: Vec<Vectors>,
}

impl Taps {
    /// `weight` returns the weight of a tap and a channel.
    pub fn pack(taps: usize, channels: usize, weight: impl Fn(usize, usize) -> f32) -> Self {
        let mut weights = Vec::with_capacity(channels.div_ceil(BLOCK) * taps);
        for first in (0..channels).step_by(BLOCK) {
            weights.extend((0..taps).map(|tap| block(first..channels, |channel| weight(tap, channel))));
        }
        Self { channels, taps, weights }
    }
}

/// The numbers of a block's channels, padded with zeros.
fn block(channels: Range<usize>, number: impl Fn(usize) -> f32) -> Vectors {
    let mut vectors: Vectors = [[0.0; LANES]; VECTORS];
    vectors.as_flattened_mut().iter_mut().zip(channels).for_each(|(lane, channel)| *lane = number(channel));
    vectors
}

/// Computes the lines of the output from `first` on, as many as `out` has; `image` and `out` are pixels × channels.
pub fn convolve(image: &[f32], taps: &Taps, window: &Window, epilogue: Epilogue, first: usize, out: &mut [f32]) {
    let small = (window.kernel, window.strides, window.dilations);
    let convolve = match small {
        _ if !square::fits(window, taps.channels) => any_window::convolve,
        ([3, 3], [1, 1], [1, 1]) => square::convolve::<3, 1>,
        ([3, 3], [2, 2], [1, 1]) => square::convolve::<3, 2>,
        ([5, 5], [1, 1], [1, 1]) => square::convolve::<5, 1>,
        ([5, 5], [2, 2], [1, 1]) => square::convolve::<5, 2>,
        _ => any_window::convolve,
    };
    convolve(image, taps, window, epilogue, first, out);
}
