//! ONNX models that run natively and in a browser: the bytes of a model and tensors in, tensors out. The only crate
//! that names tract.
//!
//! A model is checked before anything of it runs, then a [`Session`] runs it: a plan for each shape that it meets.

mod check;
mod guard;
#[cfg(any(target_arch = "wasm32", test))]
mod kernels;
mod plan;
mod session;
mod tensor;
#[cfg(feature = "threads")]
mod threads;
mod value;
mod verify;

pub use check::{OPSETS, Summary, summary};
#[cfg(not(target_arch = "wasm32"))]
pub use guard::quiet_panics;
pub use session::{NodeTime, Outputs, Session, SessionOptions};
pub use tensor::{ElementType, Tensor};
#[cfg(feature = "threads")]
pub use threads::{join_pool, start_pool};
pub use value::{Dim, Value};
pub use verify::verify;
