//! Content: an item's score is its similarity to the items of the history, the inner product of their features, which is
//! small where little is known of an item (`training/features.rs` has the formula). Either the whole history is compared
//! with every item, through the sum of its vectors, or each item has its nearest neighbours.

use crate::families::family::{Family, ModelReader};
use crate::families::model::{Explanation, FoldedIn, RankingModel};
use crate::families::neighbours::Neighbours;
use crate::families::parameters::{Parameter, RECENCY};
use crate::history::WeightedItems;
use crate::pack;
use penchant_base::Result;

pub(in crate::families) const FAMILY: Family = Family {
    name: NAME,
    about: "genres, decades, words of titles, tags and descriptions",
    parameters: &[
        Parameter {
            name: "neighbours",
            default: "0",
            values: &["0", "100", "200", "500"],
            about: "per item; 0: the whole history is compared with every item",
        },
        RECENCY,
    ],
    quantisation: "int8 with one f32 scale per item",
    read: Some(ModelReader::Ranking(read)),
    #[cfg(feature = "train")]
    train: train::TRAINER,
    #[cfg(feature = "train")]
    training_bytes: None,
};

const NAME: &str = "content";
const OFFSETS: &str = "content.offsets";
const FEATURES: &str = "content.features";
const VALUES: &str = "content.values";
const SCALES: &str = "content.scales";

fn read(reader: &pack::Reader<'_>) -> Result<Box<dyn RankingModel>> {
    if reader.has(FEATURES) {
        Ok(Box::new(Content::read(reader)?))
    } else {
        Ok(Box::new(Neighbours::read(reader, NAME)?))
    }
}

/// The features of each item: item `i` has `features[p]` with `values[p]` for `p` in `offsets[i]..offsets[i + 1]`.
struct Content {
    offsets: Vec<u32>,
    /// Ascending within an item.
    features: Vec<u16>,
    values: Vec<f32>,
    /// The number of features: all indices are below it.
    width: usize,
}

impl Content {
    fn read(reader: &pack::Reader<'_>) -> Result<Self> {
        let (features, quantised) = (reader.u16(FEATURES)?, reader.i8(VALUES)?);
        let offsets = reader.offsets(OFFSETS, reader.items(), features.len())?;
        let scales = reader.finite_f32(SCALES, reader.items())?;
        if quantised.len() != features.len() {
            return Err(pack::invalid("its content features and their values differ in number"));
        }
        let rows = offsets.windows(2).map(|pair| pair[0] as usize..pair[1] as usize);
        if rows.clone().any(|row| !features[row].is_sorted_by(|a, b| a < b)) {
            return Err(pack::invalid("its content features are not in ascending order"));
        }
        let scaled =
            rows.zip(scales).flat_map(|(row, scale)| quantised[row].iter().map(move |&v| f32::from(v) * scale));
        let values = scaled.collect();
        Ok(Self { width: width(&features), offsets, features, values })
    }

    fn item(&self, item: u32) -> impl Iterator<Item = (u16, f32)> {
        let row = self.offsets[item as usize] as usize..self.offsets[item as usize + 1] as usize;
        self.features[row.clone()].iter().copied().zip(self.values[row].iter().copied())
    }

    /// The inner product of two items' vectors.
    fn product(&self, a: u32, b: u32) -> f32 {
        let mut b = self.item(b).peekable();
        let in_both = |(feature, value)| {
            while b.next_if(|(other, _)| *other < feature).is_some() {}
            b.next_if(|(other, _)| *other == feature).map(|(_, other)| value * other)
        };
        self.item(a).filter_map(in_both).sum()
    }
}

fn width(features: &[u16]) -> usize {
    features.iter().max().map_or(0, |&feature| usize::from(feature) + 1)
}

impl RankingModel for Content {
    fn fold_in<'m>(&'m self, history: WeightedItems<'m>) -> Box<dyn FoldedIn + 'm> {
        let mut sum = vec![0.0; self.width];
        for (item, weight) in history.iter() {
            self.item(item).for_each(|(feature, value)| sum[usize::from(feature)] += weight * value);
        }
        Box::new(ContentFoldedIn { model: self, sum, history })
    }
}

struct ContentFoldedIn<'m> {
    model: &'m Content,
    history: WeightedItems<'m>,
    /// The weighted sum of the history's vectors.
    sum: Vec<f32>,
}

impl FoldedIn for ContentFoldedIn<'_> {
    fn add_scores(&self, weight: f32, scores: &mut [f32]) {
        for (score, item) in scores.iter_mut().zip(0..) {
            let product: f32 =
                self.model.item(item).map(|(feature, value)| value * self.sum[usize::from(feature)]).sum();
            *score += weight * product;
        }
    }

    fn explain(&self, item: u32) -> Explanation {
        let contribution = |(event, weight): (u32, f32)| weight * self.model.product(item, event);
        Explanation { prior: 0.0, events: self.history.iter().map(contribution).collect() }
    }
}

#[cfg(feature = "train")]
mod train {
    use super::{Content, FEATURES, NAME, Neighbours, OFFSETS, SCALES, VALUES};
    use crate::families::factors::quantise;
    use crate::families::model::RankingModel;
    use crate::families::packable::Packable;
    use crate::families::parameters::Parameters;
    use crate::families::training::{RowSimilarities, Similarity, Trainer, TrainingInput, features};
    use crate::pack;
    use penchant_base::Result;
    use penchant_linear::Csr;

    pub(super) const TRAINER: Trainer = Trainer::Ranking(train);

    fn train(input: &TrainingInput<'_>, parameters: &Parameters) -> Result<Box<dyn RankingModel>> {
        let features = features(input);
        let count = parameters.integer("neighbours", 0, 1_000_000)?;
        if count == 0 {
            return Ok(Box::new(content(&features)));
        }
        let similarities = RowSimilarities::new(features, Similarity::Dot, 0.0);
        Ok(Box::new(Neighbours::new(NAME, similarities.all_nearest(count))))
    }

    fn content(features: &Csr) -> Content {
        let mut content = Content { offsets: vec![0], features: Vec::new(), values: Vec::new(), width: 0 };
        for item in 0..features.height() {
            for (feature, value) in features.entries(item) {
                content.features.push(feature as u16);
                content.values.push(value);
            }
            content.offsets.push(content.features.len() as u32);
        }
        content.width = super::width(&content.features);
        content
    }

    impl Packable for Content {
        fn pack(&self, writer: &mut pack::Writer<'_>) -> Result<()> {
            let rows = self.offsets.windows(2).map(|pair| &self.values[pair[0] as usize..pair[1] as usize]);
            let (values, scales) = quantise(rows);
            writer.u32(OFFSETS, &self.offsets);
            writer.u16(FEATURES, &self.features);
            writer.i8(VALUES, &values);
            writer.f32(SCALES, &scales);
            Ok(())
        }
    }
}
