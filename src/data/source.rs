//! Where a table comes from.

use std::fs::File;

/// Where a table comes from.
#[derive(Debug)]
pub enum Source<'r> {
    /// A file of any format.
    File(File),
    /// The bytes of a file of any format but Parquet.
    Bytes(&'r [u8]),
}

impl From<File> for Source<'_> {
    fn from(file: File) -> Self {
        Self::File(file)
    }
}

impl<'r> From<&'r [u8]> for Source<'r> {
    fn from(bytes: &'r [u8]) -> Self {
        Self::Bytes(bytes)
    }
}
