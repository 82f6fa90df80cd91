//! Item neighbourhoods: an item's score is the sum of its similarities to the items of the history
//! (B. Sarwar et al., WWW 2001). Each item keeps the neighbours that are most like it.

#[cfg(feature = "train")]
use super::Train;
use super::parameters::Parameter;
use super::{Family, neighbours::Neighbours};

pub(super) const FAMILY: Family = Family {
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
    ],
    quantisation: super::neighbours::QUANTISATION,
    read: Some(|reader| Ok(Box::new(Neighbours::read(reader, "items")?))),
    #[cfg(feature = "train")]
    train: Train::Ranking(|training, parameters| Ok(Box::new(train::train(training.likes, parameters)?))),
};

#[cfg(feature = "train")]
mod train {
    use super::Neighbours;
    use crate::error::Result;
    use crate::families::parameters::Parameters;
    use crate::families::similarity::{Accumulator, Similarity, Vectors, Weighting};
    use crate::interactions::Csr;
    use rayon::prelude::*;

    pub(super) fn train(likes: &Csr, parameters: &Parameters) -> Result<Neighbours> {
        let count = parameters.count("neighbours", 1, 1_000_000)?;
        let weighted = Weighting::named(parameters.word("weighting")).apply(&likes.transpose());
        let vectors =
            Vectors::new(weighted, Similarity::named(parameters.word("similarity")), parameters.positive("shrinkage")?);
        let nearest = |accumulator: &mut Accumulator, item| {
            let mut row = vectors.nearest(item, count, accumulator);
            // As the model wants them: here many rows are sorted at a time.
            row.sort_unstable_by_key(|&(other, _)| other);
            row
        };
        let rows = (0..likes.width() as u32).into_par_iter().map_init(|| vectors.accumulator(), nearest);
        Ok(Neighbours::new("items", rows.collect()))
    }
}
