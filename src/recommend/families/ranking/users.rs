//! User neighbourhoods: an item's score is the sum of the similarities of the nearest users who like it
//! (P. Resnick et al., CSCW 1994, for likes). It carries the training users' likes, so it stays native.

use crate::families::family::{Family, Train};
use crate::families::model::{Explanation, FoldedIn, Model};
use crate::families::parameters::{Parameter, RECENCY};
use crate::families::ranking::similarity::{Similarity, Vectors};
use crate::history::Taste;
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
            about: "how alike two users are by what they like",
        },
        Parameter {
            name: "shrinkage",
            default: "0",
            values: &["0", "5", "20"],
            about: "similarities are multiplied by n / (n + shrinkage), n being the items they rest on",
        },
        RECENCY,
    ],
    train: Train::Ranking(|training, parameters| {
        let similarity = Similarity::named(parameters.word("similarity"));
        let vectors = Vectors::new(training.interactions.likes.clone(), similarity, parameters.positive("shrinkage")?);
        let neighbours = parameters.count("neighbours", 1, 1_000_000)?;
        Ok(Box::new(Users { likes: training.interactions.likes.clone(), vectors, neighbours }))
    }),
    ..Family::NATIVE
};

struct Users {
    likes: Csr,
    vectors: Vectors,
    neighbours: usize,
}

impl Users {
    fn nearest(&self, taste: &Taste<'_>, count: usize) -> Vec<(u32, f32)> {
        let mut entries: Vec<_> = taste.iter().collect();
        entries.sort_unstable_by_key(|&(item, _)| item);
        self.vectors.nearest_to(&entries, count)
    }
}

impl Model for Users {
    fn fold_in<'m>(&'m self, taste: Taste<'m>) -> Box<dyn FoldedIn + 'm> {
        let nearest = self.nearest(&taste, self.neighbours);
        Box::new(UsersFoldedIn { model: self, taste, nearest })
    }

    fn similar_users(&self, taste: &Taste<'_>, n: usize) -> Option<Vec<(u32, f32)>> {
        let mut nearest = self.nearest(taste, n);
        nearest.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        Some(nearest)
    }

    fn pack(&self, _: &mut pack::Writer) -> Result<()> {
        let message =
            "a model of user neighbourhoods holds its users' likes, and is not put into a pack: choose another model";
        Err(Error::new(ErrorKind::Argument, message))
    }
}

struct UsersFoldedIn<'m> {
    model: &'m Users,
    taste: Taste<'m>,
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

    /// A neighbour's similarity is shared out among the items of the history that both like, by their weights.
    fn explain(&self, item: u32) -> Explanation {
        let mut events = vec![0.0f32; self.taste.items.len()];
        for &(user, similarity) in &self.nearest {
            let likes = self.model.likes.row(user as usize);
            if likes.binary_search(&item).is_err() {
                continue;
            }
            let shared = |event: &u32| likes.binary_search(event).is_ok();
            let total: f32 = self.taste.iter().filter(|(event, _)| shared(event)).map(|(_, weight)| weight).sum();
            for (part, (event, weight)) in events.iter_mut().zip(self.taste.iter()) {
                if shared(&event) && total != 0.0 {
                    *part += similarity * weight / total;
                }
            }
        }
        Explanation { prior: 0.0, events }
    }
}
