//! Cargo, and the programs that it installs into the cache.

use crate::command::{Run, say};
use crate::context::Context;
use anyhow::{Context as _, Result, ensure};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

const CARGO_DENY: &str = "0.20.2";
const CARGO_FUZZ: &str = "0.13.2";
const TWIGGY: &str = "0.8.0";

pub fn cargo(context: &Context) -> Command {
    let mut command = Command::new("cargo");
    command.env("CARGO_TARGET_DIR", &context.target);
    command
}

/// `wasm-bindgen` must have the version of the library.
pub fn wasm_bindgen(context: &Context) -> Result<Program> {
    let version = locked_version("wasm-bindgen")?;
    Program::install(context, "wasm-bindgen-cli", "wasm-bindgen", &version)
}

/// What cargo calls to run tests for wasm; it is installed with `wasm-bindgen`.
pub fn wasm_test_runner(context: &Context) -> Result<PathBuf> {
    Ok(wasm_bindgen(context)?.path.with_file_name("wasm-bindgen-test-runner"))
}

pub fn cargo_deny(context: &Context) -> Result<Program> {
    Program::install(context, "cargo-deny", "cargo-deny", CARGO_DENY)
}

pub fn cargo_fuzz(context: &Context) -> Result<Program> {
    Program::install(context, "cargo-fuzz", "cargo-fuzz", CARGO_FUZZ)
}

pub fn twiggy(context: &Context) -> Result<Program> {
    Program::install(context, "twiggy", "twiggy", TWIGGY)
}

/// A program in the cache.
pub struct Program {
    pub path: PathBuf,
    /// What `--version` prints.
    pub version: String,
}

impl Program {
    fn install(context: &Context, package: &str, program: &str, version: &str) -> Result<Self> {
        let tools = context.cache.join("tools");
        let path = tools.join("bin").join(program);
        let found = || Command::new(&path).arg("--version").read();
        // A program may have another name for itself: twiggy prints "twiggy-opt 0.8.0".
        let is_expected = |found: &str| found.split_whitespace().last() == Some(version);
        if !path.exists() || !is_expected(&found()?) {
            say(format!("installing {package} {version} (some minutes, once)"));
            let mut install = cargo(context);
            // Not `--locked`: the lock of a published program may name versions that a registry no longer gives out.
            install.args(["install", package, "--version", version, "--force", "--root"]).arg(&tools);
            install.arg("--target-dir").arg(context.target.join("tools")).run()?;
        }
        let found = found()?;
        ensure!(is_expected(&found), "{} is {found:?}, expected version {version}: delete it", path.display());
        Ok(Self { path, version: found })
    }
}

/// The version of a package in Cargo.lock.
fn locked_version(package: &str) -> Result<String> {
    let lock = fs::read_to_string("Cargo.lock").context("cannot read Cargo.lock")?;
    let entry = lock.split("[[package]]").find(|entry| entry.contains(&format!("\nname = \"{package}\"\n")));
    let version = entry.and_then(|entry| entry.split("\nversion = \"").nth(1)?.split('"').next());
    Ok(version.with_context(|| format!("Cargo.lock has no package {package:?}"))?.to_owned())
}
