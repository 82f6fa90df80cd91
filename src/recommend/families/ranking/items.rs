//! Item neighbourhoods: an item's score is the sum of its similarities to the items of the history
//! (B. Sarwar et al., WWW 2001). Each item keeps the neighbours that are most like it.

#[cfg(feature = "train")]
use crate::families::family::Train;
use crate::families::family::{Family, Read};
#[cfg(feature = "train")]
use crate::families::model::Model;
use crate::families::neighbours::Neighbours;
use crate::families::parameters::{Parameter, RECENCY};
#[cfg(feature = "train")]
use penchant_base::{Error, ErrorKind, Result};

pub(in crate::families) const FAMILY: Family = Family {
    name: "items",
    about: "item neighbourhoods",
    parameters: &[
        Parameter { name: "neighbours", default: "500", values: &["50", "100", "200", "500"], about: "per item" },
        Parameter {
            name: "similarity",
            default: "cosine",
            values: &["cosine", "jaccard", "pearson", "euclidean", "adjusted-cosine", "dot"],
            about: "how alike two items are by who likes them",
        },
        Parameter {
            name: "weighting",
            default: "tf-idf",
            values: &["none", "tf-idf", "bm25"],
            about: "of a like, before the similarity is taken",
        },
        Parameter {
            name: "shrinkage",
            default: "0",
            values: &["0", "5", "20"],
            about: "similarities are multiplied by n / (n + shrinkage), n being the users they rest on",
        },
        RECENCY,
    ],
    quantisation: crate::families::neighbours::QUANTISATION,
    read: Some(Read::Ranking(|reader| Ok(Box::new(Neighbours::read(reader, "items")?)))),
    #[cfg(feature = "train")]
    train: Train::Ranking(|training, parameters| Ok(Box::new(train::train(&training.interactions.likes, parameters)?))),
};

/// A model of weights that were learned elsewhere: for each item its neighbours, by index, each once. Liking
/// the item adds the weight to the neighbour's score.
///
/// Errors: `argument` for an index past the end or twice, a weight that is not finite, or 2³² weights.
#[cfg(feature = "train")]
pub fn from_neighbours(mut rows: Vec<Vec<(u32, f32)>>) -> Result<Box<dyn Model>> {
    let (items, count) = (rows.len(), rows.iter().map(Vec::len).sum::<usize>());
    rows.iter_mut().for_each(|row| row.sort_unstable_by_key(|&(target, _)| target));
    let sound = |row: &Vec<(u32, f32)>| {
        let known = row.iter().all(|&(target, weight)| (target as usize) < items && weight.is_finite());
        known && row.is_sorted_by(|a, b| a.0 < b.0)
    };
    if u32::try_from(count).is_err() || !rows.iter().all(sound) {
        let message = "the neighbours are not each an item once, with a finite weight, and fewer than 2³²";
        return Err(Error::new(ErrorKind::Argument, message));
    }
    Ok(Box::new(Neighbours::new("items", rows)))
}

#[cfg(feature = "train")]
mod train {
    use super::Neighbours;
    use crate::families::parameters::Parameters;
    use crate::families::ranking::similarity::{Similarity, Vectors, Weighting};
    use penchant_base::Result;
    use penchant_linear::Csr;

    pub(super) fn train(likes: &Csr, parameters: &Parameters) -> Result<Neighbours> {
        let count = parameters.count("neighbours", 1, 1_000_000)?;
        let weighted = Weighting::named(parameters.word("weighting")).apply(&likes.transpose());
        let vectors =
            Vectors::new(weighted, Similarity::named(parameters.word("similarity")), parameters.positive("shrinkage")?);
        Ok(Neighbours::new("items", vectors.all_nearest(count)))
    }
}
