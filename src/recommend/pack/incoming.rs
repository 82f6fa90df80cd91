//! The bytes of a pack as they come over a network, and the checksum of those that are there: when the last one
//! comes, nothing is left to be added up.

use super::format::{CHECKSUM_KEY, NO_CHECKSUM};
use crc32fast::Hasher;
use std::ops::Range;

/// A pack that is still on its way.
#[derive(Debug, Default)]
pub struct Incoming {
    bytes: Vec<u8>,
    hasher: Hasher,
    /// How many bytes went into the hasher: none before the checksum's own place is known.
    hashed: usize,
}

impl From<Vec<u8>> for Incoming {
    fn from(bytes: Vec<u8>) -> Self {
        let mut incoming = Self { bytes, ..Self::default() };
        incoming.hash();
        incoming
    }
}

impl Incoming {
    /// With room for so many bytes, which need not be true.
    pub fn with_room(size: usize) -> Self {
        let mut incoming = Self::default();
        // What has no room now may have it piece by piece.
        let _ = incoming.bytes.try_reserve_exact(size);
        incoming
    }

    /// Adds what came.
    pub fn push(&mut self, piece: &[u8]) {
        self.bytes.extend_from_slice(piece);
        self.hash();
    }

    fn hash(&mut self) {
        if self.hashed == 0 {
            let Some(place) = checksum_place(&self.bytes) else { return };
            self.hasher.update(&self.bytes[..place.start]);
            self.hasher.update(NO_CHECKSUM.as_bytes());
            self.hashed = place.end;
        }
        self.hasher.update(&self.bytes[self.hashed..]);
        self.hashed = self.bytes.len();
    }

    /// The eight digits that should stand in the checksum's place, if there is one.
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

/// Where the header holds the checksum's eight digits, once all of it is there. The first hit is the one: keys stand
/// in order, and a quotation mark inside another value would be escaped.
pub(super) fn checksum_place(bytes: &[u8]) -> Option<Range<usize>> {
    let (header, _) = split_header(bytes)?;
    let key = format!("\"{CHECKSUM_KEY}\":\"");
    let start = 8 + header.windows(key.len()).position(|window| window == key.as_bytes())? + key.len();
    let end = start + NO_CHECKSUM.len();
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

    /// A header of 40 bytes with a checksum's place, and some data.
    fn pack() -> Vec<u8> {
        let header = format!("{:<40}", r#"{"__metadata__":{"crc32":"12345678"}}"#);
        [&40u64.to_le_bytes()[..], header.as_bytes(), &[7; 100]].concat()
    }

    #[test]
    fn the_same_in_pieces_as_at_once_and_whatever_stands_in_its_place() {
        let whole = pack();
        let checksum = Incoming::from(whole.clone()).checksum();
        assert!(checksum.is_some());
        for size in [1, 7, 30, 147, 148] {
            let mut incoming = Incoming::with_room(usize::MAX);
            whole.chunks(size).for_each(|piece| incoming.push(piece));
            assert_eq!(incoming.checksum(), checksum);
            assert_eq!(incoming.bytes(), whole);
        }
        let mut other = whole.clone();
        other[checksum_place(&whole).unwrap()].fill(b'0');
        assert_eq!(Incoming::from(other).checksum(), checksum);
        let mut damaged = whole;
        *damaged.last_mut().unwrap() ^= 1;
        assert_ne!(Incoming::from(damaged).checksum(), checksum);
    }

    #[test]
    fn none_of_what_is_cut_off_or_no_pack() {
        for bytes in [&b""[..], &pack()[..30], &[255; 60]] {
            assert_eq!(Incoming::from(bytes.to_vec()).checksum(), None);
        }
    }
}
