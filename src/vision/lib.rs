//! Pictures to classes and embeddings. In order: [`probe`] (the bytes of a picture → its size, before it is decoded),
//! [`Manifest`] (which bytes, which preprocessing, which task), [`preprocess`] (RGBA → tensor), [`ImageClassifier`] or
//! [`ImageEmbedder`].
//!
//! Pixels are RGBA, row by row from the top; tensors are `f32`, NCHW.

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
pub use probe::{check_size, probe};
