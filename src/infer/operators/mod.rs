//! The operators of ONNX: a table that says what the engine knows of each, and for each family a file that says how its
//! operators are computed, with nodes of tract's or with computations of our own.

mod activations;
mod arithmetic;
mod attention;
mod attributes;
mod comparisons;
mod compute;
mod control;
mod convolutions;
mod copying;
mod entry;
mod filling;
mod indexing;
mod learned;
mod listing;
mod losses;
mod map;
mod microsoft;
mod node;
mod normalisation;
mod numeric;
mod pooling;
mod products;
mod quantisation;
mod random;
mod recurrent;
mod reductions;
mod regions;
mod resampling;
mod run;
mod scales;
mod sequences;
mod shapes;
mod signals;
mod strings;
mod table;
pub(crate) mod types;
mod window;

pub(crate) use attributes::Attributes;
pub(crate) use entry::{Operator, Way};
pub use listing::{OperatorInfo, operators};
#[cfg(any(target_arch = "wasm32", test))]
pub(crate) use map::Map;
pub(crate) use node::{Node, Stop, Value};
pub(crate) use run::RunNode;
pub(crate) use table::{NEWEST, check, domain, operator};
