//! What every part of Penchant shares.
//!
//! - [`Error`], [`ErrorKind`], [`Result`]: the one error type and its stable codes;
//! - [`limits`]: every cap on the size of inputs;
//! - [`Bytes`]: a part of a file in memory, shared without copying;
//! - [`Progress`]: how long work reports its progress.

mod bytes;
mod error;
pub mod limits;
mod progress;

pub use bytes::Bytes;
pub use error::{Error, ErrorKind, Result};
pub use progress::Progress;
