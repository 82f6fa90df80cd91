//! Transitions: which items follow an item in the users' sequences (a Markov chain with a window; G. Shani, D.
//! Heckerman and R. Brafman, "An MDP-Based Recommender System", JMLR 2005). A model of the short term: mostly the last
//! events of a history count.

use crate::families::family::{Family, ModelReader};
use crate::families::neighbours::{self, Neighbours};
use crate::families::parameters::{Parameter, RECENCY};

pub(in crate::families) const FAMILY: Family = Family {
    name: NAME,
    about: "what usually follows the last events",
    parameters: &[
        Parameter {
            name: "window",
            default: "10",
            values: &["5", "10", "20"],
            about: "how many events after an item count as following it",
        },
        Parameter {
            name: "shrinkage",
            default: "30",
            values: &["3", "10", "30", "100"],
            about: "added to the number of times an item is followed",
        },
        Parameter { name: "neighbours", default: "200", values: &["200"], about: "followers kept per item" },
        // A short half-life by default, because this is a model of the short term.
        Parameter { default: "3", values: &["1", "2", "3", "5", "10"], ..RECENCY },
    ],
    quantisation: neighbours::QUANTISATION,
    read: Some(ModelReader::Ranking(|reader| Ok(Box::new(Neighbours::read(reader, NAME)?)))),
    #[cfg(feature = "train")]
    train: train::TRAINER,
    #[cfg(feature = "train")]
    training_bytes: None,
};

const NAME: &str = "transitions";

#[cfg(feature = "train")]
mod train {
    use super::{NAME, Neighbours};
    use crate::families::parameters::Parameters;
    use crate::families::training::{Trainer, TrainingInput};
    use penchant_base::{Error, ErrorKind, Result};
    use std::collections::HashMap;

    pub(super) const TRAINER: Trainer = Trainer::Ranking(|input, parameters| Ok(Box::new(train(input, parameters)?)));

    fn train(input: &TrainingInput<'_>, parameters: &Parameters) -> Result<Neighbours> {
        let window = parameters.integer("window", 1, 10_000)?;
        let shrinkage = parameters.non_negative("shrinkage")? as f32;
        let neighbours = parameters.integer("neighbours", 1, 1_000_000)?;
        if input.interactions.sequences.is_empty() {
            let message = "transitions are learned from the order of events: give the ratings a column of timestamps";
            return Err(Error::new(ErrorKind::DataEmpty, message));
        }
        let mut rows: Vec<HashMap<u32, f32>> = vec![HashMap::new(); input.catalog.len()];
        for sequence in &input.interactions.sequences {
            for (position, &item) in sequence.iter().enumerate() {
                for (distance, &next) in sequence[position + 1..].iter().take(window).enumerate() {
                    // Nearer followers count more.
                    *rows[item as usize].entry(next).or_default() += 1.0 / (distance + 1) as f32;
                }
            }
        }
        let row = |followers: HashMap<u32, f32>| {
            let total: f32 = shrinkage + {
                let mut counts: Vec<f32> = followers.values().copied().collect();
                // Sorted, because the order of a hash map would change the sum from run to run.
                counts.sort_by(f32::total_cmp);
                counts.iter().sum::<f32>()
            };
            let mut row: Vec<(u32, f32)> = followers.into_iter().map(|(next, count)| (next, count / total)).collect();
            row.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            row.truncate(neighbours);
            row
        };
        Ok(Neighbours::new(NAME, rows.into_iter().map(row).collect()))
    }
}
