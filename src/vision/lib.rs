//! Pictures to classes and embeddings. In order: [`probe`] (the bytes of a picture → its format and size, before it is decoded),
//! [`Manifest`] (which bytes, which preprocessing, which task), [`preprocess`] (RGBA → tensor), [`ImageClassifier`] or
//! [`ImageEmbedder`].
//!
//! Pixels are RGBA, row by row from the top; tensors are `f32`, NCHW.
//!
//! ```
//! use penchant_vision::{Filter, Fit, Preprocess, Size, preprocess, softmax};
//!
//! let recipe = Preprocess {
//!     fit: Fit::Crop,
//!     crop_fraction: 0.875,
//!     filter: Filter::Bicubic,
//!     mean: [127.0; 3],
//!     scale: [128.0; 3],
//! };
//! let white = [255; 4 * 20 * 10];
//! let tensor = preprocess(&white, Size { width: 20, height: 10 }, None, Size { width: 8, height: 8 }, &recipe)?;
//! assert_eq!(tensor, [1.0; 3 * 8 * 8]);
//! // An `ImageClassifier` runs a model on such a tensor, and turns its logits into classes.
//! assert_eq!(softmax(&[0.0, 0.0]), [0.5, 0.5]);
//! # Ok::<(), penchant_base::Error>(())
//! ```

mod classifier;
mod embedder;
mod geometry;
mod manifest;
mod model;
mod preprocess;
mod probe;
mod resize;

pub use classifier::{Class, ImageClassifier, softmax};
pub use embedder::ImageEmbedder;
pub use geometry::{Region, Size};
pub use manifest::{Filter, Fit, Input, Licence, Manifest, Output, Preprocess, Task};
pub use preprocess::preprocess;
pub use probe::{Header, check_size, probe, unreadable};
