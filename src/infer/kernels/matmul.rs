//! Rows times weights: a tile of rows by eight columns stays in registers while the products of all of a row's numbers
//! are summed up. Rows are read as they lie; weights are packed once, so that each is read in order.

use super::lanes::{LANES, Lanes};

/// How many rows a tile has. There are fifteen registers on x64: a tile's sums, two weights and a row's number must
/// fit, and, where products are not added as they are made, a product.
#[cfg(target_feature = "relaxed-simd")]
const ROWS: usize = 6;
#[cfg(not(target_feature = "relaxed-simd"))]
const ROWS: usize = 4;

/// Vectors of columns in a tile.
const VECTORS: usize = 2;
const COLUMNS: usize = VECTORS * LANES;

type Column = [[f32; LANES]; VECTORS];

/// Weights of `depth` × `columns` numbers.
pub struct Weights {
    depth: usize,
    columns: usize,
    /// Eight columns after the other, of each all numbers; what the last lack is zero.
    panels: Vec<Column>,
}

impl Weights {
    /// `weight` gives the number in a row and a column.
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

    /// `weights` are columns × depth, as convolutions have them.
    pub fn pack_columns(depth: usize, columns: usize, weights: &[f32]) -> Self {
        let whole = columns / COLUMNS * COLUMNS;
        let mut panels = Vec::with_capacity(columns.div_ceil(COLUMNS) * depth);
        for panel in weights[..whole * depth].chunks_exact((COLUMNS * depth).max(1)) {
            let of: [&[f32]; COLUMNS] = std::array::from_fn(|column| &panel[column * depth..][..depth]);
            panels.extend((0..depth).map(|row| -> Column {
                std::array::from_fn(|vector| std::array::from_fn(|lane| of[vector * LANES + lane][row]))
            }));
        }
        let rest = Self::pack(depth, columns - whole, |row, column| weights[(whole + column) * depth + row]);
        panels.extend(rest.panels);
        Self { depth, columns, panels }
    }

    /// How many numbers a row has that is multiplied.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// How many numbers a row has that comes out.
    pub fn columns(&self) -> usize {
        self.columns
    }
}

/// What is done with sums before they are stored, in this order.
#[derive(Clone, Copy)]
pub struct Finish<'n> {
    /// One for each column is added, or nothing if there are none.
    pub biases: &'n [f32],
    /// As many as come out are added, in their places.
    pub added: Option<&'n [f32]>,
    /// They are raised to this at least,
    pub low: f32,
    /// and lowered to this at most.
    pub high: f32,
}

impl Finish<'_> {
    /// Nothing.
    pub const NONE: Self = Self { biases: &[], added: None, low: f32::NEG_INFINITY, high: f32::INFINITY };

    /// For the numbers from `first` on, `count` of them.
    pub fn part(&self, first: usize, count: usize) -> Self {
        Self { added: self.added.map(|added| &added[first..][..count]), ..*self }
    }
}

/// `rows` (of [`Weights::depth`] numbers each) × weights, finished, into `out` (of [`Weights::columns`] for each row).
pub fn multiply(rows: &[f32], weights: &Weights, finish: Finish, out: &mut [f32]) {
    let Weights { depth, columns, .. } = *weights;
    if columns == 0 {
        return;
    }
    let all = out.len() / columns;
    for first in (0..all).step_by(ROWS) {
        let count = ROWS.min(all - first);
        let rows = &rows[first * depth..][..count * depth];
        let finish = finish.part(first * columns, count * columns);
        let out = &mut out[first * columns..][..count * columns];
        match count {
            1 => tiles::<1>(rows, weights, finish, out),
            2 => tiles::<2>(rows, weights, finish, out),
            3 => tiles::<3>(rows, weights, finish, out),
            4 => tiles::<4>(rows, weights, finish, out),
            5 => tiles::<5>(rows, weights, finish, out),
            _ => tiles::<ROWS>(rows, weights, finish, out),
        }
    }
}

/// All tiles of some rows. Not inlined: in a large function the browser's compiler does not keep the sums in registers.
#[inline(never)]
fn tiles<const R: usize>(rows: &[f32], weights: &Weights, finish: Finish, out: &mut [f32]) {
    let Weights { depth, columns, panels } = weights;
    let rows: [&[f32]; R] = std::array::from_fn(|row| &rows[row * depth..][..*depth]);
    let (low, high) = (Lanes::splat(finish.low), Lanes::splat(finish.high));
    for first in (0..*columns).step_by(COLUMNS) {
        let panel = &panels[first / COLUMNS * depth..][..*depth];
        let biases = biases(finish.biases, first);
        let sums = tile_sums(rows, panel, &biases);
        for (row, sums) in sums.into_iter().enumerate() {
            let place = row * columns + first;
            let to = &mut out[place..][..COLUMNS.min(columns - first)];
            let added = finish.added.map(|added| &added[place..][..to.len()]);
            // Whole tiles are stored from registers; what is left of a row goes over an array.
            if let Ok(whole) = <&mut [f32; COLUMNS]>::try_from(&mut *to) {
                let added = added.and_then(|added| added.first_chunk::<COLUMNS>());
                store(sums, added, low, high, whole);
            } else {
                let mut whole = [0.0; COLUMNS];
                if let Some(added) = added {
                    whole[..to.len()].copy_from_slice(added);
                }
                let from = whole;
                store(sums, added.map(|_| &from), low, high, &mut whole);
                to.copy_from_slice(&whole[..to.len()]);
            }
        }
    }
}

/// The biases of a tile's columns; zeros where there are none.
fn biases(all: &[f32], first: usize) -> Column {
    let mut biases: Column = [[0.0; LANES]; VECTORS];
    let given = all.get(first..).unwrap_or_default();
    biases.as_flattened_mut().iter_mut().zip(given).for_each(|(bias, given)| *bias = *given);
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
    for (place, column) in panel.iter().enumerate() {
        let column = column.map(|weights| Lanes::load(&weights));
        for (row, sums) in rows.iter().zip(&mut sums) {
            let number = Lanes::splat(row[place]);
            for (sum, weights) in sums.iter_mut().zip(column) {
                *sum = sum.plus_product(number, weights);
            }
        }
    }
    sums
}
