//! A Parquet file with any byte changed is read or refused, never a panic. In a file of its own because it
//! silences what the panics inside the crate `parquet` print.
#![allow(missing_docs, clippy::unwrap_used)]

mod common;

use common::{file, ratings_with};
use penchant_data::external::{Factors, ModelFiles};
use penchant_testing::fixtures::{Compression, parquet_of_factors, parquet_of_ratings};
use std::fs::File;
use std::panic::{catch_unwind, set_hook};

#[test]
fn damaged_files_never_panic() {
    set_hook(Box::new(|_| ()));
    let mut refused = 0;
    for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY] {
        let whole = parquet_of_ratings(compression, 50);
        // Every third byte, to keep the test short; each pattern meets every kind of byte.
        for (index, flip) in (0..whole.len()).step_by(3).zip([0x01, 0x80, 0xff, 0x10].into_iter().cycle()) {
            let mut damaged = whole.clone();
            damaged[index] ^= flip;
            let outcome = catch_unwind(|| ratings_with("r.parquet", &damaged, 100));
            assert!(outcome.is_ok(), "byte {index} ^ {flip:#x} panics");
            refused += usize::from(outcome.is_ok_and(|read| read.is_err()));
        }
    }
    assert!(refused > 100, "only {refused} changes were noticed");

    let whole = parquet_of_factors(&[5, 7], &[vec![0.5, -1.0], vec![0.25, 2.0]]);
    let read = |bytes: &[u8]| {
        let (_folder, path) = file("f", bytes);
        let parts = vec![(path.clone(), File::open(path).unwrap())];
        Factors::open(ModelFiles { parts, ..ModelFiles::default() })
    };
    assert!((0..whole.len()).all(|end| read(&whole[..end]).is_err()));
    for index in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[index] ^= 0xff;
        assert!(catch_unwind(|| read(&damaged)).is_ok(), "byte {index} panics");
    }
}
