//! EASE (H. Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019): item-item weights
//! B = I − P·diag(1/diag P) with P = (XᵀX + λI)⁻¹; an item's score is the sum of its weights from the history.
//!
//! As trained, B is implicit or dense. A pack has the strongest weights of the whole matrix as int8. The same number of
//! weights for each item ranks worse, because an item with few likes needs few.

use crate::families::family::{Family, ModelReader};
use crate::families::neighbours::{self, Neighbours};
use crate::families::parameters::{Parameter, RECENCY};

pub(in crate::families) const FAMILY: Family = Family {
    name: NAME,
    about: "shallow autoencoder with item-item weights in closed form",
    parameters: &[
        Parameter { name: "lambda", default: "200", values: &["50", "100", "200", "400"], about: "λ" },
        Parameter {
            name: "sources",
            default: "100",
            values: &["100"],
            about: "weights per item in a pack, on average",
        },
        RECENCY,
    ],
    quantisation: neighbours::QUANTISATION,
    read: Some(ModelReader::Ranking(|reader| Ok(Box::new(Neighbours::read(reader, NAME)?)))),
    #[cfg(feature = "train")]
    train: train::TRAINER,
    #[cfg(feature = "train")]
    training_bytes: Some(train::training_bytes),
};

const NAME: &str = "ease";

#[cfg(feature = "train")]
mod train {
    use super::{NAME, Neighbours};
    use crate::families::model::{Explanation, FoldedIn, RankingModel};
    use crate::families::packable::Packable;
    use crate::families::parameters::Parameters;
    use crate::families::training::Trainer;
    use crate::history::WeightedItems;
    use crate::pack;
    use penchant_base::{Error, ErrorKind, Result};
    use penchant_linear::Csr;
    use penchant_linear::strongest::{Cell, keep_strongest, strongest_of_column};
    use penchant_linear::symmetric::{Symmetric, inversion_bytes, invert};
    use rayon::prelude::*;

    pub(super) const TRAINER: Trainer =
        Trainer::Ranking(|input, parameters| Ok(Box::new(Ease::train(&input.interactions.likes, parameters)?)));

    /// The maximum side of the matrix that is inverted: 20,000² numbers are 3.2 GB, and its inverse takes as much.
    const MAX_SIDE: usize = 20_000;

    /// The most memory that training takes: the matrix and its inverse.
    pub(super) fn training_bytes(likes: &Csr) -> u64 {
        inversion_bytes(likes.height().min(likes.width()))
    }

    struct Ease {
        weights: Weights,
        /// The number of weights per item in a pack, on average.
        sources: usize,
    }

    /// B in the form that takes less memory, where X is the matrix of likes, users × items.
    enum Weights {
        /// Fewer users than items (Woodbury): with M = (λI + XXᵀ)⁻¹, P = (I − XᵀMX)/λ, so that
        /// `B[i][j] = x_iᵀ M x_j / (1 − d_j)` for i ≠ j, where d_j = x_jᵀ M x_j and x_j is column j of X.
        ByUsers { users: Csr, items: Csr, inverse: Symmetric, d: Vec<f64> },
        /// Fewer items than users: P itself; `B[i][j] = −P[i][j] / P[j][j]`.
        ByItems { p: Symmetric },
    }

    impl Ease {
        fn train(likes: &Csr, parameters: &Parameters) -> Result<Self> {
            let sources = parameters.integer("sources", 1, 1_000_000)?;
            Ok(Self { weights: Weights::train(likes, parameters.non_negative("lambda")?)?, sources })
        }
    }

    impl Weights {
        fn train(likes: &Csr, lambda: f64) -> Result<Self> {
            let users = likes.clone();
            let items = users.transpose();
            let side = users.height().min(users.width());
            if side > MAX_SIDE {
                let message = format!(
                    "EASE would invert a matrix with {side} rows, and at most {MAX_SIDE} are allowed: keep fewer items \
                     with --most-liked, or use als, whose memory grows with the items and not with their square"
                );
                return Err(Error::new(ErrorKind::Argument, message));
            }
            if users.height() < users.width() {
                let inverse = invert(Symmetric::gram(&users, &items, lambda))?;
                let d = (0..items.height())
                    .into_par_iter()
                    .map(|item| items.row(item).iter().map(|&user| inverse.sum_cells(user, items.row(item))).sum())
                    .collect();
                Ok(Self::ByUsers { users, items, inverse, d })
            } else {
                Ok(Self::ByItems { p: invert(Symmetric::gram(&items, &users, lambda))? })
            }
        }

