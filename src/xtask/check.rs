//! Formatting, lints, and rules for dependencies.

use crate::audit;
use crate::circles;
use crate::command::{Run, say};
use crate::context::Context;
use crate::shell;
use crate::tools::cargo::cargo;
use crate::tools::node::npm_run;
use crate::tools::python::{Python, TRAINING};
use crate::wasm::{self, Instructions::Plain};
use anyhow::{Result, bail};
use std::process::Command;

/// Packages outside the workspace.
const APART: [&str; 2] = ["tools/bench/peers/discorec/Cargo.toml", "tools/fuzz/Cargo.toml"];
/// Crates that the recommend crates must not depend on.
const FORBIDDEN: [&str; 3] = ["clap", "parquet", "tract"];

pub fn run(context: &Context) -> Result<()> {
    say("checking the shell scripts");
    let python = Python::with(context, TRAINING)?;
    shell::check(Command::new(python.program.with_file_name("shellcheck")))?;
    say("checking the Python code");
    python.module("ruff").args(["format", "--quiet", "--check", "tools"]).run()?;
    python.module("ruff").args(["check", "--quiet", "tools"]).run()?;
    say("checking what the crates depend on");
    circles::check(context)?;
    recommending_stays_small(context)?;
    audit::crates(context)?;
    audit::npm_packages()?;
    say("checking the JavaScript code");
    // The types of the wasm bindings are part of it.
    wasm::build(context)?;
    npm_run("check")?.run()?;
    say("checking the Rust code");
    rust(context)
}

fn rust(context: &Context) -> Result<()> {
    cargo(context).args(["fmt", "--check", "--all"]).run()?;
    for manifest in APART {
        cargo(context).args(["fmt", "--check", "--manifest-path", manifest]).run()?;
        // Fails if the lock is not that of the manifest.
        cargo(context).args(["tree", "--locked", "--depth", "0", "--manifest-path", manifest]).read()?;
    }
    let deny = ["--", "-D", "warnings"];
    cargo(context).args(["clippy", "--release", "--locked", "--all-targets"]).args(deny).run()?;
    cargo(context).args(["clippy", "--locked", "--all-targets", "--package", "xtask"]).args(deny).run()?;
    // The modules' crates one at a time, because together they would share the features of their dependencies. The
    // engine's code for one thread is checked natively, with its tests.
    for module in
        [&["penchant-recommend-wasm"][..], &["penchant-infer-wasm", "--features", "threads"], &["penchant-train-wasm"]]
    {
        Plain.cargo(context, "clippy").args(["--all-targets", "--package"]).args(module).args(deny).run()?;
    }
    cargo(context)
        .args(["doc", "--release", "--locked", "--no-deps", "--quiet"])
        .env("RUSTDOCFLAGS", "-D warnings")
        .run()
}

/// Looks at the dependencies of the recommend crates, those of their tests included.
fn recommending_stays_small(context: &Context) -> Result<()> {
    let wasm = ["--target", "wasm32-unknown-unknown"];
    for (package, target) in [("penchant-recommend", &[][..]), ("penchant-recommend-wasm", &wasm)] {
        let tree =
            cargo(context).args(["tree", "--locked", "--prefix", "none", "--package", package]).args(target).read()?;
        let names = tree.lines().filter_map(|line| line.split_whitespace().next());
        for name in names {
            if FORBIDDEN.iter().any(|word| name == *word || name.starts_with(&format!("{word}-"))) {
                bail!("{package} depends on {name}: `cargo tree --package {package} --invert {name}` says how");
            }
        }
    }
    Ok(())
}
