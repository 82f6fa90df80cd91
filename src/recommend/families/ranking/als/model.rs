//! A model as it is in a pack: folding in, scoring and explaining.

use crate::families::factors::{Factors, FoldedFactors};
use crate::families::model::{Explanation, FoldedIn, RankingModel};
use crate::history::WeightedItems;
use crate::pack;
use penchant_base::Result;
use penchant_linear::{add_scaled, cholesky};

pub(super) const NAME: &str = "als";
pub(super) const ALPHA: &str = "als.alpha";
pub(super) const COLD: &str = "als.cold";
pub(super) const GRAM: &str = "als.gram";

pub(super) struct Als {
    pub(super) alpha: f32,
    pub(super) items: Factors,
    /// Items whose factors were projected instead of learned, ascending. They are scored, but nothing is learned about
    /// a visitor from them, because their factors are a guess.
    pub(super) cold: Vec<u32>,
    /// YᵀY + λI over the other items, factors × factors.
    pub(super) gram: Vec<f32>,
}

impl Als {
    pub(super) fn read(reader: &pack::Reader<'_>) -> Result<Self> {
        let alpha = reader.finite_f32(ALPHA, 1)?[0];
        let cold = reader.u32(COLD)?;
        if !cold.is_sorted_by(|a, b| a < b) || cold.last().is_some_and(|&last| last as usize >= reader.items()) {
            return Err(pack::invalid("its cold items are not items in ascending order"));
        }
        let items = Factors::read(reader, NAME)?;
        let gram = reader.finite_f32(GRAM, triangle_len(items.width()))?;
        let gram = unpack_triangle(&gram, items.width());
        Ok(Self { alpha, items, cold, gram })
    }

    /// The weight of each item of a history; cold items have 0.
    fn weights(&self, history: &WeightedItems<'_>) -> Vec<f32> {
        let weight = |(item, weight)| if self.cold.binary_search(&item).is_ok() { 0.0 } else { weight };
        history.iter().map(weight).collect()
    }
}

/// The number of cells in the lower triangle of a square matrix, with its diagonal.
fn triangle_len(side: usize) -> usize {
    side * (side + 1) / 2
}

/// The symmetric matrix with this lower triangle, which is stored row by row.
fn unpack_triangle(triangle: &[f32], side: usize) -> Vec<f32> {
    let cell = |row: usize, column: usize| triangle[triangle_len(row.max(column)) + row.min(column)];
    (0..side * side).map(|index| cell(index / side, index % side)).collect()
}

impl RankingModel for Als {
    fn fold_in<'m>(&'m self, history: WeightedItems<'m>) -> Box<dyn FoldedIn + 'm> {
        let mut system = self.gram.clone();
        let width = self.items.width();
        let mut visitor = vec![0.0; width];
        let weights = self.weights(&history);
        let rows: Vec<_> = history.items.iter().map(|&item| self.items.item(item)).collect();
        for (factors, weight) in rows.iter().zip(&weights) {
            // Only the lower triangle is read.
            for (row, (line, &factor)) in system.chunks_exact_mut(width).zip(&**factors).enumerate() {
                add_scaled(&mut line[..=row], (self.alpha - 1.0) * weight.abs() * factor, &factors[..=row]);
            }
            add_scaled(&mut visitor, self.alpha * weight, factors);
        }
        // The system is positive definite unless the pack's numbers are absurd; then all scores of this model are 0.
        if cholesky::decompose(&mut system, width) {
            cholesky::solve(&system, width, &mut visitor);
        } else {
            visitor.fill(0.0);
        }
        Box::new(AlsFoldedIn { model: self, weights, system, factors: FoldedFactors::new(&self.items, rows, visitor) })
    }
}

struct AlsFoldedIn<'m> {
    model: &'m Als,
    /// The weight of each item of the history.
    weights: Vec<f32>,
    /// The visitor's system, decomposed.
    system: Vec<f32>,
    /// The items' factors with the visitor's, which solve the system.
    factors: FoldedFactors<'m>,
}

impl FoldedIn for AlsFoldedIn<'_> {
    fn add_scores(&self, weight: f32, scores: &mut [f32]) {
        self.factors.add_scores(weight, scores);
    }

    fn correction(&self, item: u32) -> f32 {
        self.factors.correction(item)
    }

    /// yᵀx = Σ c·p·(yᵀ·W·y_j) over the items j of the history, where W is the inverse of the visitor's system.
    fn explain(&self, item: u32) -> Explanation {
        let Als { alpha, items, .. } = self.model;
        let mut projected = items.item(item).into_owned();
        cholesky::solve(&self.system, items.width(), &mut projected);
        let products = self.factors.products_with_history(&projected).zip(&self.weights);
        Explanation { prior: 0.0, events: products.map(|(product, weight)| alpha * weight * product).collect() }
    }
}
