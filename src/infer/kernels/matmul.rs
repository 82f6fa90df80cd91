//! Rows times weights: the sums of a tile of rows by eight columns stay in registers. Rows are read where they are;
//! weights are packed once, so that they are read in order.

use super::lanes::{LANES, Lanes};

/// Rows of a tile. x64 has fifteen registers for its sums, two vectors of weights, a number of a row, and a product if
/// there is no instruction that multiplies and adds.
#[cfg(target_feature = "relaxed-simd")]
pub const ROWS: usize = 6;
#[cfg(not(target_feature = "relaxed-simd"))]
pub const ROWS: usize = 4;

/// Vectors of columns of a tile.
const VECTORS: usize = 2;
const COLUMNS: usize = VECTORS * LANES;

type Column = [[f32; LANES]; VECTORS];

/// Packed weights: `depth` × `columns` numbers.
pub struct Weights {
    depth: usize,
    columns: usize,
    /// Panels of eight columns, each with all rows; the last panel is padded with zeros.
    panels: Vec<Column>,
}

impl Weights {
    /// `weight` returns the number in a row and a column.
    pub fn pack(depth: usize, columns: usize, weight: impl Fn(usize, usize) -> f32) -> Self {
        let mut panels = Vec::with_capacity(columns.div_ceil(COLUMNS) * depth);
        for first in (0..columns).step_by(COLUMNS) {
            for row in 0..depth {
                let mut column: Column = [[0.0; LANES]; VECTORS];
                let numbers = column.as_flattened_mut().iter_mut().zip(first..columns);
                numbers.for_each(|(number, column)| *number = weight(row, column));
                panels.push(column);
            }
        }
        Self { depth, columns, panels }
    }

    /// Packs weights that are columns × depth, as those of convolutions.
    pub fn pack_columns(depth: usize, columns: usize, weights: &[f32]) -> Self {
        let full = columns / COLUMNS * COLUMNS;
        let mut panels = Vec::with_capacity(columns.div_ceil(COLUMNS) * depth);
        for panel in weights[..full * depth].chunks_exact((COLUMNS * depth).max(1)) {
            let of_column: [&[f32]; COLUMNS] = std::array::from_fn(|column| &panel[column * depth..][..depth]);
            panels.extend((0..depth).map(|row| -> Column {
                std::array::from_fn(|vector| std::array::from_fn(|lane| of_column[vector * LANES + lane][row]))
            }));
        }
        let rest = Self::pack(depth, columns - full, |row, column| weights[(full + column) * depth + row]);
        panels.extend(rest.panels);
        Self { depth, columns, panels }
    }

    /// How many numbers an input row has.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// How many numbers an output row has.
    pub fn columns(&self) -> usize {
        self.columns
    }
}

/// What a kernel does with its sums before it stores them, in this order.
#[derive(Clone, Copy)]
pub struct Epilogue<'n> {
    /// Adds one number to each column, or nothing if it is empty.
    pub biases: &'n [f32],
    /// Adds a number to each number of the output.
    pub added: Option<&'n [f32]>,
    /// Raises numbers to this minimum.
    pub low: f32,
    /// Then lowers them to this maximum.
    pub high: f32,
}

impl Epilogue<'_> {
    /// Sums are stored as they are.
    pub const NONE: Self = Self { biases: &[], added: None, low: f32::NEG_INFINITY, high: f32::INFINITY };

    /// The epilogue of `count` numbers of the output from `first` on.
    pub fn part(&self, first: usize, count: usize) -> Self {
        Self { added: self.added.map(|added| &added[first..][..count]), ..*self }
    }
}

