//! From a checked graph to plans that run: nodes are wired for known shapes, tract's passes are applied in our order, and
//! our own kernels replace nodes.

mod cache;
mod control;
mod graph;
mod optimise;
mod program;
#[cfg(any(target_arch = "wasm32", test))]
mod rewrite;
mod wiring;

pub(crate) use cache::InputKey;
pub(crate) use control::Values;
pub(crate) use graph::{Graph, Versions};
pub(crate) use program::Program;
pub(crate) use wiring::Wiring;
