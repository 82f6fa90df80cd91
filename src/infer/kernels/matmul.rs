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

/// Weights of `depth` × `columns` numbers, and a bias for each column.
pub struct Weights {
    depth: usize,
    columns: usize,
    /// Eight columns after the other, of each all numbers; what the last lack is zero.
    panels: Vec<Column>,
    biases: Vec<Column>,
}

impl Weights {
    /// `weight` gives the number in a row and a column; no biases are zeros.
    pub fn pack(depth: usize, columns: usize, weight: impl Fn(usize, usize) -> f32, biases: &[f32]) -> Self {
        let panel = |numbers: &dyn Fn(usize) -> f32, first: usize| -> Column {
            std::array::from_fn(|vector| {
                std::array::from_fn(|lane| {
                    let column = first + vector * LANES + lane;
                    if column < columns { numbers(column) } else { 0.0 }
                })
            })
        };
        let firsts = || (0..columns).step_by(COLUMNS);
        let panels = firsts()
            .flat_map(|first| (0..depth).map(move |row| (first, row)))
            .map(|(first, row)| panel(&|column| weight(row, column), first));
        let biases = firsts().map(|first| panel(&|column| biases.get(column).copied().unwrap_or(0.0), first));
        Self { depth, columns, panels: panels.collect(), biases: biases.collect() }
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

/// What is done with a sum before it is stored.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Finish {
    pub low: f32,
    pub high: f32,
}

impl Finish {
    /// Nothing.
    pub const NONE: Self = Self { low: f32::NEG_INFINITY, high: f32::INFINITY };
}

/// `rows` (of [`Weights::depth`] numbers each) × weights + biases + `added`, clamped, into `out`; `added` and `out` are
/// of [`Weights::columns`] numbers for each row.
pub fn multiply(rows: &[f32], weights: &Weights, added: Option<&[f32]>, finish: Finish, out: &mut [f32]) {
    let Weights { depth, columns, .. } = *weights;
    if columns == 0 {
        return;
    }
    let all = out.len() / columns;
    for first in (0..all).step_by(ROWS) {
        let count = ROWS.min(all - first);
        let rows = &rows[first * depth..][..count * depth];
        let added = added.map(|added| &added[first * columns..][..count * columns]);
        let out = &mut out[first * columns..][..count * columns];
        match count {
            1 => tiles::<1>(rows, weights, added, finish, out),
            2 => tiles::<2>(rows, weights, added, finish, out),
            3 => tiles::<3>(rows, weights, added, finish, out),
            4 => tiles::<4>(rows, weights, added, finish, out),
            5 => tiles::<5>(rows, weights, added, finish, out),
            _ => tiles::<ROWS>(rows, weights, added, finish, out),
        }
    }
}

/// All tiles of some rows. Not inlined: in a large function the browser's compiler does not keep the sums in registers.
#[inline(never)]
fn tiles<const R: usize>(rows: &[f32], weights: &Weights, added: Option<&[f32]>, finish: Finish, out: &mut [f32]) {
    let Weights { depth, columns, panels, biases } = weights;
    let rows: [&[f32]; R] = std::array::from_fn(|row| &rows[row * depth..][..*depth]);
    let (low, high) = (Lanes::splat(finish.low), Lanes::splat(finish.high));
    for (tile, biases) in biases.iter().enumerate() {
        let panel = &panels[tile * depth..][..*depth];
        let sums = tile_sums(rows, panel, biases);
        let first = tile * COLUMNS;
        for (row, sums) in sums.into_iter().enumerate() {
            let place = row * columns + first;
            let to = &mut out[place..][..COLUMNS.min(columns - first)];
            let added = added.map(|added| &added[place..][..to.len()]);
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
