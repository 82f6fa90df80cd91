//! Truncated SVD of the likes (P. Cremonesi, Y. Koren and R. Turrin, "PureSVD", RecSys 2010): with V the
//! right singular vectors, a visitor's scores are x·V·Vᵀ, x being the history.

use crate::families::factors::{self, Factors, FoldedFactors};
#[cfg(feature = "train")]
use crate::families::family::Train;
use crate::families::family::{Family, Read};
use crate::families::model::{Explanation, FoldedIn, Model};
use crate::families::parameters::{Parameter, RECENCY};
use crate::history::Taste;
#[cfg(feature = "train")]
use crate::pack;
#[cfg(feature = "train")]
use penchant_base::Result;
use penchant_linear::add_scaled;

pub(in crate::families) const FAMILY: Family = Family {
    name: NAME,
    about: "truncated singular value decomposition",
    parameters: &[
        Parameter { name: "factors", default: "32", values: &["16", "32", "64"], about: "singular vectors" },
        Parameter { name: "seed", default: "42", values: &["42"], about: "of the first vectors" },
        RECENCY,
    ],
    quantisation: factors::QUANTISATION,
    read: Some(Read::Ranking(|reader| Ok(Box::new(Svd { items: Factors::read(reader, NAME)? })))),
    #[cfg(feature = "train")]
    train: Train::Ranking(|training, parameters| {
        let rank = parameters.count("factors", 1, penchant_base::limits::MAX_FACTORS)?;
        let seed = parameters.number("seed") as u64;
        let (width, rows) =
            penchant_linear::truncated_svd::right_singular_vectors(&training.interactions.likes, rank, seed);
        Ok(Box::new(Svd { items: Factors::new(width, rows) }))
    }),
};

const NAME: &str = "svd";

struct Svd {
    items: Factors,
}

impl Model for Svd {
    fn fold_in<'m>(&'m self, taste: Taste<'m>) -> Box<dyn FoldedIn + 'm> {
        let history: Vec<_> = taste.items.iter().map(|&item| self.items.item(item)).collect();
        let mut user = vec![0.0; self.items.width()];
        history.iter().zip(&*taste.weights).for_each(|(factors, &weight)| add_scaled(&mut user, weight, factors));
        Box::new(SvdFoldedIn { model: self, factors: FoldedFactors::new(&self.items, history, user), taste })
    }

    #[cfg(feature = "train")]
    fn pack(&self, writer: &mut pack::Writer) -> Result<()> {
        self.items.pack(NAME, writer);
        Ok(())
    }
}

struct SvdFoldedIn<'m> {
    model: &'m Svd,
    taste: Taste<'m>,
    factors: FoldedFactors<'m>,
}

impl FoldedIn for SvdFoldedIn<'_> {
    fn add_scores(&self, weight: f32, scores: &mut [f32]) {
        self.factors.add_scores(weight, scores);
    }

    fn correction(&self, item: u32) -> f32 {
        self.factors.correction(item)
    }

    fn explain(&self, item: u32) -> Explanation {
        let factors = self.model.items.item(item);
        let products = self.factors.with_history(&factors);
        Explanation { prior: 0.0, events: products.zip(&*self.taste.weights).map(|(a, weight)| a * weight).collect() }
    }
}
