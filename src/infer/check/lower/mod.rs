//! Operators that tract lacks, or knows a part of, written with those that it has.
//!
//! Each family of operators is a file: its functions add nodes to [`Steps`] that make a node's outputs. The values that
//! tract wants to know before it makes a plan are found afterwards, in what has been written (`parameters.rs`).

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
