//! Whether a model has the bytes that its publisher promised.

use bytes::Buf;
use penchant_base::{Error, ErrorKind, Result};
use sha2::{Digest, Sha256};

/// Refuses a model that does not have this SHA-256, in hexadecimal.
///
/// Errors: `model.checksum`.
///
/// ```
/// use penchant_base::ErrorKind;
///
/// let digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
/// assert!(penchant_infer::verify(&b"abc"[..], digest).is_ok());
/// let error = penchant_infer::verify(&b"damaged"[..], digest).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::ModelChecksum);
/// ```
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
    let message = format!("the model's SHA-256 is {digits}; expected {sha256}: fetch the model again");
    Err(Error::new(ErrorKind::ModelChecksum, message))
}
