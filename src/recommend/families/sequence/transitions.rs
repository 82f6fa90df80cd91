//! Transitions: what users go on to after an item, counted over their sequences (a Markov chain with a
//! window; G. Shani, D. Heckerman and R. Brafman, JMLR 2005). It speaks for the short term: only the last
//! events of a history count, the latest most.

#[cfg(feature = "train")]
use crate::families::family::Train;
use crate::families::family::{Family, Read};
use crate::families::neighbours::Neighbours;
use crate::families::parameters::{Parameter, RECENCY};

pub(in crate::families) const FAMILY: Family = Family {
    name: NAME,
    about: "what comes next after the last events",
    parameters: &[
        Parameter {
            name: "window",
            default: "10",
            values: &["5", "10", "20"],
            about: "events after an item that count as following it",
        },
        Parameter {
            name: "shrinkage",
            default: "30",
            values: &["3", "10", "30", "100"],
            about: "added to how often an item is followed",
        },
        Parameter { name: "neighbours", default: "200", values: &["200"], about: "followers kept per item" },
        // The short term is what it speaks for.
        Parameter { default: "3", values: &["1", "2", "3", "5", "10"], ..RECENCY },
    ],
    quantisation: crate::families::neighbours::QUANTISATION,
    read: Some(Read::Ranking(|reader| Ok(Box::new(Neighbours::read(reader, NAME)?)))),
    #[cfg(feature = "train")]
    train: Train::Ranking(|training, parameters| Ok(Box::new(train::train(training, parameters)?))),
};

const NAME: &str = "transitions";

#[cfg(feature = "train")]
mod train {
    use super::NAME;
    use super::Neighbours;
    use crate::families::parameters::Parameters;
    use crate::families::training::Training;
    use penchant_base::{Error, ErrorKind, Result};
    use std::collections::HashMap;

    pub(super) fn train(training: &Training<'_>, parameters: &Parameters) -> Result<Neighbours> {
        let (window, shrinkage) = (parameters.count("window", 1, 10_000)?, parameters.positive("shrinkage")? as f32);
        let neighbours = parameters.count("neighbours", 1, 1_000_000)?;
        if training.interactions.sequences.is_empty() {
            let message = "transitions are learned from the order of events: the ratings want a column of times";
            return Err(Error::new(ErrorKind::DataEmpty, message));
        }
        let mut rows: Vec<HashMap<u32, f32>> = vec![HashMap::new(); training.catalog.len()];
        for sequence in &training.interactions.sequences {
            for (place, &item) in sequence.iter().enumerate() {
                for (distance, &next) in sequence[place + 1..].iter().take(window).enumerate() {
                    // Nearer followers say more.
                    *rows[item as usize].entry(next).or_default() += 1.0 / (distance + 1) as f32;
                }
            }
        }
        let row = |followers: HashMap<u32, f32>| {
            let total: f32 = shrinkage + {
                let mut counts: Vec<f32> = followers.values().copied().collect();
                // In order, because a hash map's would change the sum from run to run.
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
