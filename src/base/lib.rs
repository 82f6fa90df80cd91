//! What every part of Penchant shares: the error and its codes, limits, bytes that are shared, progress.

mod bytes;
mod error;
pub mod limits;
mod progress;

pub use bytes::Bytes;
pub use error::{Error, ErrorKind, Result};
pub use progress::Progress;
