//! Lowering: operators that tract lacks, or has in part, become several operators that it has.
//!
//! Each family of operators is a file: its functions add nodes to a [`NodeBuilder`](builder::NodeBuilder) that compute
//! a node's outputs. Lowering comes before the search for parameters (`parameters.rs`), which finds them in the new
//! nodes.

mod builder;
mod facts;
mod filling;
mod losses;
mod normalisation;
mod pooling;
mod sampling;
mod selection;
mod table;
mod types;

pub(super) use table::{lower, operators};
