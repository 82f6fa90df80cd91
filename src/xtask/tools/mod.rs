//! What the tasks need besides Rust itself, which `build.sh` sees to: installed where it is missing.

pub mod browser;
pub mod cargo;
pub mod node;
pub mod python;
