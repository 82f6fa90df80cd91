//! What tests share: the files that `./build.sh build` makes, and tables made for a test.
#![allow(missing_docs, clippy::unwrap_used)]

#[cfg(feature = "fixtures")]
pub mod fixtures;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

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
    // Asked for when a test runs: a copy of the project that shares the cache may have compiled this crate.
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        let package = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from("."), PathBuf::from);
        let root = package.ancestors().find(|folder| folder.join("rust-toolchain.toml").exists());
        root.expect("tests run within the project, as by `cargo test`").to_owned()
    });
    &ROOT
}

pub const PACK: &str = "packs/movies.pack";
pub const RATINGS: &str = "data/ml-latest-small/ratings.csv";
pub const ITEMS: &str = "data/ml-latest-small/movies.csv";
pub const FOLDS: &str = "data/ml-latest-small/folds.csv";
pub const MANIFEST: &str = "models/efficientnet-lite0.json";
pub const MODEL: &str = "models/efficientnet-lite0.onnx";
