//! Rows of integers times weights of integers: as with numbers in single precision, a tile's sums stay in registers.
//! Two products of neighbours are made and added by one instruction, which is exact.

#[cfg(target_arch = "wasm32")]
use std::arch::wasm32::*;

/// How many rows a tile has: its sums, two weights, a row's pair and a product fit into fifteen registers.
const ROWS: usize = 5;
/// Vectors of columns in a tile.
const VECTORS: usize = 2;
const LANES: usize = 4;
const COLUMNS: usize = VECTORS * LANES;

/// Two neighbours in a row, or beneath each other in a column.
pub type Pair = [i16; 2];
type Column = [[Pair; LANES]; VECTORS];

/// Four sums.
#[cfg(target_arch = "wasm32")]
type Sums = v128;
#[cfg(not(target_arch = "wasm32"))]
type Sums = [i32; LANES];

/// Weights of `depth` × `columns` integers, each within ±255.
pub struct Weights {
    depth: usize,
    columns: usize,
    /// Eight columns after the other, of each all pairs; what the last lack is zero.
    panels: Vec<Column>,
}

impl Weights {
    /// `weight` gives the number in a row and a column.
    pub fn pack(depth: usize, columns: usize, weight: impl Fn(usize, usize) -> i16) -> Self {
        let mut panels = Vec::with_capacity(columns.div_ceil(COLUMNS) * depth.div_ceil(2));
        for first in (0..columns).step_by(COLUMNS) {
            for row in (0..depth).step_by(2) {
                let mut column: Column = [[[0; 2]; LANES]; VECTORS];
                for (pair, column) in column.as_flattened_mut().iter_mut().zip(first..columns) {
                    pair[0] = weight(row, column);
                    pair[1] = if row + 1 < depth { weight(row + 1, column) } else { 0 };
                }
                panels.push(column);
            }
        }
        Self { depth, columns, panels }
    }
}

/// Rows of `depth` integers as pairs, of each less `zero`; what an odd row lacks is zero.
pub fn pack_rows<T: Copy + Into<i16>>(depth: usize, integers: &[T], zero: i16) -> Vec<Pair> {
    let rows = integers.len().checked_div(depth).unwrap_or(0);
    let mut pairs = vec![[0; 2]; rows * depth.div_ceil(2)];
    if depth > 0 {
        for (row, pairs) in integers.chunks_exact(depth).zip(pairs.chunks_exact_mut(depth.div_ceil(2))) {
            row.iter().zip(pairs.as_flattened_mut()).for_each(|(&integer, to)| *to = integer.into() - zero);
        }
    }
    pairs
}

/// What `finish` makes of `rows` × weights, into `out`, of [`Weights::columns`] for each row. It is given the sums of some
/// rows at a time, while they are at hand, and where to put as many numbers. Sums wrap around past 32 bits, as ONNX has
/// it.
pub fn multiply<T>(rows: &[Pair], weights: &Weights, finish: impl Fn(&[i32], &mut [T]), out: &mut [T]) {
    let (depth, columns) = (weights.depth.div_ceil(2), weights.columns);
    if columns == 0 {
        return;
    }
    let mut sums = vec![0; ROWS * columns];
    for (block, out) in out.chunks_mut(ROWS * columns).enumerate() {
        let count = out.len() / columns;
        let rows = &rows[block * ROWS * depth..][..count * depth];
        let sums = &mut sums[..out.len()];
        match count {
            1 => tiles::<1>(rows, weights, sums),
            2 => tiles::<2>(rows, weights, sums),
            3 => tiles::<3>(rows, weights, sums),
            4 => tiles::<4>(rows, weights, sums),
            _ => tiles::<ROWS>(rows, weights, sums),
        }
        finish(sums, out);
    }
}

/// All tiles of some rows. Not inlined: in a large function the browser's compiler does not keep the sums in registers,
/// and what is done with them afterwards would take some.
#[inline(never)]
fn tiles<const R: usize>(rows: &[Pair], weights: &Weights, out: &mut [i32]) {
    let (depth, columns) = (weights.depth.div_ceil(2), weights.columns);
    let rows: [&[Pair]; R] = std::array::from_fn(|row| &rows[row * depth..][..depth]);
    for first in (0..columns).step_by(COLUMNS) {
        let panel = &weights.panels[first / COLUMNS * depth..][..depth];
        for (row, sums) in tile_sums(rows, panel).into_iter().enumerate() {
            let sums = sums.map(numbers);
            let to = &mut out[row * columns + first..][..COLUMNS.min(columns - first)];
            match <&mut [i32; COLUMNS]>::try_from(&mut *to) {
                Ok(whole) => whole.copy_from_slice(sums.as_flattened()),
                Err(_) => to.copy_from_slice(&sums.as_flattened()[..to.len()]),
            }
        }
    }
}

#[inline(always)]
fn tile_sums<const R: usize>(rows: [&[Pair]; R], panel: &[Column]) -> [[Sums; VECTORS]; R] {
    let rows = rows.map(|row| &row[..panel.len()]);
    let mut sums = [[zeros(); VECTORS]; R];
    for (place, column) in panel.iter().enumerate() {
        for (row, sums) in rows.iter().zip(&mut sums) {
            for (sum, weights) in sums.iter_mut().zip(column) {
                *sum = plus_products(*sum, row[place], weights);
            }
        }
    }
    sums
}

#[cfg(target_arch = "wasm32")]
mod vectors {
    use super::*;

    #[inline(always)]
    pub fn zeros() -> Sums {
        i32x4_splat(0)
    }

    #[inline(always)]
    pub fn plus_products(sums: Sums, pair: Pair, weights: &[Pair; LANES]) -> Sums {
        let pair = i32x4_splat(bytemuck::must_cast(pair));
        let weights: v128 = bytemuck::pod_read_unaligned(bytemuck::bytes_of(weights));
        i32x4_add(sums, i32x4_dot_i16x8(pair, weights))
    }

    #[inline(always)]
    pub fn numbers(sums: Sums) -> [i32; LANES] {
        bytemuck::must_cast(sums)
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod vectors {
    use super::*;

    pub fn zeros() -> Sums {
        [0; LANES]
    }

    pub fn plus_products(sums: Sums, pair: Pair, weights: &[Pair; LANES]) -> Sums {
        std::array::from_fn(|lane| {
            let products = [0, 1].map(|place| i32::from(pair[place]) * i32::from(weights[lane][place]));
            sums[lane].wrapping_add(products[0]).wrapping_add(products[1])
        })
    }

    pub fn numbers(sums: Sums) -> [i32; LANES] {
        sums
    }
}

use vectors::{numbers, plus_products, zeros};
