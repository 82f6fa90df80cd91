//! Pictures to classes and embeddings. In order: [`probe`] (the bytes of a picture → its size, before it is decoded),
//! [`Manifest`] (which bytes, which preprocessing), [`preprocess`] (RGBA → tensor), [`ImageClassifier`].
//!
//! Pixels are RGBA, row by row from the top; tensors are `f32`, NCHW.

mod classifier;
mod geometry;
mod manifest;
mod preprocess;
mod probe;
mod resize;

pub use classifier::{Class, ImageClassifier, softmax};
pub use geometry::{Region, Size};
pub use manifest::{Filter, Fit, Input, Licence, Manifest, Output, Preprocess};
pub use preprocess::preprocess;
pub use probe::{check_size, probe};
