//! EASE (H. Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019): item-item weights
//! B = I − P·diag(1/diag P) with P = (XᵀX + λI)⁻¹; an item's score is the sum of its weights from the history.
//!
//! Trained, B stays implicit or dense. Packed, the strongest of all weights are kept as int8: as many for each
//! item, it would do worse (an item that few like needs few).

#[cfg(feature = "train")]
use crate::families::family::Train;
use crate::families::family::{Family, Read};
use crate::families::neighbours::Neighbours;
use crate::families::parameters::{Parameter, RECENCY};

pub(in crate::families) const FAMILY: Family = Family {
    name: NAME,
    about: "shallow autoencoder, item weights in closed form",
    parameters: &[
        Parameter { name: "lambda", default: "200", values: &["50", "100", "200", "400"], about: "λ" },
        Parameter {
            name: "sources",
            default: "100",
            values: &["100"],
            about: "weights kept per item when it is packed, on average",
        },
        RECENCY,
    ],
    quantisation: crate::families::neighbours::QUANTISATION,
    read: Some(Read::Ranking(|reader| Ok(Box::new(Neighbours::read(reader, NAME)?)))),
    #[cfg(feature = "train")]
    train: Train::Ranking(|training, parameters| {
        Ok(Box::new(train::Ease::train(&training.interactions.likes, parameters)?))
    }),
};

const NAME: &str = "ease";

#[cfg(feature = "train")]
mod train {
    use super::NAME;
    use super::Neighbours;
    use crate::families::model::{Explanation, FoldedIn, Model};
    use crate::families::parameters::Parameters;
    use crate::history::Taste;
    use crate::pack;
    use penchant_base::{Error, ErrorKind, Result};
    use penchant_linear::Csr;
    use penchant_linear::symmetric::{Symmetric, invert};
    use rayon::prelude::*;

    /// The side of the matrix that is inverted: 20,000² numbers are 3.2 GB.
    const MAX_SIDE: usize = 20_000;

    pub(super) struct Ease {
        weights: Weights,
        /// How many weights are packed per item, on average.
        sources: usize,
    }

    /// B in the form that is cheaper to hold, X being users × items.
    enum Weights {
        /// Fewer users than items (Woodbury): with M = (λI + XXᵀ)⁻¹, P = (I − XᵀMX)/λ, so that
        /// `B[i][j] = x_iᵀ M x_j / (1 − d_j)` for i ≠ j, where d_j = x_jᵀ M x_j and x_j is column j of X.
        ByUsers { users: Csr, items: Csr, inverse: Symmetric, d: Vec<f64> },
        /// Fewer items than users: P itself; `B[i][j] = −P[i][j] / P[j][j]`.
        ByItems { p: Symmetric },
    }

    impl Ease {
        pub(super) fn train(likes: &Csr, parameters: &Parameters) -> Result<Self> {
            let sources = parameters.count("sources", 1, 1_000_000)?;
            Ok(Self { weights: Weights::train(likes, parameters.positive("lambda")?)?, sources })
        }
    }

    impl Weights {
        fn train(likes: &Csr, lambda: f64) -> Result<Self> {
            let users = likes.clone();
            let items = users.transpose();
            let side = users.height().min(users.width());
            if side > MAX_SIDE {
                let message = format!(
                    "EASE inverts a matrix of {side} × {side} and takes at most {MAX_SIDE}: train on fewer users or items"
                );
                return Err(Error::new(ErrorKind::Argument, message));
            }
            if users.height() < users.width() {
                let inverse = invert(gram(&users, &items, lambda))?;
                let d = (0..items.height())
                    .into_par_iter()
                    .map(|item| items.row(item).iter().map(|&user| inverse.sum_cells(user, items.row(item))).sum())
                    .collect();
                Ok(Self::ByUsers { users, items, inverse, d })
            } else {
                Ok(Self::ByItems { p: invert(gram(&items, &users, lambda))? })
            }
        }

        /// The weights of all sources on `target`, its own being 0.
        fn column(&self, target: u32) -> Vec<f64> {
            let place = target as usize;
            let mut column = match self {
                Self::ByUsers { users, items, inverse, d } => {
                    let by_user = inverse.sum_rows(items.row(place));
                    let mut column = spread(users, &by_user);
                    column.iter_mut().for_each(|weight| *weight /= 1.0 - d[place]);
                    column
                }
                Self::ByItems { p } => p.row(target).iter().map(|weight| -weight / p.row(target)[place]).collect(),
            };
            column[place] = 0.0;
            column
        }

