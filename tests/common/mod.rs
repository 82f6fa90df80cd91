//! Where the tests find what `./build.sh assets` and `./build.sh build` made.
#![allow(dead_code, missing_docs, clippy::unwrap_used)]

#[cfg(feature = "cli")]
pub mod onnx;
#[cfg(feature = "train")]
pub mod tables;

use std::fs;
use std::path::PathBuf;

/// A file below `build/`; a test that lacks it fails and says how to get it.
pub fn built(path: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("build").join(path);
    assert!(path.exists(), "{} is missing: run ./build.sh build first", path.display());
    path
}

pub fn bytes(path: &str) -> Vec<u8> {
    fs::read(built(path)).unwrap()
}

pub const PACK: &str = "packs/movies.pack";
pub const RATINGS: &str = "data/ml-latest-small/ratings.csv";
pub const ITEMS: &str = "data/ml-latest-small/movies.csv";
pub const FOLDS: &str = "data/ml-latest-small/folds.csv";
pub const MANIFEST: &str = "models/efficientnet-lite0.json";
pub const MODEL: &str = "models/efficientnet-lite0.onnx";
