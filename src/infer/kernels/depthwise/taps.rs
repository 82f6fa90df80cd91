//! The weights of a depthwise convolution, packed by blocks of channels.

use crate::kernels::lanes::LANES;
use std::ops::Range;

/// How many vectors of channels are packed together.
pub(super) const VECTORS: usize = 4;
pub(super) const BLOCK: usize = VECTORS * LANES;

pub(super) type Vectors = [[f32; LANES]; VECTORS];

/// Packed weights: one for each tap and channel.
pub struct Taps {
    pub(super) channels: usize,
    pub(super) taps: usize,
    /// Blocks of sixteen channels, each with all taps; the last block is padded with zeros.
    pub(super) weights: Vec<Vectors>,
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
pub(super) fn block(channels: Range<usize>, number: impl Fn(usize) -> f32) -> Vectors {
    let mut vectors: Vectors = [[0.0; LANES]; VECTORS];
    vectors.as_flattened_mut().iter_mut().zip(channels).for_each(|(lane, channel)| *lane = number(channel));
    vectors
}