        fn items(&self) -> usize {
            match self {
                Self::ByUsers { items, .. } => items.height(),
                Self::ByItems { p } => p.side(),
            }
        }
    }

    /// λI + A·Aᵀ for a sparse A of 0 and 1; `a_transposed` is its transpose.
    fn gram(a: &Csr, a_transposed: &Csr, lambda: f64) -> Symmetric {
        let mut gram = Symmetric::diagonal(a.height(), lambda);
        for row in 0..a.height() {
            let sums = gram.row_mut(row as u32);
            for &column in a.row(row) {
                for &other in a_transposed.row(column as usize) {
                    sums[other as usize] += 1.0;
                }
            }
        }
        gram
    }

    /// Xᵀ·v for v by user.
    fn spread(users: &Csr, by_user: &[f64]) -> Vec<f64> {
        let mut by_item = vec![0.0; users.width()];
        for (user, weight) in by_user.iter().enumerate() {
            for &item in users.row(user) {
                by_item[item as usize] += weight;
            }
        }
        by_item
    }

    impl Model for Ease {
        fn fold_in<'m>(&'m self, taste: Taste<'m>) -> Box<dyn FoldedIn + 'm> {
            Box::new(EaseFoldedIn { model: self, taste })
        }

        fn pack(&self, writer: &mut pack::Writer) -> Result<()> {
            let items = self.weights.items();
            let mut cells: Vec<Cell> = Vec::new();
            for begin in (0..items).step_by(COLUMNS) {
                let columns = begin as u32..(begin + COLUMNS).min(items) as u32;
                cells.par_extend(columns.into_par_iter().flat_map_iter(|target| self.strongest(target)));
                writer.report(begin as f32 / items as f32);
            }
            keep_strongest(&mut cells, self.sources.saturating_mul(items));
            let mut by_source = vec![Vec::new(); items];
            cells.iter().for_each(|cell| by_source[cell.source as usize].push((cell.target, cell.weight)));
            Neighbours::new(NAME, by_source).pack(writer)
        }
    }

    /// How many columns are packed between two words of progress.
    const COLUMNS: usize = 512;

    /// A weight that may be packed.
    struct Cell {
        source: u32,
        target: u32,
        weight: f32,
    }

    impl Ease {
        /// The weights of a column that may be among the strongest of all.
        fn strongest(&self, target: u32) -> Vec<Cell> {
            // No column needs more than some times its share.
            const SHARES: usize = 5;
            let column = self.weights.column(target);
            let cells = column.iter().zip(0..).filter(|&(&weight, _)| weight != 0.0);
            let mut cells: Vec<Cell> =
                cells.map(|(&weight, source)| Cell { source, target, weight: weight as f32 }).collect();
            keep_strongest(&mut cells, self.sources.saturating_mul(SHARES));
            cells
        }
    }

    fn keep_strongest(cells: &mut Vec<Cell>, count: usize) {
        if cells.len() > count {
            let place = |cell: &Cell| (cell.source, cell.target);
            cells.select_nth_unstable_by(count - 1, |a, b| {
                b.weight.abs().total_cmp(&a.weight.abs()).then_with(|| place(a).cmp(&place(b)))
            });
            cells.truncate(count);
        }
    }

    struct EaseFoldedIn<'m> {
        model: &'m Ease,
        taste: Taste<'m>,
    }

    impl FoldedIn for EaseFoldedIn<'_> {
        fn add_scores(&self, weight: f32, scores: &mut [f32]) {
            let weight = f64::from(weight);
            match &self.model.weights {
                // h·B over all targets at once: M·X·h by user, spread back, less what an item says of itself.
                Weights::ByUsers { users, items, inverse, d } => {
                    let mut by_user = vec![0.0; users.height()];
                    for (item, event_weight) in self.taste.iter() {
                        for &user in items.row(item as usize) {
                            by_user[user as usize] += f64::from(event_weight);
                        }
                    }
                    let mut sums = spread(users, &inverse.multiply(&by_user));
                    for (item, event_weight) in self.taste.iter() {
                        sums[item as usize] -= f64::from(event_weight) * d[item as usize];
                    }
                    for ((score, sum), d) in scores.iter_mut().zip(sums).zip(d) {
                        *score += (weight * sum / (1.0 - d)) as f32;
                    }
                }
                Weights::ByItems { p } => {
                    let mut sums = vec![0.0; scores.len()];
                    for (item, event_weight) in self.taste.iter() {
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
                .taste
                .iter()
                .map(|(source, weight)| (f64::from(weight) * column[source as usize]) as f32)
                .collect();
            Explanation { prior: 0.0, events }
        }
    }
}
