//! The trained model: a visitor folded in, scored and explained, and the tensors of its pack.

#[cfg(feature = "train")]
use super::solvers;
use crate::families::factors::{Factors, FoldedFactors};
use crate::families::model::{Explanation, FoldedIn, Model};
use crate::history::Taste;
use crate::pack;
use penchant_base::Result;
use penchant_linear::{add_scaled, cholesky};

const NAME: &str = "als";
const ALPHA: &str = "als.alpha";
const COLD: &str = "als.cold";
const GRAM: &str = "als.gram";

pub(super) struct Als {
    pub(super) alpha: f32,
    pub(super) items: Factors,
    /// Items whose factors were not learned but projected, ascending: they are scored, and nothing is learned of a
    /// visitor from them, since what they say of taste is a guess.
    pub(super) cold: Vec<u32>,
    /// YᵀY + λI over the others, factors × factors.
    pub(super) gram: Vec<f32>,
    /// λ, of a model that was not read from a pack.
    #[cfg(feature = "train")]
    pub(super) regularization: Option<f32>,
}

impl Als {
    pub(super) fn read(reader: &pack::Reader<'_>) -> Result<Self> {
        let alpha = reader.finite(ALPHA, 1)?[0];
        let cold = reader.u32(COLD)?;
        if !cold.is_sorted_by(|a, b| a < b) || cold.last().is_some_and(|&last| last as usize >= reader.items()) {
            return Err(pack::broken("its cold items are not items in order"));
        }
        let items = Factors::read(reader, NAME)?;
        let gram = reader.finite(GRAM, triangle(items.width()))?;
        let gram = whole(&gram, items.width());
        Ok(Self {
            alpha,
            items,
            cold,
            gram,
            #[cfg(feature = "train")]
            regularization: None,
        })
    }

    /// What each item of a history weighs, cold ones nothing.
    fn weights(&self, taste: &Taste<'_>) -> Vec<f32> {
        let weight = |(item, weight)| if self.cold.binary_search(&item).is_ok() { 0.0 } else { weight };
        taste.iter().map(weight).collect()
    }
}

#[cfg(feature = "train")]
impl Als {
    /// The gram of the factors as they are packed, so that it is theirs and not that of more exact ones.
    fn packed_gram(&self) -> std::borrow::Cow<'_, [f32]> {
        let Some(regularization) = self.regularization else { return (&self.gram).into() };
        let mut rows = self.items.packed_rows();
        let width = self.items.width();
        self.cold.iter().for_each(|&item| rows[item as usize * width..][..width].fill(0.0));
        solvers::gram(&rows, width, regularization).into()
    }
}

/// Numbers in the lower triangle of a square.
fn triangle(side: usize) -> usize {
    side * (side + 1) / 2
}

/// The lower triangle of a symmetric square, row by row.
#[cfg(feature = "train")]
fn lower(square: &[f32], side: usize) -> Vec<f32> {
    square.chunks_exact(side).enumerate().flat_map(|(row, line)| &line[..=row]).copied().collect()
}

/// The square of such a triangle.
fn whole(lower: &[f32], side: usize) -> Vec<f32> {
    let at = |row: usize, column: usize| lower[triangle(row.max(column)) + row.min(column)];
    (0..side * side).map(|place| at(place / side, place % side)).collect()
}

impl Model for Als {
    fn fold_in<'m>(&'m self, taste: Taste<'m>) -> Box<dyn FoldedIn + 'm> {
        let mut system = self.gram.clone();
        let width = self.items.width();
        let mut user = vec![0.0; width];
        let weights = self.weights(&taste);
        let history: Vec<_> = taste.items.iter().map(|&item| self.items.item(item)).collect();
        for (factors, weight) in history.iter().zip(&weights) {
            // The lower triangle, which is all that is read of it.
            for (row, (line, &factor)) in system.chunks_exact_mut(width).zip(&**factors).enumerate() {
                add_scaled(&mut line[..=row], (self.alpha - 1.0) * weight.abs() * factor, &factors[..=row]);
            }
            add_scaled(&mut user, self.alpha * weight, factors);
        }
        // Not positive definite only if a pack's numbers are absurd: then this model says nothing.
        if cholesky::decompose(&mut system, width) {
            cholesky::solve(&system, width, &mut user);
        } else {
            user.fill(0.0);
        }
        Box::new(AlsFoldedIn { model: self, weights, system, factors: FoldedFactors::new(&self.items, history, user) })
    }

    #[cfg(feature = "train")]
    fn pack(&self, writer: &mut pack::Writer) -> Result<()> {
        self.items.pack(NAME, writer);
        writer.f32(ALPHA, &[self.alpha]);
        writer.u32(COLD, &self.cold);
        // Not left to the device: of a million items it would take seconds.
        writer.f32(GRAM, &lower(&self.packed_gram(), self.items.width()));
        Ok(())
    }
}

struct AlsFoldedIn<'m> {
    model: &'m Als,
    /// Of each item of the history.
    weights: Vec<f32>,
    /// The decomposed system.
    system: Vec<f32>,
    /// With its solution.
    factors: FoldedFactors<'m>,
}

impl FoldedIn for AlsFoldedIn<'_> {
    fn add_scores(&self, weight: f32, scores: &mut [f32]) {
        self.factors.add_scores(weight, scores);
    }

    fn correction(&self, item: u32) -> f32 {
        self.factors.correction(item)
    }

    /// yᵀx = Σ over the history of c·p·(yᵀ W y_j), W being the inverse of the visitor's system.
    fn explain(&self, item: u32) -> Explanation {
        let Als { alpha, items, .. } = self.model;
        let mut projected = items.item(item).into_owned();
        cholesky::solve(&self.system, items.width(), &mut projected);
        let products = self.factors.with_history(&projected).zip(&self.weights);
        Explanation { prior: 0.0, events: products.map(|(product, weight)| alpha * weight * product).collect() }
    }
}
