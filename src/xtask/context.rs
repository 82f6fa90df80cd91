//! Where things are: the repository, the cache, and cargo's target directory.

use anyhow::{Context as _, Result};
use std::env;
use std::path::{Path, PathBuf};

/// Below the repository's root, which is the working directory of everything that runs here.
pub const WASM_OUT: &str = "www/penchant/src/wasm";
pub const PUBLIC: &str = "www/app/public";
pub const MOVIELENS: &str = "build/data/ml-latest-small";
pub const PENCHANT: &str = "build/penchant";

pub struct Context {
    /// Fetched and compiled files that outlive a clone.
    pub cache: PathBuf,
    pub target: PathBuf,
}

impl Context {
    /// Changes to the repository's root. The variables PENCHANT_CACHE and CARGO_TARGET_DIR override the folders.
    pub fn new() -> Result<Self> {
        // At run time: clones that share a cache may share the compiled program too.
        let package = std::env::var_os("CARGO_MANIFEST_DIR").context("run it with `./build.sh` or `cargo xtask`")?;
        let root = Path::new(&package).ancestors().nth(2).context("xtask is not in src/xtask")?;
        env::set_current_dir(root).with_context(|| format!("{} is not there", root.display()))?;
        let path = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let home = || path("HOME").context("neither PENCHANT_CACHE nor HOME is set");
        let cache = match (path("PENCHANT_CACHE"), path("XDG_CACHE_HOME")) {
            (Some(cache), _) => cache,
            (None, Some(caches)) => caches.join("penchant"),
            (None, None) => home()?.join(".cache/penchant"),
        };
        let target = path("CARGO_TARGET_DIR").unwrap_or_else(|| cache.join("target"));
        Ok(Self { cache: std::path::absolute(cache)?, target: std::path::absolute(target)? })
    }

    /// An example that `cargo test` or `cargo build --release --example` left.
    pub fn example(&self, name: &str) -> PathBuf {
        self.target.join("release/examples").join(name)
    }
}
