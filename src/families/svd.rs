//! Truncated SVD of the likes (P. Cremonesi, Y. Koren and R. Turrin, "PureSVD", RecSys 2010): with V the
//! right singular vectors, a visitor's scores are x·V·Vᵀ, x being the history.

use super::parameters::Parameter;
use super::{Explanation, Family, FoldedIn, Model, Train};
use crate::error::{Error, ErrorKind, Result};
use crate::history::Profile;
use crate::linear::{add_scaled, dot, svd::right_singular_vectors};
use crate::pack;

pub(super) const FAMILY: Family = Family {
    name: "svd",
    about: "truncated singular value decomposition",
    parameters: &[
        Parameter { name: "factors", default: "32", values: &["16", "32", "64"], about: "singular vectors" },
        Parameter { name: "seed", default: "42", values: &["42"], about: "of the first vectors" },
    ],
    train: Train::Ranking(|training, parameters| {
        let rank = parameters.count("factors", 1, 1024)?;
        let (factors, items) = right_singular_vectors(training.likes, rank, parameters.number("seed") as u64);
        Ok(Box::new(Svd { factors, items }))
    }),
    ..Family::NATIVE
};

struct Svd {
    factors: usize,
    /// Items × factors.
    items: Vec<f32>,
}

impl Svd {
    fn item(&self, item: u32) -> &[f32] {
        &self.items[item as usize * self.factors..][..self.factors]
    }
}

impl Model for Svd {
    fn fold_in<'m>(&'m self, profile: &'m Profile) -> Box<dyn FoldedIn + 'm> {
        let mut user = vec![0.0; self.factors];
        profile.iter().for_each(|(item, weight)| add_scaled(&mut user, weight, self.item(item)));
        Box::new(SvdFoldedIn { model: self, profile, user })
    }

    fn pack(&self, _: &mut pack::Writer) -> Result<()> {
        Err(Error::new(ErrorKind::Argument, "a truncated SVD is not put into a pack yet: choose another model"))
    }
}

struct SvdFoldedIn<'m> {
    model: &'m Svd,
    profile: &'m Profile,
    user: Vec<f32>,
}

impl FoldedIn for SvdFoldedIn<'_> {
    fn add_scores(&self, weight: f32, scores: &mut [f32]) {
        for (score, item) in scores.iter_mut().zip(self.model.items.chunks_exact(self.model.factors)) {
            *score += weight * dot(&self.user, item);
        }
    }

    fn explain(&self, item: u32) -> Explanation {
        let contribution = |(event, weight)| weight * dot(self.model.item(event), self.model.item(item));
        Explanation { prior: 0.0, events: self.profile.iter().map(contribution).collect() }
    }
}
