//! The bytes of a pack as they arrive over a network. Their checksum is computed on the way, so that nothing is left to
//! compute after the last byte.

use super::format::{CHECKSUM_KEY, CHECKSUM_PLACEHOLDER};
use crc32fast::Hasher;
use std::ops::Range;

/// A pack whose bytes are still arriving.
#[derive(Debug, Default)]
pub struct IncomingPack {
    bytes: Vec<u8>,
    hasher: Hasher,
    /// The number of hashed bytes; 0 until the position of the checksum is known.
    hashed: usize,
}

impl From<Vec<u8>> for IncomingPack {
    fn from(bytes: Vec<u8>) -> Self {
        let mut incoming = Self { bytes, ..Self::default() };
        incoming.hash();
        incoming
    }
}

impl IncomingPack {
    /// An empty pack with space for so many bytes; it may be a wrong guess.
    pub fn with_capacity(size: usize) -> Self {
        let mut incoming = Self::default();
        // If so many bytes cannot be reserved, the buffer grows as they arrive.
        let _ = incoming.bytes.try_reserve_exact(size);
        incoming
    }

    /// Adds the next bytes.
    pub fn push(&mut self, piece: &[u8]) {
        self.bytes.extend_from_slice(piece);
        self.hash();
    }

    fn hash(&mut self) {
        if self.hashed == 0 {
            let Some(position) = checksum_position(&self.bytes) else { return };
            self.hasher.update(&self.bytes[..position.start]);
            self.hasher.update(CHECKSUM_PLACEHOLDER.as_bytes());
            self.hashed = position.end;
        }
        self.hasher.update(&self.bytes[self.hashed..]);
        self.hashed = self.bytes.len();
    }

    /// The eight digits that the checksum should have, if the header has a position for it.
    pub(super) fn checksum(&self) -> Option<String> {
        (self.hashed > 0).then(|| format!("{:08x}", self.hasher.clone().finalize()))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// The position of the checksum's eight digits, once the whole header is there. The first match is the right one: keys
/// are in order, and a quotation mark inside another value would be escaped.
pub(super) fn checksum_position(bytes: &[u8]) -> Option<Range<usize>> {
    let (header, _) = split_header(bytes)?;
    let key = format!("\"{CHECKSUM_KEY}\":\"");
    let start = 8 + header.windows(key.len()).position(|window| window == key.as_bytes())? + key.len();
    let end = start + CHECKSUM_PLACEHOLDER.len();
    (end <= bytes.len()).then_some(start..end)
}

/// The JSON header and the data after it.
pub(super) fn split_header(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<8>()?;
    rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A header of 40 bytes with a checksum, and some data.
    fn pack() -> Vec<u8> {
        let header = format!("{:<40}", r#"{"__metadata__":{"crc32":"12345678"}}"#);
        [&40u64.to_le_bytes()[..], header.as_bytes(), &[7; 100]].concat()
    }

    #[test]
    fn the_checksum_depends_neither_on_the_pieces_nor_on_its_own_digits() {
        let complete = pack();
        let checksum = IncomingPack::from(complete.clone()).checksum();
        assert!(checksum.is_some());
        for size in [1, 7, 30, 147, 148] {
            let mut incoming = IncomingPack::with_capacity(usize::MAX);
            complete.chunks(size).for_each(|piece| incoming.push(piece));
            assert_eq!(incoming.checksum(), checksum);
            assert_eq!(incoming.bytes(), complete);
        }
        let mut other = complete.clone();
        other[checksum_position(&complete).unwrap()].fill(b'0');
        assert_eq!(IncomingPack::from(other).checksum(), checksum);
        let mut damaged = complete;
        *damaged.last_mut().unwrap() ^= 1;
        assert_ne!(IncomingPack::from(damaged).checksum(), checksum);
    }

    #[test]
    fn truncated_packs_and_other_files_have_no_checksum() {
        for bytes in [&b""[..], &pack()[..30], &[255; 60]] {
            assert_eq!(IncomingPack::from(bytes.to_vec()).checksum(), None);
        }
    }
}
