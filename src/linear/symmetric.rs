//! A dense symmetric matrix and its inverse, by faer.

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

    /// A row, which is a column too.
    pub fn row(&self, row: u32) -> &[f64] {
        self.0.col_as_slice(row as usize)
    }

    /// As [`Symmetric::row`]; whoever writes one row must write the others alike.
    pub fn row_mut(&mut self, row: u32) -> &mut [f64] {
        self.0.col_as_slice_mut(row as usize)
    }

    /// The sum of some numbers of a row.
    pub fn row_sum(&self, row: u32, columns: &[u32]) -> f64 {
        columns.iter().map(|&column| self.row(row)[column as usize]).sum()
    }

    /// The sum of some rows.
    pub fn combine(&self, rows: &[u32]) -> Vec<f64> {
        let mut sums = vec![0.0; self.side()];
        for &row in rows {
            sums.iter_mut().zip(self.row(row)).for_each(|(sum, number)| *sum += number);
        }
        sums
    }

    /// The matrix times a vector.
    pub fn times(&self, vector: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.side()];
        for (row, factor) in (0..).zip(vector).filter(|&(_, &factor)| factor != 0.0) {
            sums.iter_mut().zip(self.row(row)).for_each(|(sum, number)| *sum += factor * number);
        }
        sums
    }
}

/// The inverse of a positive definite matrix, by Cholesky decomposition.
pub fn inverse(matrix: Symmetric) -> Result<Symmetric> {
    let decomposed = Llt::new(matrix.0.as_ref(), Side::Lower).map_err(|_| {
        Error::new(ErrorKind::DataFormat, "the training matrix is not positive definite: raise the regularisation")
    })?;
    Ok(Symmetric(decomposed.inverse()))
}

/// As [`inverse`], of a matrix in single precision, row by row.
pub fn inverse_f32(matrix: &[f32], side: usize) -> Result<Vec<f32>> {
    let matrix = Symmetric(Mat::from_fn(side, side, |row, column| f64::from(matrix[row * side + column])));
    let inverse = inverse(matrix)?;
    Ok((0..side as u32).flat_map(|row| inverse.row(row)).map(|&number| number as f32).collect())
}
