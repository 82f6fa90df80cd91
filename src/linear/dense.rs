//! Products of dense, row-major matrices in single precision. faer picks the processor's widest instructions.
//! Each call runs on one thread, because callers make many calls in parallel.

use faer::linalg::matmul;
use faer::linalg::matmul::triangular::{self, BlockStructure};
use faer::{Accum, MatMut, MatRef, Par};
use pulp::{Simd, WithSimd};

/// `product` = `factor` × A·B, where the rows of A have `inner` numbers and B has `inner` rows.
pub fn multiply(product: &mut [f32], a: &[f32], b: &[f32], inner: usize, factor: f32) {
    let (rows, columns) = (a.len() / inner, b.len() / inner);
    let product = MatMut::from_row_major_slice_mut(product, rows, columns);
    let a = MatRef::from_row_major_slice(a, rows, inner);
    let b = MatRef::from_row_major_slice(b, inner, columns);
    matmul::matmul(product, Accum::Replace, a, b, factor, Par::Seq);
}

/// `product` = A·Bᵀ, where the rows of A and B have `inner` numbers.
///
/// Both are given row by row, so that B does not have to be transposed first.
pub fn multiply_rows(product: &mut [f32], a: &[f32], b: &[f32], inner: usize) {
    let (rows, columns) = (a.len() / inner, b.len() / inner);
    let product = MatMut::from_row_major_slice_mut(product, rows, columns);
    let a = MatRef::from_row_major_slice(a, rows, inner);
    let b = MatRef::from_row_major_slice(b, columns, inner);
    matmul::matmul(product, Accum::Replace, a, b.transpose(), 1.0, Par::Seq);
}

/// Adds the lower triangle of `factor` × AᵀA to `gram`, where the rows of A have `inner` numbers.
pub fn add_gram(gram: &mut [f32], factor: f32, a: &[f32], inner: usize) {
    let a = MatRef::from_row_major_slice(a, a.len() / inner, inner);
    let (lower, full) = (BlockStructure::TriangularLower, BlockStructure::Rectangular);
    let gram = MatMut::from_row_major_slice_mut(gram, inner, inner);
    triangular::matmul(gram, lower, Accum::Add, a.transpose(), full, a, full, factor, Par::Seq);
}

/// For each of the given `rows` of `matrix`, adds `weight(rowᵀ·vector)` × row to `sum`.
pub fn add_weighted_rows(sum: &mut [f32], matrix: &[f32], rows: &[u32], vector: &[f32], weight: impl Fn(f32) -> f32) {
    pulp::Arch::new().dispatch(AddWeightedRows { sum, matrix, rows, vector, weight });
}

struct AddWeightedRows<'m, W> {
    sum: &'m mut [f32],
    matrix: &'m [f32],
    rows: &'m [u32],
    vector: &'m [f32],
    weight: W,
}

impl<W: Fn(f32) -> f32> WithSimd for AddWeightedRows<'_, W> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        // Four rows at a time: their loads overlap, and the sum is loaded and stored once.
        let (fours, rest) = self.rows.as_chunks::<4>();
        fours.iter().for_each(|&four| self.add(simd, four));
        rest.iter().for_each(|&one| self.add(simd, [one]));
    }
}

impl<W: Fn(f32) -> f32> AddWeightedRows<'_, W> {
    #[inline(always)]
    fn add<S: Simd, const ROWS: usize>(&mut self, simd: S, rows: [u32; ROWS]) {
        let (vector, vector_rest) = S::as_simd_f32s(self.vector);
        let (sum, sum_rest) = S::as_mut_simd_f32s(self.sum);
        let width = self.vector.len();
        let rows = rows.map(|row| S::as_simd_f32s(&self.matrix[row as usize * width..][..width]));
        let (lanes, rests) = (rows.map(|(lanes, _)| &lanes[..vector.len()]), rows.map(|(_, rest)| rest));
        let mut products = [simd.splat_f32s(0.0); ROWS];
        for (lane, &vector) in vector.iter().enumerate() {
            for row in 0..ROWS {
                products[row] = simd.mul_add_e_f32s(lanes[row][lane], vector, products[row]);
            }
        }
        let mut weights = [0.0; ROWS];
        for row in 0..ROWS {
            let rest: f32 = rests[row].iter().zip(vector_rest).map(|(a, b)| a * b).sum();
            weights[row] = (self.weight)(simd.reduce_sum_f32s(products[row]) + rest);
        }
        let splat = weights.map(|weight| simd.splat_f32s(weight));
        for (lane, sum) in sum[..vector.len()].iter_mut().enumerate() {
            for row in 0..ROWS {
                *sum = simd.mul_add_e_f32s(lanes[row][lane], splat[row], *sum);
            }
        }
        for (rest, weight) in rests.iter().zip(weights) {
            sum_rest.iter_mut().zip(*rest).for_each(|(sum, number)| *sum += weight * number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_match_values_worked_by_hand() {
        let (a, b) = ([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [1.0, 0.0, 0.0, 1.0, 2.0, 0.0]);
        let mut product = [0.0; 4];
        multiply(&mut product, &a, &b, 3, 1.0);
        assert_eq!(product, [7.0, 2.0, 16.0, 5.0]);
        let mut gram = [1.0; 9];
        add_gram(&mut gram, 2.0, &a, 3);
        assert_eq!(gram, [35.0, 1.0, 1.0, 45.0, 59.0, 1.0, 55.0, 73.0, 91.0]);
        multiply_rows(&mut product, &a, &b, 3);
        assert_eq!(product, [1.0, 5.0, 4.0, 14.0]);
        // Five rows of 17 numbers leave a remainder of both the groups of four rows and the lanes.
        let rows: Vec<f32> = (0..5 * 17).map(|index| (index % 7) as f32).collect();
        let vector: Vec<f32> = (0..17).map(|index| (index % 3) as f32).collect();
        let mut sum = vec![1.0; 17];
        add_weighted_rows(&mut sum, &rows, &[4, 0, 1, 1, 2], &vector, |product| 0.5 - product);
        let mut expected = vec![1.0; 17];
        for row in [4, 0, 1, 1, 2] {
            let row = &rows[row * 17..][..17];
            crate::vector::add_scaled(&mut expected, 0.5 - crate::vector::dot(row, &vector), row);
        }
        assert_eq!(sum, expected);
    }
}
