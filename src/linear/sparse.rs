//! A sparse matrix by row. Its memory grows with the number of its cells, not with its area.

/// A sparse matrix in compressed sparse rows: row `r` has the columns `columns[offsets[r]..offsets[r + 1]]`, ascending.
#[derive(Debug, Clone, PartialEq)]
pub struct Csr {
    offsets: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
    width: usize,
}

impl Csr {
    /// From `(row, column, value)` in any order. If a cell occurs twice, the last value is kept.
    ///
    /// Panics if a row is not below `height` or a column not below `width`.
    pub fn from_triplets(height: usize, width: usize, triplets: impl IntoIterator<Item = (u32, u32, f32)>) -> Self {
        Self::from_vec(height, width, triplets.into_iter().collect())
    }

    /// As [`Self::from_triplets`], and compiled once: the sorting is large.
    fn from_vec(height: usize, width: usize, mut triplets: Vec<(u32, u32, f32)>) -> Self {
        triplets.sort_by_key(|&(row, column, _)| (row, column));
        let mut offsets = vec![0; height + 1];
        let mut columns: Vec<u32> = Vec::with_capacity(triplets.len());
        let mut values: Vec<f32> = Vec::with_capacity(triplets.len());
        let mut previous = None;
        for (row, column, value) in triplets {
            assert!(
                (row as usize) < height && (column as usize) < width,
                "cell ({row}, {column}) is outside the matrix"
            );
            if previous == Some((row, column))
                && let Some(last) = values.last_mut()
            {
                *last = value;
                continue;
            }
            previous = Some((row, column));
            columns.push(column);
            values.push(value);
            offsets[row as usize + 1] = columns.len();
        }
        for row in 0..height {
            offsets[row + 1] = offsets[row + 1].max(offsets[row]);
        }
        Self { offsets, columns, values, width }
    }

    /// How many rows there are.
    pub fn height(&self) -> usize {
        self.offsets.len() - 1
    }

    /// How many columns there are.
    pub fn width(&self) -> usize {
        self.width
    }

    /// How many cells are set.
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether no cell is set.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// The sums of each column's cells, as if each were the number of its row.
    pub fn sum_by_column(&self, by_row: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.width];
        for (row, number) in by_row.iter().enumerate() {
            for &column in self.row(row) {
                sums[column as usize] += number;
            }
        }
        sums
    }

    /// The columns of a row, ascending.
    #[inline]
    pub fn row(&self, row: usize) -> &[u32] {
        &self.columns[self.offsets[row]..self.offsets[row + 1]]
    }

    /// The columns of a row with their values.
    #[inline]
    pub fn entries(&self, row: usize) -> impl ExactSizeIterator<Item = (u32, f32)> {
        let range = self.offsets[row]..self.offsets[row + 1];
        self.columns[range.clone()].iter().copied().zip(self.values[range].iter().copied())
    }

    /// The same cells with new values: `value` is called with each cell's row, column and value.
    pub fn map(&self, value: impl Fn(usize, u32, f32) -> f32) -> Self {
        let cells = (0..self.height()).flat_map(|row| self.entries(row).map(move |(column, cell)| (row, column, cell)));
        let values = cells.map(|(row, column, cell)| value(row, column, cell)).collect();
        Self { offsets: self.offsets.clone(), columns: self.columns.clone(), values, width: self.width }
    }

    /// Only the cells for which `keep`, called with row and column, returns `true`.
    pub fn filter(&self, keep: impl Fn(usize, u32) -> bool) -> Self {
        let cells = (0..self.height())
            .flat_map(|row| self.entries(row).map(move |(column, value)| (row as u32, column, value)))
            .filter(|&(row, column, _)| keep(row as usize, column));
        Self::from_triplets(self.height(), self.width, cells)
    }

    /// These rows, in this order.
    ///
    /// Panics if a row is past the end, as indexing does.
    pub fn rows(&self, rows: &[u32]) -> Self {
        let cells = rows
            .iter()
            .zip(0..)
            .flat_map(|(&from, row)| self.entries(from as usize).map(move |(column, value)| (row, column, value)));
        Self::from_triplets(rows.len(), self.width, cells)
    }

    /// The transposed matrix.
    pub fn transpose(&self) -> Self {
        // Counting sort: where each column's cells begin is known before any cell is moved.
        let mut offsets = vec![0; self.width + 1];
        self.columns.iter().for_each(|&column| offsets[column as usize + 1] += 1);
        (0..self.width).for_each(|column| offsets[column + 1] += offsets[column]);
        let mut next = offsets.clone();
        let (mut columns, mut values) = (vec![0; self.len()], vec![0.0; self.len()]);
        for row in 0..self.height() {
            for (column, value) in self.entries(row) {
                let slot = &mut next[column as usize];
                (columns[*slot], values[*slot]) = (row as u32, value);
                *slot += 1;
            }
        }
        Self { offsets, columns, values, width: self.height() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_the_last_value_of_a_repeated_cell_is_kept() {
        let matrix = Csr::from_triplets(3, 4, [(2, 3, 1.0), (0, 1, 2.0), (2, 0, 3.0), (0, 1, 4.0)]);
        assert_eq!(matrix.row(0), [1]);
        assert_eq!(matrix.row(1), [0u32; 0]);
        assert_eq!(matrix.entries(2).collect::<Vec<_>>(), [(0, 3.0), (3, 1.0)]);
        assert_eq!(matrix.entries(0).collect::<Vec<_>>(), [(1, 4.0)]);
        assert_eq!(matrix.transpose().transpose(), matrix);
    }
}
