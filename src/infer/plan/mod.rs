//! From a checked file to a plan that runs: what tract may compute early, what must be known first, in which order
//! its passes are applied, and which nodes our own kernels take over.

mod bounded;
mod constants;
mod facts;
mod optimise;
mod requirements;
#[cfg(any(target_arch = "wasm32", test))]
mod rewrite;

pub(crate) use bounded::reader;
pub(crate) use constants::Weights;
pub(crate) use facts::{check_sizes, known_sizes};
pub(crate) use optimise::{optimised, typed};
