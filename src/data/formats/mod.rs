//! The formats of tables: each reads a header, then rows of text cells.

pub(crate) mod cells_of_line;
pub(crate) mod delimited;
pub(crate) mod dialect;
pub(crate) mod header;
pub(crate) mod json;
pub(crate) mod lines;
#[cfg(feature = "parquet")]
pub(crate) mod parquet;
