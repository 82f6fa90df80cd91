//! EASE (H. Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019): item-item weights
//! B = I − P·diag(1/diag P) with P = (XᵀX + λI)⁻¹; an item's score is the sum of its weights from the history.
//!
//! Trained, B stays implicit or dense. Packed, each target item keeps its strongest sources as int8.

use super::{Explanation, Family, FoldedIn, Model};
use crate::error::Result;
use crate::history::Profile;
use crate::pack;

pub(super) const FAMILY: Family = Family {
    name: "ease",
    quantisation: "the 200 strongest sources of each item, int8 with one f32 scale per item",
    read: |reader| Ok(Box::new(Pruned::read(reader)?)),
    #[cfg(feature = "train")]
    train: |interactions| Ok(Box::new(train::Ease::train(interactions)?)),
};

const OFFSETS: &str = "ease.offsets";
const TARGETS: &str = "ease.targets";
const WEIGHTS: &str = "ease.weights";
const SCALES: &str = "ease.scales";

/// The strongest weights, by source: liking item `j` adds `weights[p] × scales[targets[p]]` to the score of
/// `targets[p]`, for `p` in `offsets[j]..offsets[j + 1]`. By source, because a history is short and a
/// catalogue long: folding in touches only the rows of the history.
struct Pruned {
    offsets: Vec<u32>,
    /// Ascending within a row.
    targets: Vec<u32>,
    weights: Vec<i8>,
    /// One for each target, so that its scores are scaled once.
    scales: Vec<f32>,
}

impl Pruned {
    fn read(reader: &pack::Reader<'_>) -> Result<Self> {
        let items = reader.items();
        let (weights, targets) = (reader.i8(WEIGHTS)?, reader.u32(TARGETS)?);
        let offsets = reader.offsets(OFFSETS, items, weights.len())?;
        let pruned = Self { offsets, targets, weights, scales: reader.finite(SCALES, items)? };
        let rows_in_order = || (0..items as u32).all(|source| pruned.row(source).0.is_sorted_by(|a, b| a < b));
        if pruned.targets.len() != pruned.weights.len()
            || pruned.targets.iter().any(|&target| target as usize >= items)
            || !rows_in_order()
        {
            return Err(pack::broken("its EASE weights name items that do not exist, or stand out of order"));
        }
        Ok(pruned)
    }

    fn row(&self, source: u32) -> (&[u32], &[i8]) {
        let range = self.offsets[source as usize] as usize..self.offsets[source as usize + 1] as usize;
        (&self.targets[range.clone()], &self.weights[range])
    }
}

impl Model for Pruned {
    fn fold_in<'m>(&'m self, profile: &'m Profile) -> Box<dyn FoldedIn + 'm> {
        Box::new(PrunedFoldedIn { model: self, profile })
    }

    fn pack(&self, writer: &mut pack::Writer) -> Result<()> {
        writer.u32(OFFSETS, &self.offsets);
        writer.u32(TARGETS, &self.targets);
        writer.i8(WEIGHTS, &self.weights);
        writer.f32(SCALES, &self.scales);
        Ok(())
    }
}

struct PrunedFoldedIn<'m> {
    model: &'m Pruned,
    profile: &'m Profile,
}

impl FoldedIn for PrunedFoldedIn<'_> {
    fn add_scores(&self, weight: f32, scores: &mut [f32]) {
        let mut sums = vec![0.0f32; scores.len()];
        for (source, event_weight) in self.profile.iter() {
            let (targets, weights) = self.model.row(source);
            for (&target, &item_weight) in targets.iter().zip(weights) {
                sums[target as usize] += event_weight * f32::from(item_weight);
            }
        }
        for ((score, sum), scale) in scores.iter_mut().zip(sums).zip(&self.model.scales) {
            *score += weight * sum * scale;
        }
    }

    fn explain(&self, item: u32) -> Explanation {
        let contribution = |(source, event_weight): (u32, f32)| {
            let (targets, weights) = self.model.row(source);
            let place = targets.binary_search(&item).ok()?;
            Some(event_weight * f32::from(weights[place]) * self.model.scales[item as usize])
        };
        Explanation {
            prior: 0.0,
            events: self.profile.iter().map(|event| contribution(event).unwrap_or(0.0)).collect(),
        }
    }
}

#[cfg(feature = "train")]
mod train {
    use super::{Explanation, FoldedIn, Model, Profile, Pruned, Result, pack};
    use crate::error::{Error, ErrorKind};
    use crate::interactions::Csr;
    use crate::linear::{Symmetric, inverse};
    use rayon::prelude::*;

    /// The λ of `EASE` that MovieLens wants (validation users; the field finds the same).
    const LAMBDA: f64 = 200.0;
    const SOURCES_PER_TARGET: usize = 200;
    /// The side of the matrix that is inverted: 20,000² numbers are 3.2 GB.
    const MAX_SIDE: usize = 20_000;

    /// B in the form that is cheaper to hold, X being users × items.
    pub(super) enum Ease {
        /// Fewer users than items (Woodbury): with M = (λI + XXᵀ)⁻¹, P = (I − XᵀMX)/λ, so that
        /// `B[i][j] = x_iᵀ M x_j / (1 − d_j)` for i ≠ j, where d_j = x_jᵀ M x_j and x_j is column j of X.
        ByUsers { users: Csr, items: Csr, inverse: Symmetric, d: Vec<f64> },
        /// Fewer items than users: P itself; `B[i][j] = −P[i][j] / P[j][j]`.
        ByItems { p: Symmetric },
    }

