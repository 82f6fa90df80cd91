//! The bytes of an ONNX model with tensors or pixels in; tensors, or labels with probabilities out. The only place
//! that names tract.
//!
//! For any model: check, then [`Session`]. For pictures, in order: [`probe`] (bytes of a picture → its size, before it
//! is decoded), [`Manifest`] (which bytes, which preprocessing), [`preprocess`] (RGBA → tensor), [`ImageClassifier`].

mod bounded;
mod check;
mod classifier;
mod demands;
mod guard;
#[cfg(any(target_arch = "wasm32", test))]
mod kernels;
mod manifest;
mod optimise;
mod preprocess;
mod probe;
mod resize;
#[cfg(any(target_arch = "wasm32", test))]
mod rewrite;
mod session;
mod tensor;
#[cfg(feature = "threads")]
mod threads;
mod value;
mod weights;

pub use check::{OPSETS, Summary, summary};
pub use classifier::{Class, ImageClassifier, softmax};
#[cfg(not(target_arch = "wasm32"))]
pub use guard::quiet_panics;
pub use manifest::{Filter, Fit, Input, Licence, Manifest, Output, Preprocess, verify};
pub use preprocess::{Region, preprocess};
pub use probe::{Size, check_size, probe};
pub use session::{NodeTime, Outputs, Session, SessionOptions};
pub use tensor::{ElementType, Tensor};
#[cfg(feature = "threads")]
pub use threads::{join_pool, start_pool};
pub use value::{Dim, Value};
