//! Rows of integers times weights of integers. As in single precision, the sums of a tile stay in registers. One
//! instruction multiplies two pairs of neighbours and adds the products, which is exact.

#[cfg(target_arch = "wasm32")]
use std::arch::wasm32::*;

/// Rows of a tile: its sums, two vectors of weights, a pair of a row and a product fit into fifteen registers.
pub const ROWS: usize = 5;
/// Vectors of columns of a tile.
const VECTORS: usize = 2;
const LANES: usize = 4;
const COLUMNS: usize = VECTORS * LANES;

/// Two neighbours in a row of the left factor, or in a column of the right one.
pub type Pair = [i16; 2];
type Column = [[Pair; LANES]; VECTORS];

/// Four sums.
#[cfg(target_arch = "wasm32")]
type Sums = v128;
#[cfg(not(target_arch = "wasm32"))]
type Sums = [i32; LANES];

/// Packed weights: `depth` × `columns` integers, each within ±255.
pub struct Weights {
    depth: usize,
    columns: usize,
    /// Panels of eight columns, each with all pairs; the last panel and an odd last pair are padded with zeros.
    panels: Vec<Column>,
}

impl Weights {
    /// `weight` returns the integer in a row and a column.
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

/// Packs rows of `depth` integers, less `zero`, as pairs; rows of odd length are padded with zeros.
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

/// Computes `rows` × weights. `finish` gets the sums of a few rows at a time, while they are in the cache, and the part
/// of `out` where the results belong. Sums wrap around at 32 bits, as ONNX specifies.
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

/// Computes all tiles of a few rows. Not inlined: in a large function the browser's compiler does not keep the sums in
/// registers, and `finish` would take some of them.
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
                Ok(full) => *full = bytemuck::must_cast(sums),
                Err(_) => to.copy_from_slice(&sums.as_flattened()[..to.len()]),
            }
        }
    }
}

#[inline(always)]
fn tile_sums<const R: usize>(rows: [&[Pair]; R], panel: &[Column]) -> [[Sums; VECTORS]; R] {
    let mut sums = [[zeros(); VECTORS]; R];
    let mut index = 0;
    // Plain indices: iterators are functions of crates that are built for size, and are called.
    while index < panel.len() {
        let column = &panel[index];
        let mut row = 0;
        while row < R {
            let pair = rows[row][index];
            let mut vector = 0;
            while vector < VECTORS {
                sums[row][vector] = plus_products(sums[row][vector], pair, &column[vector]);
                vector += 1;
            }
            row += 1;
        }
        index += 1;
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
            let products = [0, 1].map(|index| i32::from(pair[index]) * i32::from(weights[lane][index]));
            sums[lane].wrapping_add(products[0]).wrapping_add(products[1])
        })
    }

    pub fn numbers(sums: Sums) -> [i32; LANES] {
        sums
    }
}

use vectors::{numbers, plus_products, zeros};
