//! The keys of a pack's metadata, the names of its optional columns, and its error.

use penchant_base::{Error, ErrorKind};

/// The value of `format` in the metadata.
pub(super) const FORMAT: &str = "penchant-pack";
/// The newest version that can be read, and the version that is written.
pub(super) const VERSION: u32 = 1;

pub(super) const FORMAT_KEY: &str = "format";
pub(super) const VERSION_KEY: &str = "version";
pub(super) const CHECKSUM_KEY: &str = "crc32";
pub(super) const MANIFEST_KEY: &str = "about";
/// Stands for the digits of the checksum while it is computed.
pub(super) const CHECKSUM_PLACEHOLDER: &str = "00000000";

/// Tensors of details: a pack has those that some of its items have, and readers that do not know them pass them over.
/// Those of texts are in the order of the catalogue's.
pub(super) const DETAIL_TEXTS: [&str; 4] = ["items.creators", "items.cast", "items.synopsis", "items.link"];
pub(super) const MINUTES: &str = "items.minutes";
pub(super) const LINK_PREFIX: &str = "items.link.prefix";

/// The error of a file that is not a pack, or of a pack that contradicts itself.
pub(crate) fn invalid(reason: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::PackFormat, format!("this is not a usable pack: {reason}"))
}
