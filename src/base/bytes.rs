//! A part of a file in memory, shared without copying: large tensors stay where they are in the file.

use std::ops::{Deref, Range};
use std::sync::Arc;

/// A range of a shared block of bytes. Cloning it copies no bytes.
#[derive(Debug, Clone)]
pub struct Bytes {
    block: Arc<Vec<u8>>,
    range: Range<usize>,
}

impl Bytes {
    /// The part `range` of `block`.
    ///
    /// Panics when it is read, as indexing does, if `range` is not within `block`.
    pub fn new(block: &Arc<Vec<u8>>, range: Range<usize>) -> Self {
        Self { block: Arc::clone(block), range }
    }

    /// The same bytes as signed integers.
    pub fn as_i8(&self) -> &[i8] {
        bytemuck::cast_slice(self)
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.block[self.range.clone()]
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self { range: 0..bytes.len(), block: Arc::new(bytes) }
    }
}
