//! Finding the index of an id, by hash.

use super::strings::Strings;
use foldhash::fast::FixedState;
use hashbrown::hash_table::{Entry, HashTable};
use std::hash::BuildHasher;

/// A hash table of indices. The ids are stored elsewhere.
#[derive(Debug, Clone, Default)]
pub(super) struct IdIndex(HashTable<u32>);

/// With a fixed seed, so that runs are reproducible. Ids come from the site itself, so an attacker gains nothing from
/// collisions.
fn hash(id: &str) -> u64 {
    FixedState::with_seed(0).hash_one(id)
}

impl IdIndex {
    /// An index of `ids`. The error is the first id that occurs twice.
    pub fn new(ids: &Strings) -> Result<Self, &str> {
        let hash_of = |&index: &u32| hash(ids.get(index as usize));
        let mut table = HashTable::with_capacity(ids.len());
        for (id, index) in ids.iter().zip(0..) {
            let same = |&other: &u32| ids.get(other as usize) == id;
            let Entry::Vacant(slot) = table.entry(hash(id), same, hash_of) else {
                return Err(id);
            };
            slot.insert(index);
        }
        Ok(Self(table))
    }

    /// The index of `id` among `ids`, which must be those that this table was built from.
    pub fn find(&self, id: &str, ids: &Strings) -> Option<u32> {
        self.0.find(hash(id), |&index| ids.get(index as usize) == id).copied()
    }
}