/// Computes `rows` (each of [`Weights::depth`] numbers) × weights into `out` ([`Weights::columns`] numbers for each
/// row).
pub fn multiply(rows: &[f32], weights: &Weights, epilogue: Epilogue, out: &mut [f32]) {
    let Weights { depth, columns, .. } = *weights;
    if columns == 0 {
        return;
    }
    let all = out.len() / columns;
    // Tiles that differ by one row at most: a rest of one row would take nearly as long as a full tile.
    let count = all.div_ceil(ROWS).max(1);
    let (least, longer) = (all / count, all % count);
    let mut first = 0;
    for tile in 0..count {
        let rows_of_tile = least + usize::from(tile < longer);
        let rows = &rows[first * depth..][..rows_of_tile * depth];
        let epilogue = epilogue.part(first * columns, rows_of_tile * columns);
        let out = &mut out[first * columns..][..rows_of_tile * columns];
        match rows_of_tile {
            0 => {}
            1 => tiles::<1>(rows, weights, epilogue, out),
            2 => tiles::<2>(rows, weights, epilogue, out),
            3 => tiles::<3>(rows, weights, epilogue, out),
            4 => tiles::<4>(rows, weights, epilogue, out),
            5 => tiles::<5>(rows, weights, epilogue, out),
            _ => tiles::<ROWS>(rows, weights, epilogue, out),
        }
        first += rows_of_tile;
    }
}

/// Computes all tiles of a few rows. Not inlined: in a large function the browser's compiler does not keep the sums in
/// registers.
#[inline(never)]
fn tiles<const R: usize>(rows: &[f32], weights: &Weights, epilogue: Epilogue, out: &mut [f32]) {
    let Weights { depth, columns, panels } = weights;
    let rows: [&[f32]; R] = std::array::from_fn(|row| &rows[row * depth..][..*depth]);
    let (low, high) = (Lanes::splat(epilogue.low), Lanes::splat(epilogue.high));
    for first in (0..*columns).step_by(COLUMNS) {
        let panel = &panels[first / COLUMNS * depth..][..*depth];
        let biases = biases(epilogue.biases, first);
        let sums = tile_sums(rows, panel, &biases);
        for (row, sums) in sums.into_iter().enumerate() {
            let index = row * columns + first;
            let to = &mut out[index..][..COLUMNS.min(columns - first)];
            let added = epilogue.added.map(|added| &added[index..][..to.len()]);
            // A full tile is stored from registers; a part of one at the end of a row goes through an array.
            if let Ok(full) = <&mut [f32; COLUMNS]>::try_from(&mut *to) {
                let added = added.and_then(|added| added.first_chunk::<COLUMNS>());
                store(sums, added, low, high, full);
            } else {
                let mut tile = [0.0; COLUMNS];
                if let Some(added) = added {
                    tile[..to.len()].copy_from_slice(added);
                }
                let addends = tile;
                store(sums, added.map(|_| &addends), low, high, &mut tile);
                to.copy_from_slice(&tile[..to.len()]);
            }
        }
    }
}

/// The biases of a tile's columns, padded with zeros.
fn biases(all: &[f32], first: usize) -> Column {
    let from = all.get(first..).unwrap_or_default();
    if let Some(&full) = from.first_chunk::<COLUMNS>() {
        return bytemuck::must_cast(full);
    }
    let mut biases: Column = [[0.0; LANES]; VECTORS];
    biases.as_flattened_mut().iter_mut().zip(from).for_each(|(bias, from)| *bias = *from);
    biases
}

#[inline(always)]
fn store(sums: [Lanes; VECTORS], added: Option<&[f32; COLUMNS]>, low: Lanes, high: Lanes, to: &mut [f32; COLUMNS]) {
    let (to, _) = to.as_chunks_mut::<LANES>();
    for (vector, (sum, to)) in sums.into_iter().zip(to).enumerate() {
        let sum = match added {
            Some(added) => sum.plus(Lanes::load(&added.as_chunks::<LANES>().0[vector])),
            None => sum,
        };
        sum.clamp(low, high).store(to);
    }
}

#[inline(always)]
fn tile_sums<const R: usize>(rows: [&[f32]; R], panel: &[Column], biases: &Column) -> [[Lanes; VECTORS]; R] {
    let rows = rows.map(|row| &row[..panel.len()]);
    let mut sums = [biases.map(|bias| Lanes::load(&bias)); R];
    for (index, column) in panel.iter().enumerate() {
        let column = column.map(|weights| Lanes::load(&weights));
        for (row, sums) in rows.iter().zip(&mut sums) {
            let number = Lanes::splat(row[index]);
            for (sum, weights) in sums.iter_mut().zip(column) {
                *sum = sum.plus_product(number, weights);
            }
        }
    }
    sums
}
