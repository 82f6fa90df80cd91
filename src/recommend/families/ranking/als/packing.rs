//! A model as it was trained, and the tensors of its pack.

use super::model::{ALPHA, Als, COLD, GRAM, NAME};
use super::solvers;
use crate::families::model::{FoldedIn, RankingModel};
use crate::families::packable::Packable;
use crate::history::WeightedItems;
use crate::pack;
use penchant_base::Result;

/// A model with exact factors, and the λ that it was trained with.
pub(super) struct TrainedAls {
    pub(super) model: Als,
    pub(super) regularization: f32,
}

impl RankingModel for TrainedAls {
    fn fold_in<'m>(&'m self, history: WeightedItems<'m>) -> Box<dyn FoldedIn + 'm> {
        self.model.fold_in(history)
    }
}

impl Packable for TrainedAls {
    /// Packs the gram matrix of the quantised factors, because these are the factors that a pack has.
    fn pack(&self, writer: &mut pack::Writer<'_>) -> Result<()> {
        let Als { items, cold, .. } = &self.model;
        let mut rows = items.packed_rows();
        let width = items.width();
        cold.iter().for_each(|&item| rows[item as usize * width..][..width].fill(0.0));
        self.model.write(&solvers::gram(&rows, width, self.regularization), writer);
        Ok(())
    }
}

impl Packable for Als {
    fn pack(&self, writer: &mut pack::Writer<'_>) -> Result<()> {
        self.write(&self.gram, writer);
        Ok(())
    }
}

impl Als {
    fn write(&self, gram: &[f32], writer: &mut pack::Writer<'_>) {
        self.items.pack(NAME, writer);
        writer.f32(ALPHA, &[self.alpha]);
        writer.u32(COLD, &self.cold);
        // In the pack, because a device would compute it for seconds if there are a million items.
        writer.f32(GRAM, &pack_triangle(gram, self.items.width()));
    }
}

/// The lower triangle of a symmetric matrix, row by row.
fn pack_triangle(square: &[f32], side: usize) -> Vec<f32> {
    square.chunks_exact(side).enumerate().flat_map(|(row, line)| &line[..=row]).copied().collect()
}
