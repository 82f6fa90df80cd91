//! The file a browser downloads: a catalogue and trained models, as one safetensors file.
//!
//! The tensors have the numbers and the text. The metadata in the header has `format`, `version`, `crc32` and `about`,
//! a [`PackManifest`] as JSON. The checksum covers the whole file, with its own eight digits as zeros.
//!
//! This module knows tensors and metadata; each family of models reads and writes its own tensors.

mod format;
mod incoming;
mod pack_manifest;
mod read;
#[cfg(feature = "train")]
mod write;

pub(crate) use format::invalid;
pub use incoming::IncomingPack;
pub use pack_manifest::{
    BlendWeight, Measurement, ModelChoice, ModelEntry, PackManifest, RatingModelEntry, TrainingSummary,
};
#[doc(hidden)]
pub use read::{Reader, verify};
#[doc(hidden)]
#[cfg(feature = "train")]
pub use write::Writer;
