//! The file a browser downloads: a catalogue and the tensors of trained models, as one safetensors file. It knows
//! tensors and metadata; what a model makes of its tensors is the model's own business.
//!
//! The tensors hold the numbers and the text. The header's metadata holds `format`, `version`, `crc32`
//! and `about`, a [`Manifest`] in JSON. The checksum is taken over the whole file, with its own eight
//! digits as zeros.

mod format;
mod incoming;
mod pack_manifest;
mod read;
#[cfg(feature = "train")]
mod write;

pub(crate) use format::broken;
pub use incoming::Incoming;
pub use pack_manifest::{Component, Manifest, Measured, RatingComponent, TrainedOn, Weight};
pub use read::{Reader, verify};
#[cfg(feature = "train")]
pub use write::Writer;
