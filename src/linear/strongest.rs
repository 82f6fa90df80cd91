//! The strongest cells of a dense matrix that is computed column by column.

/// A cell of a matrix.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// Counted from 0, as columns are.
    pub row: u32,
    /// The column.
    pub column: u32,
    /// The number in it.
    pub value: f32,
}

/// At most `count` cells of a column, those of the largest absolute values; zeros are none of them. They are in no order.
pub fn strongest_of_column(values: &[f64], column: u32, count: usize) -> Vec<Cell> {
    let cells = (0..).zip(values).filter(|&(_, &value)| value != 0.0);
    let mut cells: Vec<Cell> = cells.map(|(row, &value)| Cell { row, column, value: value as f32 }).collect();
    keep_strongest(&mut cells, count);
    cells
}

/// Keeps the `count` cells of the largest absolute values; of equal ones, those that come first row by row.
pub fn keep_strongest(cells: &mut Vec<Cell>, count: usize) {
    if cells.len() > count {
        let position = |cell: &Cell| (cell.row, cell.column);
        cells.select_nth_unstable_by(count - 1, |a, b| {
            b.value.abs().total_cmp(&a.value.abs()).then_with(|| position(a).cmp(&position(b)))
        });
        cells.truncate(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_cells_stay() {
        let cells = strongest_of_column(&[0.5, 0.0, -2.0, 1.0, -1.0], 7, 3);
        let mut rows: Vec<u32> = cells.iter().map(|cell| cell.row).collect();
        rows.sort_unstable();
        // Of 1 and −1, the one in the earlier row.
        assert_eq!(rows, [2, 3, 4]);
        let mut cells = cells;
        keep_strongest(&mut cells, 2);
        let mut rows: Vec<u32> = cells.iter().map(|cell| cell.row).collect();
        rows.sort_unstable();
        assert_eq!(rows, [2, 3]);
        assert!(cells.iter().all(|cell| cell.column == 7));
    }
}
