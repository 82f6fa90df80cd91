//! Item neighbourhoods: an item's score is the sum of its similarities to the items of the history (B. Sarwar et al.,
//! "Item-Based Collaborative Filtering Recommendation Algorithms", WWW 2001). Each item keeps its nearest neighbours.

use crate::families::family::{Family, ModelReader};
use crate::families::neighbours::{self, Neighbours};
use crate::families::parameters::{Parameter, RECENCY};
#[cfg(feature = "train")]
pub use train::from_neighbours;

pub(in crate::families) const FAMILY: Family = Family {
    name: NAME,
    about: "item neighbourhoods",
    parameters: &[
        Parameter { name: "neighbours", default: "500", values: &["50", "100", "200", "500"], about: "per item" },
        Parameter {
            name: "similarity",
            default: "cosine",
            values: &["cosine", "jaccard", "pearson", "euclidean", "adjusted-cosine", "dot"],
            about: "of two items, by the users who like them",
        },
        Parameter {
            name: "weighting",
            default: "tf-idf",
            values: &["none", "tf-idf", "bm25"],
            about: "of likes, before the similarities are computed",
        },
        Parameter {
            name: "shrinkage",
            default: "0",
            values: &["0", "5", "20"],
            about: "similarities are multiplied by n / (n + shrinkage), n being the users who like both items",
        },
        RECENCY,
    ],
    quantisation: neighbours::QUANTISATION,
    read: Some(ModelReader::Ranking(|reader| Ok(Box::new(Neighbours::read(reader, NAME)?)))),
    #[cfg(feature = "train")]
    train: train::TRAINER,
    #[cfg(feature = "train")]
    training_bytes: None,
};

const NAME: &str = "items";

#[cfg(feature = "train")]
mod train {
    use super::{NAME, Neighbours};
    use crate::families::model::RankingModel;
    use crate::families::parameters::Parameters;
    use crate::families::training::{RowSimilarities, Similarity, Trainer, Weighting};
    use penchant_base::{Error, ErrorKind, Result};
    use penchant_linear::Csr;

    pub(super) const TRAINER: Trainer =
        Trainer::Ranking(|input, parameters| Ok(Box::new(train(&input.interactions.likes, parameters)?)));

    fn train(likes: &Csr, parameters: &Parameters) -> Result<Neighbours> {
        let count = parameters.integer("neighbours", 1, 1_000_000)?;
        let weighted = Weighting::from_name(parameters.word("weighting")).apply(&likes.transpose());
        let similarity = Similarity::from_name(parameters.word("similarity"));
        let similarities = RowSimilarities::new(weighted, similarity, parameters.non_negative("shrinkage")?);
        Ok(Neighbours::new(NAME, similarities.all_nearest(count)))
    }

    /// A model of weights that were learned elsewhere: for each item its neighbours, by index, each once. Liking
    /// the item adds the weight to the neighbour's score.
    ///
    /// Errors: `argument` for an index that is past the end or occurs twice, a weight that is not finite, or 2³²
    /// weights and more.
    pub fn from_neighbours(mut rows: Vec<Vec<(u32, f32)>>) -> Result<Box<dyn RankingModel>> {
        let (items, count) = (rows.len(), rows.iter().map(Vec::len).sum::<usize>());
        rows.iter_mut().for_each(|row| row.sort_unstable_by_key(|&(target, _)| target));
        let is_valid = |row: &Vec<(u32, f32)>| {
            let in_range = row.iter().all(|&(target, weight)| (target as usize) < items && weight.is_finite());
            in_range && row.is_sorted_by(|a, b| a.0 < b.0)
        };
        if u32::try_from(count).is_err() || !rows.iter().all(is_valid) {
            let message = "an item's neighbours must be items, each once and with a finite weight, and all together \
                           fewer than 2³²";
            return Err(Error::new(ErrorKind::Argument, message));
        }
        Ok(Box::new(Neighbours::new(NAME, rows)))
    }
}
