//! What the tests of tables share.
#![allow(dead_code, missing_docs, clippy::unwrap_used)]

use penchant_base::Result;
use penchant_data::{Rating, Ratings, ReadOptions};
use std::fs::{self, File};
use std::path::PathBuf;
use tempfile::TempDir;

/// A file that lasts as long as its folder.
pub fn file(name: &str, bytes: &[u8]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    (folder, path)
}

/// The ratings of a file of this name, in which every row must be usable.
pub fn ratings(name: &str, bytes: &[u8]) -> Result<Ratings> {
    ratings_with(name, bytes, 0)
}

/// The ratings of a file of this name, of which so many rows may be unusable.
pub fn ratings_with(name: &str, bytes: &[u8], max_bad_rows: usize) -> Result<Ratings> {
    let (_folder, path) = file(name, bytes);
    Ratings::open(File::open(&path).unwrap(), &path, &ReadOptions { max_bad_rows, ..ReadOptions::default() })
}

/// User, item, value and timestamp of each row, with ids as they are in the table.
pub fn rows(ratings: &Ratings) -> Vec<(&str, &str, f32, Option<i64>)> {
    let row = |row: &Rating| {
        let (user, item) = (&ratings.users[row.user as usize], &ratings.items[row.item as usize]);
        (user.as_str(), item.as_str(), row.value, row.timestamp)
    };
    ratings.rows.iter().map(row).collect()
}

/// The bytes of a file in `cases/`.
pub fn case(name: &str) -> Vec<u8> {
    fs::read(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name)).unwrap()
}

/// The ratings of a file of this name, read with these options.
pub fn ratings_of(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Ratings> {
    let (_folder, path) = file(name, bytes);
    Ratings::open(File::open(&path).unwrap(), &path, options)
}
