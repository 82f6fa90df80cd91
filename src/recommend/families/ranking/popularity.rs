//! Popularity: the share of users who like an item, lately if likes are to count less with age. It knows
//! nothing of the visitor, and stands in while there are few likes to go by.

#[cfg(feature = "train")]
use crate::families::family::Train;
use crate::families::family::{Family, Read};
use crate::families::model::{Explanation, FoldedIn, Model};
use crate::families::parameters::Parameter;
use crate::history::Taste;
#[cfg(feature = "train")]
use crate::pack;
#[cfg(feature = "train")]
use penchant_base::Result;

pub(in crate::families) const FAMILY: Family = Family {
    name: "popularity",
    about: "the share of users who like an item",
    parameters: &[Parameter {
        name: "half_life",
        default: "0",
        values: &["0", "30", "90", "365", "1000"],
        about: "days after which a like counts half, back from the latest; with 0 all count alike",
    }],
    quantisation: "none (f32)",
    read: Some(Read::Ranking(|reader| Ok(Box::new(Popularity { shares: reader.finite(SHARES, reader.items())? })))),
    #[cfg(feature = "train")]
    train: Train::Ranking(|training, parameters| Ok(Box::new(train::train(training.interactions, parameters)?))),
};

const SHARES: &str = "popularity.shares";

struct Popularity {
    /// For each item, the share of users who like it, 0 to 1.
    shares: Vec<f32>,
}

impl Model for Popularity {
    fn fold_in<'m>(&'m self, _: Taste<'m>) -> Box<dyn FoldedIn + 'm> {
        Box::new(Popular(&self.shares))
    }

    fn popularity(&self) -> Option<&[f32]> {
        Some(&self.shares)
    }

    #[cfg(feature = "train")]
    fn pack(&self, writer: &mut pack::Writer) -> Result<()> {
        writer.f32(SHARES, &self.shares);
        Ok(())
    }
}

struct Popular<'m>(&'m [f32]);

impl FoldedIn for Popular<'_> {
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
    use super::Popularity;
    use crate::families::parameters::Parameters;
    use crate::interactions::Interactions;
    use penchant_base::{Error, ErrorKind, Result};

    pub(super) fn train(interactions: &Interactions, parameters: &Parameters) -> Result<Popularity> {
        let half_life = parameters.positive("half_life")? as f32;
        let likes = &interactions.likes;
        let mut shares = vec![0.0f64; likes.width()];
        if half_life == 0.0 {
            (0..likes.height()).flat_map(|user| likes.row(user)).for_each(|&item| shares[item as usize] += 1.0);
        } else {
            let days = interactions.days.as_ref().ok_or_else(|| {
                let message = "popularity with a half-life wants a column of times with the ratings";
                Error::new(ErrorKind::DataEmpty, message)
            })?;
            let cells = || (0..days.height()).flat_map(|user| days.entries(user));
            let latest = cells().map(|(_, day)| day).fold(f32::NEG_INFINITY, f32::max);
            cells().for_each(|(item, day)| shares[item as usize] += f64::from(((day - latest) / half_life).exp2()));
        }
        let users = likes.height().max(1) as f64;
        Ok(Popularity { shares: shares.into_iter().map(|share| (share / users) as f32).collect() })
    }
}
