//! Dense symmetric matrices and their inverse, by faer.

use crate::Csr;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::cholesky::llt::factor::{LltParams, LltRegularization, cholesky_in_place, cholesky_in_place_scratch};
use faer::linalg::matmul::triangular::{self, BlockStructure};
use faer::linalg::triangular_inverse::invert_lower_triangular;
use faer::{Accum, Auto, Mat, Spec, get_global_parallelism};
use penchant_base::{Error, ErrorKind, Result};

/// A dense symmetric matrix.
pub struct Symmetric(Mat<f64>);

impl Symmetric {
    /// `value` on the diagonal, 0 elsewhere.
    pub fn diagonal(side: usize, value: f64) -> Self {
        Self(Mat::from_fn(side, side, |row, column| if row == column { value } else { 0.0 }))
    }

    /// `value` on the diagonal, and A·Aᵀ for a sparse A whose cells are 1; `a_transposed` is its transpose.
    pub fn gram(a: &Csr, a_transposed: &Csr, value: f64) -> Self {
        let mut gram = Self::diagonal(a.height(), value);
        for row in 0..a.height() {
            let sums = gram.row_mut(row as u32);
            for &column in a.row(row) {
                for &other in a_transposed.row(column as usize) {
                    sums[other as usize] += 1.0;
                }
            }
        }
        gram
    }

    /// How many rows there are.
    pub fn side(&self) -> usize {
        self.0.nrows()
    }

    /// A row, which equals the column of the same index.
    pub fn row(&self, row: u32) -> &[f64] {
        self.0.col_as_slice(row as usize)
    }

    /// As [`Symmetric::row`], to be written. The caller keeps the matrix symmetric.
    pub fn row_mut(&mut self, row: u32) -> &mut [f64] {
        self.0.col_as_slice_mut(row as usize)
    }

    /// The sum of a row's numbers in the given columns.
    pub fn sum_cells(&self, row: u32, columns: &[u32]) -> f64 {
        columns.iter().map(|&column| self.row(row)[column as usize]).sum()
    }

    /// The sum of the given rows.
    pub fn sum_rows(&self, rows: &[u32]) -> Vec<f64> {
        let mut sums = vec![0.0; self.side()];
        for &row in rows {
            sums.iter_mut().zip(self.row(row)).for_each(|(sum, number)| *sum += number);
        }
        sums
    }

    /// The matrix times a vector.
    pub fn multiply(&self, vector: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.side()];
        for (row, factor) in (0..).zip(vector).filter(|&(_, &factor)| factor != 0.0) {
            sums.iter_mut().zip(self.row(row)).for_each(|(sum, number)| *sum += factor * number);
        }
        sums
    }
}

/// The most memory that [`invert`] takes for a matrix of this side, with the matrix itself, in bytes.
pub fn inversion_bytes(side: usize) -> u64 {
    2 * (side as u64).pow(2) * size_of::<f64>() as u64
}

/// The inverse of a positive definite matrix, by Cholesky decomposition: A = LLᵀ, and A⁻¹ = L⁻ᵀL⁻¹. L replaces A, and
/// A⁻¹ replaces L, so that there is memory for two matrices and not for four.
///
/// Errors: `data.format` if the matrix is not positive definite.
pub fn invert(Symmetric(mut matrix): Symmetric) -> Result<Symmetric> {
    let (side, parallelism) = (matrix.nrows(), get_global_parallelism());
    let parameters: Spec<LltParams, f64> = <LltParams as Auto<f64>>::auto().into();
    let mut scratch = MemBuffer::new(cholesky_in_place_scratch::<f64>(side, parallelism, parameters));
    let stack = MemStack::new(&mut scratch);
    cholesky_in_place(matrix.as_mut(), LltRegularization::default(), parallelism, stack, parameters).map_err(|_| {
        Error::new(ErrorKind::DataFormat, "the training matrix is not positive definite: raise the regularisation")
    })?;
    let mut inverse = Mat::zeros(side, side);
    invert_lower_triangular(inverse.as_mut(), matrix.as_ref(), parallelism);
    let (lower, upper) = (BlockStructure::TriangularLower, BlockStructure::TriangularUpper);
    let transposed = inverse.transpose();
    triangular::matmul(
        matrix.as_mut(),
        lower,
        Accum::Replace,
        transposed,
        upper,
        inverse.as_ref(),
        lower,
        1.0,
        parallelism,
    );
    for column in 0..side {
        for row in 0..column {
            matrix[(row, column)] = matrix[(column, row)];
        }
    }
    Ok(Symmetric(matrix))
}

/// As [`invert`], for a `side` × `side` matrix in single precision, row by row.
pub fn invert_f32(matrix: &[f32], side: usize) -> Result<Vec<f32>> {
    let matrix = Symmetric(Mat::from_fn(side, side, |row, column| f64::from(matrix[row * side + column])));
    let inverse = invert(matrix)?;
    Ok((0..side as u32).flat_map(|row| inverse.row(row)).map(|&number| number as f32).collect())
}
