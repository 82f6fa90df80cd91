//! Small symmetric positive definite systems, solved by Cholesky decomposition. Folding a history into a factor model
//! is such a system. Matrices are square, row by row, in single precision.

use crate::vector::dot;

/// Replaces the lower triangle of A by L, where A = L·Lᵀ; the numbers above the diagonal are neither read nor changed.
/// Returns `false` if A is not positive definite to working precision.
pub fn decompose(a: &mut [f32], side: usize) -> bool {
    for row in 0..side {
        let (above, current) = a.split_at_mut(row * side);
        for column in 0..row {
            let other = &above[column * side..column * side + column + 1];
            current[column] = (current[column] - dot(&current[..column], &other[..column])) / other[column];
        }
        let pivot = current[row] - dot(&current[..row], &current[..row]);
        if pivot.is_nan() || pivot <= 0.0 {
            return false;
        }
        current[row] = pivot.sqrt();
    }
    true
}

/// Solves L·Lᵀ·x = b, where [`decompose`] gave L; replaces `b` by x.
pub fn solve(l: &[f32], side: usize, b: &mut [f32]) {
    for row in 0..side {
        let line = &l[row * side..row * side + row + 1];
        b[row] = (b[row] - dot(&line[..row], &b[..row])) / line[row];
    }
    // By rows of L, which are columns of Lᵀ, so that memory is read in order.
    for row in (0..side).rev() {
        let line = &l[row * side..row * side + row + 1];
        b[row] /= line[row];
        let (before, solved) = b.split_at_mut(row);
        super::add_scaled(before, -solved[0], &line[..row]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solves_a_decomposed_system() {
        let side = 13;
        // A = B·Bᵀ + I for some B.
        let b: Vec<f32> = (0..side * side).map(|index| ((index * 37 + 11) % 17) as f32 / 17.0 - 0.5).collect();
        let row = |matrix: &[f32], row: usize| matrix[row * side..(row + 1) * side].to_vec();
        let mut a = vec![0.0; side * side];
        for i in 0..side {
            for j in 0..side {
                a[i * side + j] = dot(&row(&b, i), &row(&b, j)) + if i == j { 1.0 } else { 0.0 };
            }
        }
        let x: Vec<f32> = (0..side).map(|index| index as f32 - 4.0).collect();
        let mut solution: Vec<f32> = (0..side).map(|i| dot(&row(&a, i), &x)).collect();
        let mut l = a.clone();
        assert!(decompose(&mut l, side));
        solve(&l, side, &mut solution);
        for (found, expected) in solution.iter().zip(&x) {
            assert!((found - expected).abs() < 1e-4, "{found} instead of {expected}");
        }
    }

    #[test]
    fn refuses_a_matrix_that_is_not_positive_definite() {
        assert!(!decompose(&mut [1.0, 2.0, 2.0, 1.0], 2));
        assert!(!decompose(&mut [f32::NAN], 1));
    }
}
