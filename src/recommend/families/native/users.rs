//! User neighbourhoods: an item's score is the sum of the similarities of the nearest users who like it
//! (P. Resnick et al., "GroupLens", CSCW 1994, for likes). The model holds the training users' likes, so it is not
//! packed.

use super::base::NATIVE;
use crate::families::family::Family;
use crate::families::model::{Explanation, FoldedIn, RankingModel};
use crate::families::packable::Packable;
use crate::families::parameters::{Parameter, RECENCY};
use crate::families::training::{RowSimilarities, Similarity, Trainer};
use crate::history::WeightedItems;
use crate::pack;
use penchant_base::{Error, ErrorKind, Result};
use penchant_linear::Csr;

pub(in crate::families) const FAMILY: Family = Family {
    name: "users",
    about: "user neighbourhoods",
    parameters: &[
        Parameter { name: "neighbours", default: "100", values: &["50", "100", "200"], about: "per visitor" },
        Parameter {
            name: "similarity",
            default: "cosine",
            values: &["cosine", "jaccard", "pearson", "euclidean", "adjusted-cosine", "dot"],
            about: "of two users, by the items they like",
        },
        Parameter {
            name: "shrinkage",
            default: "0",
            values: &["0", "5", "20"],
            about: "similarities are multiplied by n / (n + shrinkage), n being the items that both users like",
        },
        RECENCY,
    ],
    train: Trainer::Ranking(|training, parameters| {
        let similarity = Similarity::from_name(parameters.word("similarity"));
        let similarities = RowSimilarities::new(
            training.interactions.likes.clone(),
            similarity,
            parameters.non_negative("shrinkage")?,
        );
        let neighbours = parameters.integer("neighbours", 1, 1_000_000)?;
        Ok(Box::new(Users { likes: training.interactions.likes.clone(), similarities, neighbours }))
    }),
    ..NATIVE
};

struct Users {
    likes: Csr,
    similarities: RowSimilarities,
    neighbours: usize,
}

impl Users {
    fn nearest(&self, history: &WeightedItems<'_>, count: usize) -> Vec<(u32, f32)> {
        let mut entries: Vec<_> = history.iter().collect();
        entries.sort_unstable_by_key(|&(item, _)| item);
        self.similarities.nearest_to(&entries, count)
    }
}

impl RankingModel for Users {
    fn fold_in<'m>(&'m self, history: WeightedItems<'m>) -> Box<dyn FoldedIn + 'm> {
        let nearest = self.nearest(&history, self.neighbours);
        Box::new(UsersFoldedIn { model: self, history, nearest })
    }

    fn similar_users(&self, history: &WeightedItems<'_>, n: usize) -> Option<Vec<(u32, f32)>> {
        let mut nearest = self.nearest(history, n);
        nearest.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        Some(nearest)
    }
}

impl Packable for Users {
    fn pack(&self, _: &mut pack::Writer<'_>) -> Result<()> {
        let message =
            "the family \"users\" cannot be packed, because its model holds what each user likes: choose another";
        Err(Error::new(ErrorKind::Argument, message))
    }
}

struct UsersFoldedIn<'m> {
    model: &'m Users,
    history: WeightedItems<'m>,
    nearest: Vec<(u32, f32)>,
}

impl FoldedIn for UsersFoldedIn<'_> {
    fn add_scores(&self, weight: f32, scores: &mut [f32]) {
        for &(user, similarity) in &self.nearest {
            for &item in self.model.likes.row(user as usize) {
                scores[item as usize] += weight * similarity;
            }
        }
    }

    /// A neighbour's similarity is divided among the items of the history that the neighbour likes, by their weights.
    fn explain(&self, item: u32) -> Explanation {
        let mut events = vec![0.0f32; self.history.items.len()];
        for &(user, similarity) in &self.nearest {
            let likes = self.model.likes.row(user as usize);
            if likes.binary_search(&item).is_err() {
                continue;
            }
            let shared = |event: &u32| likes.binary_search(event).is_ok();
            let total: f32 = self.history.iter().filter(|(event, _)| shared(event)).map(|(_, weight)| weight).sum();
            for (part, (event, weight)) in events.iter_mut().zip(self.history.iter()) {
                if shared(&event) && total != 0.0 {
                    *part += similarity * weight / total;
                }
            }
        }
        Explanation { prior: 0.0, events }
    }
}
