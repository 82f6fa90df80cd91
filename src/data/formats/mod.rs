//! The formats of tables: each reads a header, then rows of text cells.

pub(crate) mod delimited;
pub(crate) mod json_lines;
pub(crate) mod lines;
#[cfg(feature = "parquet")]
pub(crate) mod parquet;
