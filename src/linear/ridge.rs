//! Ridge regression on sparse rows: features F and targets Y in; the weights W that minimise |F·W − Y|² + λ|W|² out.

use crate::sparse::Csr;
use rayon::prelude::*;

/// Conjugate gradient stops after this many steps, even if it has not converged.
const MAX_STEPS: usize = 200;

/// The weights W, `features.width()` × `width`, row by row; `targets` are `features.height()` × `width`.
///
/// Each column is solved for by conjugate gradient on FᵀF + λI, which is never built
/// (M. Hestenes and E. Stiefel, "Methods of conjugate gradients for solving linear systems", 1952).
pub fn ridge_regression(features: &Csr, targets: &[f32], width: usize, lambda: f64) -> Vec<f32> {
    let columns: Vec<Vec<f64>> = (0..width)
        .into_par_iter()
        .map(|column| {
            let targets: Vec<f64> = targets.chunks_exact(width).map(|row| f64::from(row[column])).collect();
            solve_column(features, &targets, lambda)
        })
        .collect();
    (0..features.width()).flat_map(|row| columns.iter().map(move |column| column[row] as f32)).collect()
}

fn solve_column(features: &Csr, targets: &[f64], lambda: f64) -> Vec<f64> {
    let mut solution = vec![0.0; features.width()];
    let mut residual = multiply_transposed(features, targets);
    let mut direction = residual.clone();
    let mut norm = squared_norm(&residual);
    let tolerance = norm * 1e-12;
    for _ in 0..MAX_STEPS {
        if norm <= tolerance {
            break;
        }
        let mut product = multiply_transposed(features, &multiply(features, &direction));
        add_scaled(&mut product, lambda, &direction);
        let step = norm / product.iter().zip(&direction).map(|(a, b)| a * b).sum::<f64>();
        add_scaled(&mut solution, step, &direction);
        add_scaled(&mut residual, -step, &product);
        let next_norm = squared_norm(&residual);
        direction.iter_mut().zip(&residual).for_each(|(direction, residual)| {
            *direction = residual + next_norm / norm * *direction;
        });
        norm = next_norm;
    }
    solution
}

fn multiply(matrix: &Csr, vector: &[f64]) -> Vec<f64> {
    let row = |row| matrix.entries(row).map(|(column, value)| f64::from(value) * vector[column as usize]).sum();
    (0..matrix.height()).map(row).collect()
}

fn multiply_transposed(matrix: &Csr, vector: &[f64]) -> Vec<f64> {
    let mut product = vec![0.0; matrix.width()];
    for (row, factor) in vector.iter().enumerate() {
        matrix.entries(row).for_each(|(column, value)| product[column as usize] += factor * f64::from(value));
    }
    product
}

fn squared_norm(vector: &[f64]) -> f64 {
    vector.iter().map(|number| number * number).sum()
}

fn add_scaled(y: &mut [f64], factor: f64, x: &[f64]) {
    y.iter_mut().zip(x).for_each(|(y, x)| *y += factor * x);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_match_values_worked_by_hand() {
        // One feature, 1 for two rows with the targets 3 and 5: w = (3 + 5) / (2 + λ).
        let features = Csr::from_triplets(2, 1, [(0, 0, 1.0), (1, 0, 1.0)]);
        assert_eq!(ridge_regression(&features, &[3.0, 5.0], 1, 2.0), [2.0]);
        // Features without a common row are independent, and so are the columns of targets.
        let features = Csr::from_triplets(2, 2, [(0, 0, 2.0), (1, 1, 1.0)]);
        let weights = ridge_regression(&features, &[4.0, 1.0, 3.0, 0.0], 2, 1.0);
        for (weight, expected) in weights.iter().zip([8.0 / 5.0, 2.0 / 5.0, 1.5, 0.0]) {
            assert!((weight - expected).abs() < 1e-6, "{weights:?}");
        }
    }
}
