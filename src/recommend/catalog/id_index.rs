//! The way back from an id to its index, by hash.

use super::strings::Strings;
use foldhash::fast::FixedState;
use hashbrown::hash_table::{Entry, HashTable};
use std::hash::BuildHasher;

/// The indices of ids by the hash of the ids, which stay where they are.
#[derive(Debug, Clone, Default)]
pub(super) struct IdIndex(HashTable<u32>);

/// The seed is fixed, so that a catalogue is always the same. Ids are the site's own: an attacker gains nothing from
/// collisions.
fn hash(id: &str) -> u64 {
    FixedState::with_seed(0).hash_one(id)
}

impl IdIndex {
    /// An index of all `ids`, or the first id that occurs twice.
    pub fn new(ids: &Strings) -> Result<Self, &str> {
        let hash_of = |&index: &u32| hash(ids.get(index as usize));
        let mut table = HashTable::with_capacity(ids.len());
        for (id, index) in ids.iter().zip(0..) {
            let same = |&other: &u32| ids.get(other as usize) == id;
            let Entry::Vacant(place) = table.entry(hash(id), same, hash_of) else {
                return Err(id);
            };
            place.insert(index);
        }
        Ok(Self(table))
    }

    /// The index of `id` among the ids that this index was made of.
    pub fn find(&self, id: &str, ids: &Strings) -> Option<u32> {
        self.0.find(hash(id), |&index| ids.get(index as usize) == id).copied()
    }
}
