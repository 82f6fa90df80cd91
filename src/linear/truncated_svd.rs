//! Truncated singular value decomposition: the strongest singular vectors of a sparse matrix, by randomised subspace
//! iteration (N. Halko, P. Martinsson and J. Tropp, "Finding structure with randomness", SIAM Review 2011,
//! algorithms 4.4 and 5.1).

use crate::sparse::Csr;
use faer::Mat;
use rayon::prelude::*;

/// How many more vectors are iterated than returned.
const OVERSAMPLING: usize = 16;
/// How often the subspace is iterated.
const ITERATIONS: usize = 6;

/// The right singular vectors of the `rank` largest singular values: the rank, and width × rank numbers, row by row.
/// The rank is at most the smaller side of the matrix.
pub fn right_singular_vectors(matrix: &Csr, rank: usize, seed: u64) -> (usize, Vec<f32>) {
    let transposed = matrix.transpose();
    let smaller = matrix.height().min(matrix.width());
    let rank = rank.min(smaller);
    let columns = (rank + OVERSAMPLING).min(smaller);
    let mut random = fastrand::Rng::with_seed(seed);
    // With subspace iteration, uniform numbers do as well as normal ones.
    let mut basis = Mat::from_fn(matrix.width(), columns, |_, _| random.f64() - 0.5);
    for _ in 0..ITERATIONS {
        let left = orthonormal(&product(matrix, &basis));
        basis = orthonormal(&product(&transposed, &left));
    }
    // With A ≈ A·Q·Qᵀ the right vectors of A are Q times those of the small matrix A·Q.
    let small = product(matrix, &basis);
    let gram = small.transpose() * &small;
    let decomposed = gram.self_adjoint_eigen(faer::Side::Lower).map(|eigen| eigen.U().to_owned());
    let Ok(eigenvectors) = decomposed else {
        return (rank, vec![0.0; matrix.width() * rank]);
    };
    // Eigenvalues are in ascending order.
    let vectors = &basis * eigenvectors;
    let at = |row: usize, rank: usize| vectors[(row, columns - 1 - rank)] as f32;
    (
        rank,
        (0..matrix.width())
            .flat_map(|row| (0..rank).map(move |column| (row, column)))
            .map(|(row, column)| at(row, column))
            .collect(),
    )
}

/// The product of a sparse and a dense matrix.
fn product(sparse: &Csr, dense: &Mat<f64>) -> Mat<f64> {
    let columns: Vec<Vec<f64>> = (0..dense.ncols())
        .into_par_iter()
        .map(|column| {
            let column = dense.col_as_slice(column);
            let cell = |row| sparse.entries(row).map(|(index, value)| f64::from(value) * column[index as usize]).sum();
            (0..sparse.height()).map(cell).collect()
        })
        .collect();
    Mat::from_fn(sparse.height(), dense.ncols(), |row, column| columns[column][row])
}

fn orthonormal(matrix: &Mat<f64>) -> Mat<f64> {
    matrix.qr().compute_thin_Q()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_row_space_of_a_low_rank_matrix() {
        // Two blocks of ones: the right vectors are their indicators.
        let cells = (0..6u32).flat_map(|row| {
            (0..4u32).filter(move |column| (row < 4) == (*column < 2)).map(move |column| (row, column, 1.0))
        });
        let (rank, vectors) = right_singular_vectors(&Csr::from_triplets(6, 4, cells), 2, 42);
        assert_eq!(rank, 2);
        let expected = [[1.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 1.0]];
        for (column, expected) in expected.iter().enumerate() {
            for row in 0..4 {
                let found = vectors[row * 2 + column].abs();
                assert!((found - expected[row] / 2f32.sqrt()).abs() < 1e-5, "{vectors:?}");
            }
        }
    }
}
