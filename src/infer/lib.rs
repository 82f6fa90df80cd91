//! Runs ONNX models natively and in a browser: the bytes of a model and tensors in, tensors out.
//!
//! A model is untrusted: it is checked before any of it runs, and a model that would crash the engine or exhaust the
//! memory is refused with a typed error that names the node. A [`Session`] then runs it. Dimensions may be free; the
//! session makes a plan for each combination of shapes that occurs, and keeps the last ones.
//!
//! ```
//! use penchant_infer::{Session, SessionOptions, Tensor};
//! use std::collections::BTreeMap;
//!
//! # fn main() -> penchant_base::Result<()> {
//! # const MODEL: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/linear.onnx"));
//! // scores = features × weights + biases
//! let session = Session::load(MODEL, &SessionOptions::default())?;
//! assert_eq!(session.inputs()[0].to_string(), "\"features\": f32 [batch, 2]");
//!
//! let features = Tensor::of_f32(&[1, 2], &[10.0, 1.0])?;
//! let outputs = session.run(BTreeMap::from([("features".to_owned(), features)]))?;
//! let (name, scores) = &outputs[0];
//! assert_eq!((name.as_str(), scores.shape()), ("scores", &[1, 3][..]));
//! assert_eq!(scores.to_f32(), Some(vec![14.5, 25.0, 35.5]));
//! # Ok(())
//! # }
//! ```
//!
//! The crate is the only one of the project that depends on tract, and none of tract's types are in its interface.

mod check;
mod guard;
// Natively only its quantisation is used, and its tests.
#[cfg_attr(not(any(target_arch = "wasm32", test)), allow(dead_code, unused_imports))]
mod kernels;
mod operators;
mod plan;
mod report;
mod session;
mod tensor;
#[cfg(feature = "threads")]
mod threads;
mod value;
mod verify;

pub use check::{OPSETS, Summary, summary};
#[cfg(not(target_arch = "wasm32"))]
pub use guard::quiet_panics;
pub use operators::{OperatorInfo, operators};
pub use session::{NodeTime, Outputs, Session, SessionOptions};
pub use tensor::{ElementType, Tensor};
#[cfg(feature = "threads")]
pub use threads::{join_pool, start_pool};
pub use value::{Dim, Value};
pub use verify::verify;
