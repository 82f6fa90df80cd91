//! Content: items are alike by their genres, the decade they came out in and the words of their titles, as
//! TF-IDF vectors under the cosine (G. Salton and C. Buckley, 1988). It knows items that nobody has rated.

#[cfg(feature = "train")]
use super::Train;
use super::parameters::Parameter;
use super::{Family, neighbours::Neighbours};

pub(super) const FAMILY: Family = Family {
    name: NAME,
    about: "genres, decades and words of titles",
    parameters: &[Parameter { name: "neighbours", default: "200", values: &["100", "200", "500"], about: "per item" }],
    quantisation: super::neighbours::QUANTISATION,
    read: Some(|reader| Ok(Box::new(Neighbours::read(reader, NAME)?))),
    #[cfg(feature = "train")]
    train: Train::Ranking(|training, parameters| Ok(Box::new(train::train(training, parameters)?))),
};

const NAME: &str = "content";

#[cfg(feature = "train")]
mod train {
    use super::{NAME, Neighbours};
    use crate::error::Result;
    use crate::families::similarity::{Similarity, Vectors, Weighting};
    use crate::families::{Parameters, Training};
    use crate::interactions::Csr;
    use rayon::prelude::*;
    use std::collections::HashMap;

    pub(super) fn train(training: &Training<'_>, parameters: &Parameters) -> Result<Neighbours> {
        let count = parameters.count("neighbours", 1, 1_000_000)?;
        let vectors = Vectors::new(Weighting::TfIdf.apply(&features(training)), Similarity::Cosine, 0.0);
        let rows = (0..training.catalog.len() as u32)
            .into_par_iter()
            .map_init(|| vectors.accumulator(), |accumulator, item| vectors.nearest(item, count, accumulator));
        Ok(Neighbours::new(NAME, rows.collect()))
    }

    /// Items × features: 1 where an item has a genre, a decade or a word.
    fn features(training: &Training<'_>) -> Csr {
        let mut places: HashMap<String, u32> = HashMap::new();
        let mut cells = Vec::new();
        for item in 0..training.catalog.len() as u32 {
            let shown = training.catalog.item(item);
            let genres = training.catalog.genres(item).map(|genre| format!("genre {genre}"));
            let decade = shown.year.map(|year| format!("decade {}", year / 10));
            let title = shown.title.to_lowercase();
            let words = title.split(|letter: char| !letter.is_alphanumeric()).filter(|word| word.chars().count() > 3);
            for feature in genres.chain(decade).chain(words.map(str::to_owned)) {
                let next = places.len() as u32;
                cells.push((item, *places.entry(feature).or_insert(next), 1.0));
            }
        }
        Csr::from_triplets(training.catalog.len(), places.len(), cells)
    }
}