    impl Ease {
        pub(super) fn train(interactions: &Csr) -> Result<Self> {
            let users = interactions.clone();
            let items = users.transpose();
            let side = users.height().min(users.width());
            if side > MAX_SIDE {
                let message = format!(
                    "EASE inverts a matrix of {side} × {side} and takes at most {MAX_SIDE}: train on fewer users or items"
                );
                return Err(Error::new(ErrorKind::Argument, message));
            }
            if users.height() < users.width() {
                let inverse = inverse(gram(&users, &items))?;
                let d = (0..items.height())
                    .into_par_iter()
                    .map(|item| items.row(item).iter().map(|&user| inverse.row_sum(user, items.row(item))).sum())
                    .collect();
                Ok(Self::ByUsers { users, items, inverse, d })
            } else {
                Ok(Self::ByItems { p: inverse(gram(&items, &users))? })
            }
        }

        /// The weights of all sources on `target`, its own being 0.
        fn column(&self, target: u32) -> Vec<f64> {
            let place = target as usize;
            let mut column = match self {
                Self::ByUsers { users, items, inverse, d } => {
                    let by_user = inverse.combine(items.row(place));
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
    fn gram(a: &Csr, a_transposed: &Csr) -> Symmetric {
        let mut gram = Symmetric::diagonal(a.height(), LAMBDA);
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
        fn fold_in<'m>(&'m self, profile: &'m Profile) -> Box<dyn FoldedIn + 'm> {
            Box::new(EaseFoldedIn { model: self, profile })
        }

        fn pack(&self, writer: &mut pack::Writer) -> Result<()> {
            let items = self.items();
            let columns: Vec<_> =
                (0..items as u32).into_par_iter().map(|target| strongest(&self.column(target))).collect();
            let mut by_source: Vec<Vec<(u32, i8)>> = vec![Vec::new(); items];
            let mut scales = vec![0.0f32; items];
            for (target, (scale, sources)) in columns.into_iter().enumerate() {
                scales[target] = scale;
                for (source, weight) in sources {
                    by_source[source as usize].push((target as u32, weight));
                }
            }
            let mut pruned = Pruned { offsets: vec![0], targets: Vec::new(), weights: Vec::new(), scales };
            for row in by_source {
                pruned.targets.extend(row.iter().map(|&(target, _)| target));
                pruned.weights.extend(row.iter().map(|&(_, weight)| weight));
                pruned.offsets.push(pruned.targets.len() as u32);
            }
            pruned.pack(writer)
        }
    }

    /// The strongest weights of a column in units of a scale, so that the strongest is ±127.
    fn strongest(column: &[f64]) -> (f32, Vec<(u32, i8)>) {
        let mut sources: Vec<u32> = (0..column.len() as u32).filter(|&source| column[source as usize] != 0.0).collect();
        let strength = |source: &u32| column[*source as usize].abs();
        if sources.len() > SOURCES_PER_TARGET {
            sources
                .select_nth_unstable_by(SOURCES_PER_TARGET, |a, b| strength(b).total_cmp(&strength(a)).then(a.cmp(b)));
            sources.truncate(SOURCES_PER_TARGET);
        }
        let scale = sources.iter().map(strength).fold(0.0, f64::max) / 127.0;
        let quantised = sources
            .into_iter()
            .map(|source| (source, (column[source as usize] / scale).round() as i8))
            .filter(|&(_, weight)| weight != 0)
            .collect();
        (scale as f32, quantised)
    }

    struct EaseFoldedIn<'m> {
        model: &'m Ease,
        profile: &'m Profile,
    }

    impl FoldedIn for EaseFoldedIn<'_> {
        fn add_scores(&self, weight: f32, scores: &mut [f32]) {
            let weight = f64::from(weight);
            match self.model {
                // h·B over all targets at once: M·X·h by user, spread back, less what an item says of itself.
                Ease::ByUsers { users, items, inverse, d } => {
                    let mut by_user = vec![0.0; users.height()];
                    for (item, event_weight) in self.profile.iter() {
                        for &user in items.row(item as usize) {
                            by_user[user as usize] += f64::from(event_weight);
                        }
                    }
                    let mut sums = spread(users, &inverse.times(&by_user));
                    for (item, event_weight) in self.profile.iter() {
                        sums[item as usize] -= f64::from(event_weight) * d[item as usize];
                    }
                    for ((score, sum), d) in scores.iter_mut().zip(sums).zip(d) {
                        *score += (weight * sum / (1.0 - d)) as f32;
                    }
                }
                Ease::ByItems { p } => {
                    let mut sums = vec![0.0; scores.len()];
                    for (item, event_weight) in self.profile.iter() {
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
            let column = self.model.column(item);
            let events = self
                .profile
                .iter()
                .map(|(source, weight)| (f64::from(weight) * column[source as usize]) as f32)
                .collect();
            Explanation { prior: 0.0, events }
        }
    }
}
