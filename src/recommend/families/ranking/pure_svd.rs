//! PureSVD (P. Cremonesi, Y. Koren and R. Turrin, "Performance of Recommender Algorithms on Top-N Recommendation
//! Tasks", RecSys 2010): a truncated singular value decomposition of the likes. With V the right singular vectors, a
//! visitor's scores are x·V·Vᵀ, where x is the history.

use crate::families::factors::{self, Factors, FoldedFactors};
use crate::families::family::{Family, ModelReader};
use crate::families::model::{Explanation, FoldedIn, RankingModel};
use crate::families::parameters::{Parameter, RECENCY};
use crate::history::WeightedItems;
use penchant_linear::add_scaled;

pub(in crate::families) const FAMILY: Family = Family {
    name: NAME,
    about: "truncated singular value decomposition",
    parameters: &[
        Parameter { name: "factors", default: "32", values: &["16", "32", "64"], about: "singular vectors" },
        Parameter { name: "seed", default: "42", values: &["42"], about: "of the initial vectors" },
        RECENCY,
    ],
    quantisation: factors::QUANTISATION,
    read: Some(ModelReader::Ranking(|reader| Ok(Box::new(PureSvd { items: Factors::read(reader, NAME)? })))),
    #[cfg(feature = "train")]
    train: train::TRAINER,
    #[cfg(feature = "train")]
    training_bytes: None,
};

const NAME: &str = "svd";

struct PureSvd {
    items: Factors,
}

impl RankingModel for PureSvd {
    fn fold_in<'m>(&'m self, history: WeightedItems<'m>) -> Box<dyn FoldedIn + 'm> {
        let rows: Vec<_> = history.items.iter().map(|&item| self.items.item(item)).collect();
        let mut visitor = vec![0.0; self.items.width()];
        rows.iter().zip(&*history.weights).for_each(|(factors, &weight)| add_scaled(&mut visitor, weight, factors));
        Box::new(PureSvdFoldedIn { model: self, factors: FoldedFactors::new(&self.items, rows, visitor), history })
    }
}

struct PureSvdFoldedIn<'m> {
    model: &'m PureSvd,
    history: WeightedItems<'m>,
    factors: FoldedFactors<'m>,
}

impl FoldedIn for PureSvdFoldedIn<'_> {
    fn add_scores(&self, weight: f32, scores: &mut [f32]) {
        self.factors.add_scores(weight, scores);
    }

    fn correction(&self, item: u32) -> f32 {
        self.factors.correction(item)
    }

    fn explain(&self, item: u32) -> Explanation {
        let factors = self.model.items.item(item);
        let products = self.factors.products_with_history(&factors);
        let events = products.zip(&*self.history.weights).map(|(product, weight)| product * weight).collect();
        Explanation { prior: 0.0, events }
    }
}

#[cfg(feature = "train")]
mod train {
    use super::{Factors, NAME, PureSvd};
    use crate::families::packable::Packable;
    use crate::families::training::Trainer;
    use crate::pack;
    use penchant_base::Result;
    use penchant_base::limits::MAX_FACTORS;
    use penchant_linear::truncated_svd::right_singular_vectors;

    pub(super) const TRAINER: Trainer = Trainer::Ranking(|input, parameters| {
        let rank = parameters.integer("factors", 1, MAX_FACTORS)?;
        let seed = parameters.number("seed") as u64;
        let (width, rows) = right_singular_vectors(&input.interactions.likes, rank, seed);
        Ok(Box::new(PureSvd { items: Factors::new(width, rows) }))
    });

    impl Packable for PureSvd {
        fn pack(&self, writer: &mut pack::Writer<'_>) -> Result<()> {
            self.items.pack(NAME, writer);
            Ok(())
        }
    }
}
