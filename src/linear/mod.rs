//! Dense linear algebra: on the device small systems by our own Cholesky, and rows of int8; large systems by faer,
//! for training.

pub mod cholesky;
pub mod int8;
#[cfg(feature = "train")]
pub mod ridge;
#[cfg(feature = "train")]
pub mod single;
#[cfg(feature = "train")]
pub mod svd;
#[cfg(feature = "train")]
pub mod symmetric;

/// The inner product of two vectors of the same length.
///
/// Eight sums side by side, because additions in sequence cannot be vectorised.
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    let (a_lanes, a_rest) = a.as_chunks::<8>();
    let (b_lanes, b_rest) = b.as_chunks::<8>();
    let mut sums = [0.0f32; 8];
    for (a, b) in a_lanes.iter().zip(b_lanes) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sum_lanes(sums) + rest
}

/// The sum of a power of two of numbers, by halves: one after the other they would wait for each other.
#[inline(always)]
fn sum_lanes<const LANES: usize>(mut lanes: [f32; LANES]) -> f32 {
    let mut half = LANES / 2;
    while half > 0 {
        for lane in 0..half {
            lanes[lane] += lanes[lane + half];
        }
        half /= 2;
    }
    lanes[0]
}

/// `y += factor × x`.
pub fn add_scaled(y: &mut [f32], factor: f32, x: &[f32]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += factor * x;
    }
}
