//! The description in a pack's header: its models and their weights, its training data, its quality, its licence.

use penchant_base::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

/// The description in a pack's header. Its JSON is part of the format.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PackManifest {
    /// The catalogue's name. A history belongs to a catalogue by this name.
    pub name: String,
    /// The models that rank, in the order in which their scores are added up.
    pub models: Vec<ModelEntry>,
    /// The model that predicts ratings, if there is one.
    #[serde(rename = "ratings", default, skip_serializing_if = "Option::is_none")]
    pub rating_model: Option<RatingModelEntry>,
    /// The names of the genres, by their index.
    pub genres: Vec<String>,
    /// The size of the training data.
    pub trained_on: TrainingSummary,
    /// Metrics, before and after quantisation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measured: Vec<Measurement>,
    /// The terms of the training data, to be displayed wherever the pack is used.
    #[serde(default)]
    pub notice: String,
}

/// One model of a pack, and its part in the score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelEntry {
    /// The name of its family.
    pub family: String,
    /// The factor of its scores.
    pub weight: BlendWeight,
    /// Whether its scores are first scaled to the standard deviation of the first such model's scores over the
    /// catalogue, so that scores with different units can be added up.
    #[serde(default)]
    pub standardised: bool,
    /// The number of later events after which an event of the history has half its weight; 0: all have their full
    /// weight.
    #[serde(default)]
    pub recency: f32,
    /// How its numbers are quantised, for people.
    pub quantisation: String,
}

impl ModelEntry {
    /// Whether it is a model of the short term, which weighs the last events of a history more than the others.
    pub fn is_short_term(&self) -> bool {
        self.recency > 0.0
    }
}

/// The model of a pack that predicts ratings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RatingModelEntry {
    /// The name of its family.
    pub family: String,
    /// How its numbers are quantised, for people.
    pub quantisation: String,
}

/// The size of the training data; zeros where models were trained elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TrainingSummary {
    /// Users with at least one positive interaction.
    pub users: usize,
    /// Positive interactions.
    pub interactions: usize,
    /// Ratings above this one are positive interactions.
    pub positive_above: f32,
    /// How the model was chosen, if nobody named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen: Option<ModelChoice>,
}

/// The model that was chosen for a small catalogue, and what it was chosen by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelChoice {
    /// Its specification.
    pub model: String,
    /// The users whose likes it was to find; 0 if there were too few, so that it is the default.
    pub users: usize,
    /// Its mean ndcg@10 for these users.
    pub ndcg: f64,
    /// That of the default model.
    pub default_ndcg: f64,
}

/// One metric, measured on held-out data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    /// Its name, as `penchant evaluate` prints it.
    pub metric: String,
    /// How the data was held out.
    pub split: String,
    /// The metric of the model as trained.
    pub trained: f64,
    /// The metric of the model as packed.
    pub packed: f64,
}

/// The weight of a model in a blend. It changes linearly with the visitor's likes, from `first` without a like to
/// `full` with `likes` likes, and stays there.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BlendWeight {
    /// The weight without a like.
    pub first: f32,
    /// The weight with `likes` likes or more.
    pub full: f32,
    /// The number of likes at which it stops changing.
    pub likes: usize,
}

impl BlendWeight {
    /// The same weight for any number of likes.
    pub const fn constant(weight: f32) -> Self {
        Self { first: weight, full: weight, likes: 0 }
    }

    /// The weight for a visitor with this number of likes.
    pub fn at(self, likes: usize) -> f32 {
        if likes >= self.likes {
            return self.full;
        }
        self.first + (self.full - self.first) * likes as f32 / self.likes as f32
    }

    /// Checks that it cannot make scores infinite.
    ///
    /// Errors: `argument` unless both ends are numbers from -1e6 to 1e6.
    pub fn check(self) -> Result<()> {
        let is_valid = [self.first, self.full].iter().all(|weight| weight.is_finite() && weight.abs() <= 1e6);
        is_valid
            .then_some(())
            .ok_or_else(|| Error::new(ErrorKind::Argument, "the weight of a model must be a number from -1e6 to 1e6"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_changes_linearly_from_first_to_full() {
        let weight = BlendWeight { first: 2.0, full: 0.0, likes: 4 };
        assert_eq!([0, 1, 2, 4, 9].map(|likes| weight.at(likes)), [2.0, 1.5, 1.0, 0.0, 0.0]);
        assert_eq!(BlendWeight::constant(3.0).at(0), 3.0);
        assert!(BlendWeight::constant(f32::NAN).check().is_err());
    }
}
