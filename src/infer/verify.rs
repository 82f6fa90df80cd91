//! Whether the bytes of a model are those that were promised.

use bytes::Buf;
use penchant_base::{Error, ErrorKind, Result};
use sha2::{Digest, Sha256};

/// Whether a model has this SHA-256, in hexadecimal.
///
/// Errors: `model.checksum`.
pub fn verify(mut model: impl Buf, sha256: &str) -> Result<()> {
    let mut hash = Sha256::new();
    while model.has_remaining() {
        hash.update(model.chunk());
        model.advance(model.chunk().len());
    }
    let digits: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    if digits.eq_ignore_ascii_case(sha256) {
        return Ok(());
    }
    let message = format!("the model's SHA-256 is {digits} instead of {sha256}: fetch it again");
    Err(Error::new(ErrorKind::ModelChecksum, message))
}
