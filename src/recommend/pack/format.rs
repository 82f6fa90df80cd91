//! The names and keys of a pack's header.

use penchant_base::{Error, ErrorKind};

/// The value of `format` in the metadata.
pub(super) const FORMAT: &str = "penchant-pack";
/// The newest version that is read, and the one that is written.
pub(super) const VERSION: u32 = 1;

pub(super) const FORMAT_KEY: &str = "format";
pub(super) const VERSION_KEY: &str = "version";
pub(super) const CHECKSUM_KEY: &str = "crc32";
pub(super) const MANIFEST_KEY: &str = "about";
/// The digits of the checksum while it is computed.
pub(super) const NO_CHECKSUM: &str = "00000000";

/// The error of a pack that contradicts itself.
pub(crate) fn broken(what: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::PackFormat, format!("this is no usable pack: {what}"))
}
