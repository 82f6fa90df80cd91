//! The file a browser downloads: a catalogue and trained models, as one safetensors file.
//!
//! The tensors hold the numbers and the text. The header's metadata holds `format`, `version`, `crc32`
//! and `about`, a [`Manifest`] in JSON. The checksum is taken over the whole file, with its own eight
//! digits as zeros.

mod incoming;
mod read;
#[cfg(feature = "train")]
mod write;

pub use incoming::Incoming;
pub(crate) use read::broken;
#[doc(hidden)]
pub use read::parse;
pub use read::{Bytes, Contents, Reader, open};
#[cfg(feature = "train")]
pub use write::{Writer, write};

use crate::families::Weight;
use serde::{Deserialize, Serialize};

/// What stands under `format` in the metadata.
pub const FORMAT: &str = "penchant-pack";
/// The newest version that is read, and the one that is written.
pub const VERSION: u32 = 1;

const FORMAT_KEY: &str = "format";
const VERSION_KEY: &str = "version";
const CHECKSUM_KEY: &str = "crc32";
const MANIFEST_KEY: &str = "about";
/// What the checksum's place holds while it is taken.
const NO_CHECKSUM: &str = "00000000";

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
