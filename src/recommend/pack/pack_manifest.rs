//! What a pack says of itself: its models and their weights, its training data, its quality, its terms.

use penchant_base::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

/// What a pack says of itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The catalogue's name; histories are kept by it.
    pub name: String,
    /// The models, in the order in which their scores are added up.
    pub models: Vec<Component>,
    /// What predicts ratings, if anything does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratings: Option<RatingComponent>,
    /// The names that the items' genres refer to.
    pub genres: Vec<String>,
    /// What it was trained on.
    pub trained_on: TrainedOn,
    /// How well it does, before and after it was made small.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measured: Vec<Measured>,
    /// The terms of the data, to be shown wherever the pack is.
    #[serde(default)]
    pub notice: String,
}

/// One model of a pack and its part in the score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Component {
    /// The family that reads its tensors.
    pub family: String,
    /// What its scores are multiplied by.
    pub weight: Weight,
    /// Whether they are brought to the standard deviation of the first model's first, over the catalogue, so
    /// that models whose scores have other units can be added up.
    #[serde(default)]
    pub standardised: bool,
    /// After how many more events one of the history counts half; 0: all count alike.
    #[serde(default)]
    pub recency: f32,
    /// How its numbers were made small.
    pub quantisation: String,
}

impl Component {
    /// Whether it speaks for what comes next: it weighs the last events of a history more than the others.
    pub fn is_short_term(&self) -> bool {
        self.recency > 0.0
    }
}

/// The model of a pack that predicts ratings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RatingComponent {
    /// The family that reads its tensors.
    pub family: String,
    /// How its numbers were made small.
    pub quantisation: String,
}

/// The size of the training data; zeros where models were trained elsewhere.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TrainedOn {
    /// Users with at least one positive interaction.
    pub users: usize,
    /// Positive interactions.
    pub interactions: usize,
    /// A rating above this one is a positive interaction.
    pub positive_above: f32,
}

/// One metric on held-out users.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Its name, as `penchant evaluate` prints it.
    pub metric: String,
    /// Which users were held out.
    pub split: String,
    /// With the trained model.
    pub trained: f64,
    /// With the model as it was packed.
    pub packed: f64,
}

/// What a model counts in a blend: `first` for a visitor without likes, then evenly towards `full`,
/// which is reached with `likes` likes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Weight {
    /// With no like.
    pub first: f32,
    /// With `likes` likes or more.
    pub full: f32,
    /// Where it stops changing.
    pub likes: usize,
}

impl Weight {
    /// The same for everybody.
    pub const fn constant(weight: f32) -> Self {
        Self { first: weight, full: weight, likes: 0 }
    }

    /// The weight for a visitor with so many likes.
    pub fn at(self, likes: usize) -> f32 {
        if likes >= self.likes {
            return self.full;
        }
        self.first + (self.full - self.first) * likes as f32 / self.likes as f32
    }

    /// Refuses weights that would make scores infinite.
    pub fn check(self) -> Result<()> {
        let sound = [self.first, self.full].iter().all(|weight| weight.is_finite() && weight.abs() <= 1e6);
        sound
            .then_some(())
            .ok_or_else(|| Error::new(ErrorKind::Argument, "a model's weight is not a number between -1e6 and 1e6"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_moves_evenly_from_first_to_full() {
        let weight = Weight { first: 2.0, full: 0.0, likes: 4 };
        assert_eq!([0, 1, 2, 4, 9].map(|likes| weight.at(likes)), [2.0, 1.5, 1.0, 0.0, 0.0]);
        assert_eq!(Weight::constant(3.0).at(0), 3.0);
        assert!(Weight::constant(f32::NAN).check().is_err());
    }
}
