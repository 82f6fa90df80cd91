//! What tests share: the files that `./build.sh build` makes, and tables made for a test.
#![allow(missing_docs, clippy::unwrap_used)]

#[cfg(feature = "fixtures")]
pub mod fixtures;

use std::fs;
use std::path::{Path, PathBuf};

/// A file below `build/`. Panics if it is missing, and says which command makes it.
pub fn built(path: &str) -> PathBuf {
    let path = root().join("build").join(path);
    assert!(path.exists(), "{} is missing: run `./build.sh build`, which makes it", path.display());
    path
}

/// The contents of a file below `build/`.
pub fn bytes(path: &str) -> Vec<u8> {
    fs::read(built(path)).unwrap()
}

/// The folder of the whole project.
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

pub const PACK: &str = "packs/movies.pack";
pub const RATINGS: &str = "data/ml-latest-small/ratings.csv";
pub const ITEMS: &str = "data/ml-latest-small/movies.csv";
pub const FOLDS: &str = "data/ml-latest-small/folds.csv";
pub const MANIFEST: &str = "models/efficientnet-lite0.json";
pub const MODEL: &str = "models/efficientnet-lite0.onnx";
