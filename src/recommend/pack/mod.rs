//! The file a browser downloads: a catalogue and trained models, as one safetensors file.
//!
//! The tensors have the numbers and the text. The metadata in the header has `format`, `version`, `crc32` and `about`,
//! a [`PackManifest`] as JSON. The checksum covers the whole file, with its own eight digits as zeros.
//!
//! Of an item a pack has `items.id`, `items.title`, `items.year` and `items.genres`, and what else is known of some
//! items in columns of their own: `items.creators` and `items.cast` (names, each in a line), `items.synopsis`,
//! `items.minutes` (0 is unknown), and `items.link`, each without what all links begin with, `items.link.prefix`. A
//! column that no item has is not there, and a reader that does not know one passes it over.
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
