//! What the tests of tables share.
#![allow(dead_code, missing_docs, clippy::unwrap_used)]

pub mod tables;
