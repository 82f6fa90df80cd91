//! Items as vectors of factors, as trained or as packed: what matrix factorisations come down to.
//! Rows in, inner products with a visitor's factors out.

use crate::error::Result;
use crate::limits::MAX_FACTORS;
use crate::linear::dot;
use crate::pack;

pub(super) const QUANTISATION: &str = "int8 factors with one f32 scale per item";

/// Items × `width` numbers.
pub(super) struct Factors {
    width: usize,
    rows: Vec<f32>,
}

impl Factors {
    /// Of rows back to back.
    #[cfg(feature = "train")]
    pub(super) fn new(width: usize, rows: Vec<f32>) -> Self {
        Self { width, rows }
    }

    /// Reads what [`Factors::pack`] wrote under the same name.
    pub(super) fn read(reader: &pack::Reader<'_>, name: &str) -> Result<Self> {
        let quantised = reader.i8(&format!("{name}.factors"))?;
        let scales = reader.finite(&format!("{name}.scales"), reader.items())?;
        let width = quantised.len().checked_div(reader.items()).unwrap_or(0);
        if width == 0 || width > MAX_FACTORS || width * reader.items() != quantised.len() {
            return Err(pack::broken(format!("its factors in {name:?} are not as many for each item")));
        }
        let scaled = quantised.chunks_exact(width).zip(scales);
        let rows = scaled.flat_map(|(row, scale)| row.iter().map(move |&number| f32::from(number) * scale)).collect();
        Ok(Self { width, rows })
    }

    /// Writes the factors and their scales under a name.
    pub(super) fn pack(&self, name: &str, writer: &mut pack::Writer) {
        let (quantised, scales) = quantise(self.rows());
        writer.i8(&format!("{name}.factors"), &quantised);
        writer.f32(&format!("{name}.scales"), &scales);
    }

    /// Factors per item.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// All items' factors.
    pub(super) fn rows(&self) -> impl ExactSizeIterator<Item = &[f32]> + Clone {
        self.rows.chunks_exact(self.width)
    }

    /// One item's factors.
    pub(super) fn item(&self, item: u32) -> &[f32] {
        &self.rows[item as usize * self.width..][..self.width]
    }

    /// Adds `weight` × the inner product with `user` to each item's score.
    pub(super) fn add_scores(&self, user: &[f32], weight: f32, scores: &mut [f32]) {
        for (score, item) in scores.iter_mut().zip(self.rows()) {
            *score += weight * dot(user, item);
        }
    }
}

/// Rows as bytes, and for each what a unit stands for: 1/127 of its largest number.
pub(super) fn quantise<'r>(rows: impl Iterator<Item = &'r [f32]> + Clone) -> (Vec<i8>, Vec<f32>) {
    let scale = |row: &[f32]| row.iter().fold(0.0f32, |most, number| most.max(number.abs())) / 127.0;
    let scales: Vec<f32> = rows.clone().map(scale).collect();
    let bytes = |(row, &scale): (&'r [f32], &f32)| {
        let scale = if scale == 0.0 { 1.0 } else { scale };
        row.iter().map(move |number| (number / scale).round() as i8)
    };
    (rows.zip(&scales).flat_map(bytes).collect(), scales)
}
