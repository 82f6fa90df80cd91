//! How much memory the training of a specification takes, where that grows with the square of the users or the items.

use super::spec::ModelSpec;
use crate::families::find;
use penchant_base::{Error, ErrorKind, Result};
use penchant_linear::Csr;

/// The memory that one family of a specification takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemoryNeed {
    /// The family.
    pub family: &'static str,
    /// The most that its training takes, in bytes.
    pub bytes: u64,
    /// The side of its matrix, the smaller of the numbers of users and of items with likes or ratings.
    pub side: usize,
}

/// The family of a specification that takes most memory, if one takes more than its data; for likes or ratings, users ×
/// items.
pub fn memory_need(spec: &ModelSpec, matrix: &Csr) -> Option<MemoryNeed> {
    let needs = spec.terms.iter().filter_map(|term| {
        let bytes = find(term.family)?.training_bytes?(matrix);
        Some(MemoryNeed { family: term.family, bytes, side: matrix.height().min(matrix.width()) })
    });
    needs.max_by_key(|need| need.bytes)
}

impl MemoryNeed {
    /// The need in gigabytes, for people.
    pub fn gigabytes(&self) -> f64 {
        self.bytes as f64 / 1e9
    }

    /// Errors: `argument` if more than `max_bytes` are needed.
    pub fn check(&self, max_bytes: u64) -> Result<()> {
        if self.bytes <= max_bytes {
            return Ok(());
        }
        let Self { family, side, .. } = self;
        let fitting = ((max_bytes as f64 / self.bytes as f64).sqrt() * *side as f64) as u64 / 100 * 100;
        let message = format!(
            "training {family} takes {:.1} GB, because its matrix has {side} rows, and at most {:.1} GB are allowed: keep \
             fewer items, as with --most-liked {fitting}, use als, whose memory grows with the items and not with their \
             square, or raise --max-memory",
            self.gigabytes(),
            max_bytes as f64 / 1e9,
        );
        Err(Error::new(ErrorKind::Argument, message))
    }
}
