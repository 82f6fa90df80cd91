//! Dense symmetric matrices and their inverse, by faer.

use faer::linalg::solvers::{DenseSolveCore, Llt};
use faer::{Mat, Side};
use penchant_base::{Error, ErrorKind, Result};

/// A dense symmetric matrix.
pub struct Symmetric(Mat<f64>);

impl Symmetric {
    /// `value` on the diagonal, 0 elsewhere.
    pub fn diagonal(side: usize, value: f64) -> Self {
        Self(Mat::from_fn(side, side, |row, column| if row == column { value } else { 0.0 }))
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

/// The inverse of a positive definite matrix, by Cholesky decomposition.
///
/// Errors: `data.format` if the matrix is not positive definite.
pub fn invert(matrix: Symmetric) -> Result<Symmetric> {
    let decomposed = Llt::new(matrix.0.as_ref(), Side::Lower).map_err(|_| {
        Error::new(ErrorKind::DataFormat, "the training matrix is not positive definite: raise the regularisation")
    })?;
    Ok(Symmetric(decomposed.inverse()))
}

/// As [`invert`], for a `side` × `side` matrix in single precision, row by row.
pub fn invert_f32(matrix: &[f32], side: usize) -> Result<Vec<f32>> {
    let matrix = Symmetric(Mat::from_fn(side, side, |row, column| f64::from(matrix[row * side + column])));
    let inverse = invert(matrix)?;
    Ok((0..side as u32).flat_map(|row| inverse.row(row)).map(|&number| number as f32).collect())
}
