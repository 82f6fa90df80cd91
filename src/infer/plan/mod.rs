//! From a checked file to a plan that runs: which values tract may compute early, what must be known before, in which
//! order its passes are applied, and which nodes our own kernels replace.

mod bounded;
mod cache;
mod constants;
mod facts;
mod optimise;
mod requirements;
#[cfg(any(target_arch = "wasm32", test))]
mod rewrite;

pub(crate) use bounded::reader;
pub(crate) use cache::{InputKey, PlanCache};
pub(crate) use constants::{fix_inputs, take_weights};
pub(crate) use facts::{check_sizes, known_sizes};
pub(crate) use optimise::{optimised, typed};
