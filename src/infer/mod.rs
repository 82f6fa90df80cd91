//! Pixels and the bytes of an ONNX model in, labels with probabilities out. The only place that names tract.
//!
//! In order: [`probe`] (bytes of a picture → its size, before it is decoded), [`Manifest`] (which bytes, which
//! preprocessing), check and [`Session`] (model → logits), [`preprocess`] (RGBA → tensor), [`ImageClassifier`].

mod check;
mod classifier;
mod manifest;
mod preprocess;
mod probe;
mod resize;
mod session;
mod tensor;

pub use check::{OPSETS, Summary, summary};
pub use classifier::{Class, ImageClassifier, softmax};
pub use manifest::{Filter, Fit, Input, Licence, Manifest, Output, Preprocess, verify};
pub use preprocess::{Region, preprocess};
pub use probe::{Size, check_size, probe};
pub use session::{Dim, NodeTime, Outputs, Session, SessionOptions, Value};
pub use tensor::{ElementType, Tensor};
