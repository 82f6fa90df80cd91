//! Penchant: recommendation and image recognition that stay on the device.
//!
//! Two flows, each a pure function of its arguments (no clock, no file, no random source):
//!
//! ```text
//! history + pack       -> recommend -> ranked items, each with the reasons that add up to its score
//! pixels + ONNX bytes  -> check -> session -> logits -> labels with probabilities
//! ```
//!
//! Items are indices into a [`catalog::Catalog`]; scores are `f32` without a unit; pixels are RGBA, row by
//! row from the top; tensors are `f32` in the model's own order, NCHW for pictures.
//! `wasm/` and `bin/penchant/` bring in the outside world; `families/` is where a new recommender goes.

pub mod error;
pub mod limits;

#[cfg(feature = "recommend")]
pub mod catalog;
#[cfg(feature = "recommend")]
pub mod families;
#[cfg(feature = "recommend")]
pub mod history;
#[cfg(feature = "recommend")]
mod linear;
#[cfg(feature = "recommend")]
pub mod pack;
#[cfg(feature = "recommend")]
pub mod recommend;
#[cfg(feature = "recommend")]
mod top;

#[cfg(feature = "train")]
pub mod data;
#[cfg(feature = "train")]
pub mod evaluate;
#[cfg(feature = "train")]
pub mod interactions;
#[cfg(feature = "train")]
pub mod train;

#[cfg(feature = "infer")]
pub mod infer;

#[cfg(target_arch = "wasm32")]
pub mod wasm;

pub use error::{Error, ErrorKind, Result};
