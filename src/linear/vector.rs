//! Vectors in single precision, computed eight numbers at a time.

/// The inner product of two vectors of the same length.
///
/// Computed as eight independent sums: one running sum cannot be vectorised.
///
/// If the lengths differ, the result is unspecified.
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    let (a_lanes, a_rest) = a.as_chunks::<8>();
    let (b_lanes, b_rest) = b.as_chunks::<8>();
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sum_lanes(lanes::products(a_lanes, b_lanes)) + rest
}

/// The sum of `LANES` numbers, a power of two, by halves: in sequence, each addition would wait for the previous one.
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
    let (y_lanes, y_rest) = y.as_chunks_mut::<8>();
    let (x_lanes, x_rest) = x.as_chunks::<8>();
    lanes::add_scaled(y_lanes, factor, x_lanes);
    y_rest.iter_mut().zip(x_rest).for_each(|(y, x)| *y += factor * x);
}

/// Wasm's SIMD instructions by name, because code that is optimised for size is not vectorised.
#[cfg(target_arch = "wasm32")]
mod lanes {
    use bytemuck::must_cast;
    use core::arch::wasm32::{f32x4_add, f32x4_mul, f32x4_splat, v128};

    #[inline]
    pub(super) fn products(a: &[[f32; 8]], b: &[[f32; 8]]) -> [f32; 8] {
        let mut sums = [f32x4_splat(0.0); 2];
        for (a, b) in a.iter().zip(b) {
            let (a, b): ([v128; 2], [v128; 2]) = (must_cast(*a), must_cast(*b));
            sums = [f32x4_add(sums[0], f32x4_mul(a[0], b[0])), f32x4_add(sums[1], f32x4_mul(a[1], b[1]))];
        }
        must_cast(sums)
    }

    #[inline]
    pub(super) fn add_scaled(y: &mut [[f32; 8]], factor: f32, x: &[[f32; 8]]) {
        let factor = f32x4_splat(factor);
        for (y, x) in y.iter_mut().zip(x) {
            let (sum, x): ([v128; 2], [v128; 2]) = (must_cast(*y), must_cast(*x));
            *y = must_cast([f32x4_add(sum[0], f32x4_mul(factor, x[0])), f32x4_add(sum[1], f32x4_mul(factor, x[1]))]);
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod lanes {
    #[inline]
    pub(super) fn products(a: &[[f32; 8]], b: &[[f32; 8]]) -> [f32; 8] {
        let mut sums = [0.0f32; 8];
        for (a, b) in a.iter().zip(b) {
            (0..8).for_each(|lane| sums[lane] += a[lane] * b[lane]);
        }
        sums
    }

    #[inline]
    pub(super) fn add_scaled(y: &mut [[f32; 8]], factor: f32, x: &[[f32; 8]]) {
        for (y, x) in y.iter_mut().zip(x) {
            (0..8).for_each(|lane| y[lane] += factor * x[lane]);
        }
    }
}
