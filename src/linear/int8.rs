//! Inner products of int8 rows with a vector. [`QuantisedVector::dot`] is quick: it computes in integers, sixteen
//! numbers to a register, with the same result on every machine. [`dot`] is exact to single precision.

/// A vector quantised to 16 bits: each number is `levels[i] × step`, within half a step of the original.
pub struct QuantisedVector {
    levels: Vec<i16>,
    step: f32,
}

impl QuantisedVector {
    /// Quantises a vector of finite numbers.
    pub fn new(vector: &[f32]) -> Self {
        // A sum of this many products with int8 must fit 31 bits.
        let max_level = (i32::MAX as usize / 128 / vector.len().max(1)).min(i16::MAX as usize) as f32;
        let largest = vector.iter().fold(0.0f32, |largest, number| largest.max(number.abs()));
        let step = if largest > 0.0 { largest / max_level } else { 1.0 };
        Self { levels: vector.iter().map(|number| (number / step).round() as i16).collect(), step }
    }

    /// The inner product with a row of the same length.
    #[inline]
    pub fn dot(&self, row: &[i8]) -> f32 {
        self.step * sum_of_products(row, &self.levels) as f32
    }
}

/// The inner product of a vector with a row of the same length, exact to single precision.
pub fn dot(vector: &[f32], row: &[i8]) -> f32 {
    let products = vector.iter().zip(row).map(|(&a, &b)| f64::from(a) * f64::from(b));
    products.sum::<f64>() as f32
}

#[inline]
fn sum_of_products(row: &[i8], levels: &[i16]) -> i32 {
    let (row_lanes, row_rest) = row.as_chunks::<16>();
    let (level_lanes, level_rest) = levels.as_chunks::<16>();
    let rest: i32 = row_rest.iter().zip(level_rest).map(|(&a, &b)| i32::from(a) * i32::from(b)).sum();
    sum_of_lane_products(row_lanes, level_lanes) + rest
}

/// LLVM does not use wasm's instruction that multiplies and adds pairs unless it is named.
#[cfg(target_arch = "wasm32")]
#[inline]
fn sum_of_lane_products(row: &[[i8; 16]], levels: &[[i16; 16]]) -> i32 {
    use core::arch::wasm32::*;
    let mut sums = i32x4_splat(0);
    for (row, levels) in row.iter().zip(levels) {
        let row: v128 = bytemuck::must_cast(*row);
        let [low, high]: [v128; 2] = bytemuck::must_cast(*levels);
        sums = i32x4_add(sums, i32x4_dot_i16x8(i16x8_extend_low_i8x16(row), low));
        sums = i32x4_add(sums, i32x4_dot_i16x8(i16x8_extend_high_i8x16(row), high));
    }
    let [a, b, c, d]: [i32; 4] = bytemuck::must_cast(sums);
    a + b + c + d
}

#[cfg(not(target_arch = "wasm32"))]
#[inline]
fn sum_of_lane_products(row: &[[i8; 16]], levels: &[[i16; 16]]) -> i32 {
    let products = |(row, levels): (&[i8; 16], &[i16; 16])| -> i32 {
        row.iter().zip(levels).map(|(&a, &b)| i32::from(a) * i32::from(b)).sum()
    };
    row.iter().zip(levels).map(products).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_stay_within_half_a_step_per_number() {
        let mut random = fastrand::Rng::with_seed(1);
        for width in [1, 15, 16, 64, 100, 1024] {
            let vector: Vec<f32> = (0..width).map(|_| random.f32() - 0.5).collect();
            let row: Vec<i8> = (0..width).map(|_| random.i8(-127..=127)).collect();
            let exact: f64 = vector.iter().zip(&row).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum();
            let quantised = QuantisedVector::new(&vector);
            let error = (f64::from(quantised.dot(&row)) - exact).abs();
            assert!(error <= f64::from(quantised.step) / 2.0 * 127.0 * width as f64, "{width}: {error}");
            let length = |numbers: &mut dyn Iterator<Item = f32>| numbers.map(|x| f64::from(x * x)).sum::<f64>().sqrt();
            let lengths = length(&mut vector.iter().copied()) * length(&mut row.iter().map(|&x| x.into()));
            assert!(error <= 1e-4 * lengths, "{width}: {error}");
        }
    }

    #[test]
    fn the_largest_sums_do_not_overflow() {
        for width in [64, 516, 517, 1024] {
            let exact = -128.0 * width as f32;
            let found = QuantisedVector::new(&vec![1.0; width]).dot(&vec![-128; width]);
            assert!((found - exact).abs() <= exact.abs() * 1e-3, "{found} instead of {exact}");
        }
        assert_eq!(QuantisedVector::new(&[0.0; 20]).dot(&[5; 20]), 0.0);
    }
}
