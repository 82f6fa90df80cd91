//! A Parquet file with any byte changed is read or refused, never a panic. Alone in its file because it
//! silences what the panics inside of the crate `parquet` print.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::tables::{parquet, tolerant};
use parquet::basic::Compression;
use std::panic::{catch_unwind, set_hook};

#[test]
fn never_panics() {
    set_hook(Box::new(|_| ()));
    let mut refused = 0;
    for packing in [Compression::UNCOMPRESSED, Compression::SNAPPY] {
        let whole = parquet(packing, 50);
        // Every third byte, so that the test is quick; each of the patterns meets every kind of place.
        for (place, flip) in (0..whole.len()).step_by(3).zip([0x01, 0x80, 0xff, 0x10].into_iter().cycle()) {
            let mut damaged = whole.clone();
            damaged[place] ^= flip;
            let outcome = catch_unwind(|| tolerant("r.parquet", &damaged, 100));
            assert!(outcome.is_ok(), "byte {place} ^ {flip:#x} panics");
            refused += usize::from(outcome.is_ok_and(|read| read.is_err()));
        }
    }
    assert!(refused > 100, "only {refused} changes were noticed");
}
