//! Items as vectors of factors, as trained or as packed: what matrix factorisations come down to.
//! Rows in, inner products with a visitor's factors out.

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
    /// Where they lie in the pack, and what a unit stands for in each item.
    Quantised { rows: Bytes, scales: Vec<f32> },
}

impl Factors {
    /// Of rows back to back.
    #[cfg(feature = "train")]
    pub(in crate::families) fn new(width: usize, rows: Vec<f32>) -> Self {
        Self { width, rows: Rows::Exact(rows) }
    }

    /// Reads what [`Factors::pack`] wrote under the same name.
    pub(in crate::families) fn read(reader: &pack::Reader<'_>, name: &str) -> Result<Self> {
        let rows = reader.shared_i8(&format!("{name}.factors"))?;
        let scales = reader.finite(&format!("{name}.scales"), reader.items())?;
        let width = rows.len().checked_div(reader.items()).unwrap_or(0);
        if width == 0 || width > MAX_FACTORS || width * reader.items() != rows.len() {
            return Err(pack::broken(format!("its factors in {name:?} are not as many for each item")));
        }
        Ok(Self { width, rows: Rows::Quantised { rows, scales } })
    }

    /// Writes the factors and their scales under a name.
    #[cfg(feature = "train")]
    pub(in crate::families) fn pack(&self, name: &str, writer: &mut pack::Writer) {
        let (rows, scales) = match &self.rows {
            #[cfg(feature = "train")]
            Rows::Exact(rows) => {
                let (rows, scales) = quantise(rows.chunks_exact(self.width));
                (Cow::Owned(rows), Cow::Owned(scales))
            }
            Rows::Quantised { rows, scales } => (Cow::Borrowed(rows.as_i8()), Cow::Borrowed(scales)),
        };
        writer.i8(&format!("{name}.factors"), &rows);
        writer.f32(&format!("{name}.scales"), &scales);
    }

    /// All numbers as they are once they were packed.
    #[cfg(feature = "train")]
    pub(in crate::families) fn packed_rows(&self) -> Vec<f32> {
        match &self.rows {
            Rows::Exact(rows) => {
                let (units, scales) = quantise(rows.chunks_exact(self.width));
                let row =
                    |(row, scale): (&[i8], f32)| row.iter().map(|&unit| f32::from(unit) * scale).collect::<Vec<_>>();
                units.chunks_exact(self.width).zip(scales).flat_map(row).collect()
            }
            Rows::Quantised { scales, .. } => {
                (0..scales.len() as u32).flat_map(|item| self.item(item).into_owned()).collect()
            }
        }
    }

    /// Factors per item.
    pub(in crate::families) fn width(&self) -> usize {
        self.width
    }

    /// One item's factors.
    pub(in crate::families) fn item(&self, item: u32) -> Cow<'_, [f32]> {
        let place = item as usize * self.width;
        match &self.rows {
            #[cfg(feature = "train")]
            Rows::Exact(rows) => Cow::Borrowed(&rows[place..][..self.width]),
            Rows::Quantised { rows, scales } => {
                let row = &rows.as_i8()[place..][..self.width];
                Cow::Owned(row.iter().map(|&number| f32::from(number) * scales[item as usize]).collect())
            }
        }
    }
}

/// Factors with those of one visitor.
pub(in crate::families) struct FoldedFactors<'m> {
    items: &'m Factors,
    user: Vec<f32>,
    /// The same, for rows of int8.
    quantised: QuantisedVector,
    /// Those of the history's items: every reason of every pick needs them.
    history: Vec<Cow<'m, [f32]>>,
}

impl<'m> FoldedFactors<'m> {
    pub(in crate::families) fn new(items: &'m Factors, history: Vec<Cow<'m, [f32]>>, user: Vec<f32>) -> Self {
        Self { items, quantised: QuantisedVector::new(&user), user, history }
    }

    /// Adds `weight` × the inner product with the visitor's to each item's score; of a pack's factors to 16 bits.
    pub(in crate::families) fn add_scores(&self, weight: f32, scores: &mut [f32]) {
        match &self.items.rows {
            #[cfg(feature = "train")]
            Rows::Exact(rows) => {
                for (score, item) in scores.iter_mut().zip(rows.chunks_exact(self.items.width)) {
                    *score += weight * dot(&self.user, item);
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

    /// What [`FoldedFactors::add_scores`] adds, for its weight, less than the inner product itself.
    pub(in crate::families) fn correction(&self, item: u32) -> f32 {
        match &self.items.rows {
            #[cfg(feature = "train")]
            Rows::Exact(_) => 0.0,
            Rows::Quantised { rows, scales } => {
                let row = &rows.as_i8()[item as usize * self.items.width..][..self.items.width];
                scales[item as usize] * (int8::dot(&self.user, row) - self.quantised.dot(row))
            }
        }
    }

    /// The inner products of a vector with the factors of each item of the history.
    pub(in crate::families) fn with_history(&self, vector: &[f32]) -> impl Iterator<Item = f32> {
        self.history.iter().map(|factors| dot(vector, factors))
    }
}

/// Rows as bytes, and for each what a unit stands for: 1/127 of its largest number.
#[cfg(feature = "train")]
pub(in crate::families) fn quantise<'r>(rows: impl Iterator<Item = &'r [f32]> + Clone) -> (Vec<i8>, Vec<f32>) {
    let scale = |row: &[f32]| row.iter().fold(0.0f32, |most, number| most.max(number.abs())) / 127.0;
    let scales: Vec<f32> = rows.clone().map(scale).collect();
    let bytes = |(row, &scale): (&'r [f32], &f32)| {
        let scale = if scale == 0.0 { 1.0 } else { scale };
        row.iter().map(move |number| (number / scale).round() as i8)
    };
    (rows.zip(&scales).flat_map(bytes).collect(), scales)
}
