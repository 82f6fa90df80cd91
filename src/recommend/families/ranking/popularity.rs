//! Popularity: the share of users who like an item, with a half-life the share of recent likes. It is the same for
//! every visitor, and helps while a history is too short for the other models.

use crate::families::family::{Family, ModelReader};
use crate::families::model::{Explanation, FoldedIn, RankingModel};
use crate::families::parameters::Parameter;
use crate::history::WeightedItems;

pub(in crate::families) const FAMILY: Family = Family {
    name: "popularity",
    about: "the share of users who like an item",
    parameters: &[Parameter {
        name: "half_life",
        default: "0",
        values: &["0", "30", "90", "365", "1000"],
        about: "days before the latest like after which a like counts half; 0: all count the same",
    }],
    quantisation: "none (f32)",
    read: Some(ModelReader::Ranking(|reader| {
        Ok(Box::new(Popularity { shares: reader.finite_f32(SHARES, reader.items())? }))
    })),
    #[cfg(feature = "train")]
    train: train::TRAINER,
    #[cfg(feature = "train")]
    training_bytes: None,
};

const SHARES: &str = "popularity.shares";

struct Popularity {
    /// For each item, the share of users who like it, 0 to 1.
    shares: Vec<f32>,
}

impl RankingModel for Popularity {
    fn fold_in<'m>(&'m self, _: WeightedItems<'m>) -> Box<dyn FoldedIn + 'm> {
        Box::new(PopularityFoldedIn(&self.shares))
    }

    fn popularity(&self) -> Option<&[f32]> {
        Some(&self.shares)
    }
}

struct PopularityFoldedIn<'m>(&'m [f32]);

impl FoldedIn for PopularityFoldedIn<'_> {
    fn add_scores(&self, weight: f32, scores: &mut [f32]) {
        for (score, share) in scores.iter_mut().zip(self.0) {
            *score += weight * share;
        }
    }

    fn explain(&self, item: u32) -> Explanation {
        Explanation { prior: self.0[item as usize], events: Vec::new() }
    }
}

#[cfg(feature = "train")]
mod train {
    use super::{Popularity, SHARES};
    use crate::families::packable::Packable;
    use crate::families::parameters::Parameters;
    use crate::families::training::Trainer;
    use crate::interactions::Interactions;
    use crate::pack;
    use penchant_base::{Error, ErrorKind, Result};

    pub(super) const TRAINER: Trainer =
        Trainer::Ranking(|input, parameters| Ok(Box::new(train(input.interactions, parameters)?)));

    fn train(interactions: &Interactions, parameters: &Parameters) -> Result<Popularity> {
        let half_life = parameters.non_negative("half_life")? as f32;
        let likes = &interactions.likes;
        let mut shares = vec![0.0f64; likes.width()];
        if half_life == 0.0 {
            (0..likes.height()).flat_map(|user| likes.row(user)).for_each(|&item| shares[item as usize] += 1.0);
        } else {
            let days = interactions.days.as_ref().ok_or_else(|| {
                let message = "popularity with a half-life needs times: give the ratings a column of timestamps";
                Error::new(ErrorKind::DataEmpty, message)
            })?;
            let cells = || (0..days.height()).flat_map(|user| days.entries(user));
            let latest = cells().map(|(_, day)| day).fold(f32::NEG_INFINITY, f32::max);
            cells().for_each(|(item, day)| shares[item as usize] += f64::from(((day - latest) / half_life).exp2()));
        }
        let users = likes.height().max(1) as f64;
        Ok(Popularity { shares: shares.into_iter().map(|share| (share / users) as f32).collect() })
    }

    impl Packable for Popularity {
        fn pack(&self, writer: &mut pack::Writer<'_>) -> Result<()> {
            writer.f32(SHARES, &self.shares);
            Ok(())
        }
    }
}
