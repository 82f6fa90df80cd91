//! Popularity: the share of users who like an item. It knows nothing of the visitor, and stands in while
//! there are few likes to go by.

#[cfg(feature = "train")]
use super::Train;
use super::{Explanation, Family, FoldedIn, Model};
use crate::error::Result;
use crate::history::Profile;
use crate::pack;

pub(super) const FAMILY: Family = Family {
    name: "popularity",
    about: "the share of users who like an item",
    parameters: &[],
    quantisation: "none (f32)",
    read: Some(|reader| Ok(Box::new(Popularity { shares: reader.finite(SHARES, reader.items())? }))),
    #[cfg(feature = "train")]
    train: Train::Ranking(|training, _| Ok(Box::new(Popularity::train(training.likes)))),
};

const SHARES: &str = "popularity.shares";

struct Popularity {
    /// For each item, the share of users who like it, 0 to 1.
    shares: Vec<f32>,
}

impl Popularity {
    #[cfg(feature = "train")]
    fn train(interactions: &crate::interactions::Csr) -> Self {
        let mut counts = vec![0u32; interactions.width()];
        for item in (0..interactions.height()).flat_map(|user| interactions.row(user)) {
            counts[*item as usize] += 1;
        }
        let users = interactions.height().max(1) as f32;
        Self { shares: counts.into_iter().map(|count| count as f32 / users).collect() }
    }
}

impl Model for Popularity {
    fn fold_in<'m>(&'m self, _: &'m Profile) -> Box<dyn FoldedIn + 'm> {
        Box::new(Popular(&self.shares))
    }

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