        /// The weights of all sources on `target`; its weight on itself is 0.
        fn column(&self, target: u32) -> Vec<f64> {
            let index = target as usize;
            let mut column = match self {
                Self::ByUsers { users, items, inverse, d } => {
                    let by_user = inverse.sum_rows(items.row(index));
                    let mut column = users.sum_by_column(&by_user);
                    column.iter_mut().for_each(|weight| *weight /= 1.0 - d[index]);
                    column
                }
                Self::ByItems { p } => p.row(target).iter().map(|weight| -weight / p.row(target)[index]).collect(),
            };
            column[index] = 0.0;
            column
        }

        fn items(&self) -> usize {
            match self {
                Self::ByUsers { items, .. } => items.height(),
                Self::ByItems { p } => p.side(),
            }
        }
    }

    impl RankingModel for Ease {
        fn fold_in<'m>(&'m self, history: WeightedItems<'m>) -> Box<dyn FoldedIn + 'm> {
            Box::new(EaseFoldedIn { model: self, history })
        }
    }

    impl Packable for Ease {
        fn pack(&self, writer: &mut pack::Writer<'_>) -> Result<()> {
            let items = self.weights.items();
            let mut cells: Vec<Cell> = Vec::new();
            for begin in (0..items).step_by(BLOCK) {
                let columns = begin as u32..(begin + BLOCK).min(items) as u32;
                cells.par_extend(columns.into_par_iter().flat_map_iter(|target| self.strongest(target)));
                writer.report(begin as f32 / items as f32);
            }
            keep_strongest(&mut cells, self.sources.saturating_mul(items));
            let mut by_source = vec![Vec::new(); items];
            cells.iter().for_each(|cell| by_source[cell.row as usize].push((cell.column, cell.value)));
            Neighbours::new(NAME, by_source).pack(writer)
        }
    }

    /// Columns that are packed between two reports of progress.
    const BLOCK: usize = 512;

    impl Ease {
        /// The weights of a column that may be among the strongest of the whole matrix.
        fn strongest(&self, target: u32) -> Vec<Cell> {
            // No column needs more than a few times the average.
            const MAX_SHARES: usize = 5;
            strongest_of_column(&self.weights.column(target), target, self.sources.saturating_mul(MAX_SHARES))
        }
    }

    struct EaseFoldedIn<'m> {
        model: &'m Ease,
        history: WeightedItems<'m>,
    }

    impl FoldedIn for EaseFoldedIn<'_> {
        fn add_scores(&self, weight: f32, scores: &mut [f32]) {
            let weight = f64::from(weight);
            match &self.model.weights {
                // h·B for all targets at once: Xᵀ·M·X·h less each item's weight on itself.
                Weights::ByUsers { users, items, inverse, d } => {
                    let mut by_user = vec![0.0; users.height()];
                    for (item, event_weight) in self.history.iter() {
                        for &user in items.row(item as usize) {
                            by_user[user as usize] += f64::from(event_weight);
                        }
                    }
                    let mut sums = users.sum_by_column(&inverse.multiply(&by_user));
                    for (item, event_weight) in self.history.iter() {
                        sums[item as usize] -= f64::from(event_weight) * d[item as usize];
                    }
                    for ((score, sum), d) in scores.iter_mut().zip(sums).zip(d) {
                        *score += (weight * sum / (1.0 - d)) as f32;
                    }
                }
                Weights::ByItems { p } => {
                    let mut sums = vec![0.0; scores.len()];
                    for (item, event_weight) in self.history.iter() {
                        for (sum, p) in sums.iter_mut().zip(p.row(item)) {
                            *sum -= f64::from(event_weight) * p;
                        }
                        sums[item as usize] += f64::from(event_weight) * p.row(item)[item as usize];
                    }
                    for (target, (score, sum)) in scores.iter_mut().zip(sums).enumerate() {
                        *score += (weight * sum / p.row(target as u32)[target]) as f32;
                    }
                }
            }
        }

        fn explain(&self, item: u32) -> Explanation {
            let column = self.model.weights.column(item);
            let events = self
                .history
                .iter()
                .map(|(source, weight)| (f64::from(weight) * column[source as usize]) as f32)
                .collect();
            Explanation { prior: 0.0, events }
        }
    }
}
