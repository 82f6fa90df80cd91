//! The items' half of a matrix factorisation: a vector of factors for each item, exact as trained or quantised as
//! packed. Scores are inner products with a visitor's factors.

use crate::pack;
use penchant_base::limits::MAX_FACTORS;
use penchant_base::{Bytes, Result};
use penchant_linear::dot;
use penchant_linear::int8::{self, QuantisedVector};
use std::borrow::Cow;

pub(in crate::families) const QUANTISATION: &str = "int8 factors with one f32 scale per item";

/// Items × `width` numbers.
pub(in crate::families) struct Factors {
    width: usize,
    rows: Rows,
}

enum Rows {
    #[cfg(feature = "train")]
    Exact(Vec<f32>),
    /// Bytes of the pack; item `i` has factors `rows[i][f] × scales[i]`.
    Quantised { rows: Bytes, scales: Vec<f32> },
}

impl Factors {
    /// Reads the factors that `Factors::pack` wrote under the same name.
    pub(in crate::families) fn read(reader: &pack::Reader<'_>, name: &str) -> Result<Self> {
        let rows = reader.shared_i8(&format!("{name}.factors"))?;
        let scales = reader.finite_f32(&format!("{name}.scales"), reader.items())?;
        let width = rows.len().checked_div(reader.items()).unwrap_or(0);
        if width == 0 || width > MAX_FACTORS || width * reader.items() != rows.len() {
            return Err(pack::invalid(format!("its factors in {name:?} differ in number from item to item")));
        }
        Ok(Self { width, rows: Rows::Quantised { rows, scales } })
    }

    /// The number of factors per item.
    pub(in crate::families) fn width(&self) -> usize {
        self.width
    }

    /// One item's factors.
    pub(in crate::families) fn item(&self, item: u32) -> Cow<'_, [f32]> {
        let start = item as usize * self.width;
        match &self.rows {
            #[cfg(feature = "train")]
            Rows::Exact(rows) => Cow::Borrowed(&rows[start..][..self.width]),
            Rows::Quantised { rows, scales } => {
                let row = &rows.as_i8()[start..][..self.width];
                Cow::Owned(row.iter().map(|&number| f32::from(number) * scales[item as usize]).collect())
            }
        }
    }
}

/// The items' factors with those of one visitor.
pub(in crate::families) struct FoldedFactors<'m> {
    items: &'m Factors,
    visitor: Vec<f32>,
    /// The visitor's factors, to be multiplied with rows of int8.
    quantised: QuantisedVector,
    /// The factors of the history's items, which every reason of every pick needs.
    history: Vec<Cow<'m, [f32]>>,
}

impl<'m> FoldedFactors<'m> {
    pub(in crate::families) fn new(items: &'m Factors, history: Vec<Cow<'m, [f32]>>, visitor: Vec<f32>) -> Self {
        Self { items, quantised: QuantisedVector::new(&visitor), visitor, history }
    }

    /// Adds `weight` × the inner product with the visitor's factors to each item's score. If the items' factors are
    /// quantised, so are the visitor's, to 16 bits.
    pub(in crate::families) fn add_scores(&self, weight: f32, scores: &mut [f32]) {
        match &self.items.rows {
            #[cfg(feature = "train")]
            Rows::Exact(rows) => {
                for (score, item) in scores.iter_mut().zip(rows.chunks_exact(self.items.width)) {
                    *score += weight * dot(&self.visitor, item);
                }
            }
            Rows::Quantised { rows, scales } => {
                let rows = rows.as_i8().chunks_exact(self.items.width);
                for ((score, item), scale) in scores.iter_mut().zip(rows).zip(scales) {
                    *score += weight * scale * self.quantised.dot(item);
                }
            }
        }
    }

    /// The exact inner product less the one that [`FoldedFactors::add_scores`] uses.
    pub(in crate::families) fn correction(&self, item: u32) -> f32 {
        match &self.items.rows {
            #[cfg(feature = "train")]
            Rows::Exact(_) => 0.0,
            Rows::Quantised { rows, scales } => {
                let row = &rows.as_i8()[item as usize * self.items.width..][..self.items.width];
                scales[item as usize] * (int8::dot(&self.visitor, row) - self.quantised.dot(row))
            }
        }
    }

    /// The inner products of a vector with the factors of each item of the history.
    pub(in crate::families) fn products_with_history(&self, vector: &[f32]) -> impl Iterator<Item = f32> {
        self.history.iter().map(|factors| dot(vector, factors))
    }
}

#[cfg(feature = "train")]
pub(in crate::families) use train::quantise;

#[cfg(feature = "train")]
mod train {
    use super::{Factors, Rows};
    use crate::pack;
    use std::borrow::Cow;

    impl Factors {
        /// Exact factors: rows of `width` numbers, one row for each item.
        pub(in crate::families) fn new(width: usize, rows: Vec<f32>) -> Self {
            Self { width, rows: Rows::Exact(rows) }
        }

        /// Writes the quantised factors and their scales as tensors whose names begin with `name`.
        pub(in crate::families) fn pack(&self, name: &str, writer: &mut pack::Writer<'_>) {
            let (rows, scales) = match &self.rows {
                Rows::Exact(rows) => {
                    let (rows, scales) = quantise(rows.chunks_exact(self.width));
                    (Cow::Owned(rows), Cow::Owned(scales))
                }
                Rows::Quantised { rows, scales } => (Cow::Borrowed(rows.as_i8()), Cow::Borrowed(scales)),
            };
            writer.i8(&format!("{name}.factors"), &rows);
            writer.f32(&format!("{name}.scales"), &scales);
        }

        /// All factors as they are after they were packed and read again.
        pub(in crate::families) fn packed_rows(&self) -> Vec<f32> {
            match &self.rows {
                Rows::Exact(rows) => {
                    let (levels, scales) = quantise(rows.chunks_exact(self.width));
                    let row = |(row, scale): (&[i8], f32)| {
                        row.iter().map(|&level| f32::from(level) * scale).collect::<Vec<_>>()
                    };
                    levels.chunks_exact(self.width).zip(scales).flat_map(row).collect()
                }
                Rows::Quantised { scales, .. } => {
                    (0..scales.len() as u32).flat_map(|item| self.item(item).into_owned()).collect()
                }
            }
        }
    }

    /// Rows as int8 with a scale for each row, 1/127 of its largest absolute number.
    pub(in crate::families) fn quantise<'r>(rows: impl Iterator<Item = &'r [f32]> + Clone) -> (Vec<i8>, Vec<f32>) {
        let scale = |row: &[f32]| row.iter().fold(0.0f32, |largest, number| largest.max(number.abs())) / 127.0;
        let scales: Vec<f32> = rows.clone().map(scale).collect();
        let levels = |(row, &scale): (&'r [f32], &f32)| {
            let scale = if scale == 0.0 { 1.0 } else { scale };
            row.iter().map(move |number| (number / scale).round() as i8)
        };
        (rows.zip(&scales).flat_map(levels).collect(), scales)
    }
}
