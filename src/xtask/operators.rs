//! The engine's operators beside other implementations: the ONNX project's node tests, random models beside onnxruntime,
//! and the table of operators beside the schemas.

use crate::command::Run;
use crate::context::Context;
use crate::tools::cargo::{cargo, cargo_fuzz};
use crate::tools::python::{ENGINE, Python, TRAINING};
use crate::wasm;
use anyhow::Result;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Models of every test run: some two minutes.
const COUNT: &str = "8000";
/// Of so many models one runs as wasm too.
const WASM: &str = "4";

/// Writes docs/operators.md.
pub fn document(context: &Context) -> Result<()> {
    build(context)?;
    let mut python = Python::with(context, ENGINE)?.script("tools/conformance/conformance.py");
    python.args([context.example("conformance"), context.example("operators"), node_tests(context)?]).run()
}

/// Runs random models with options of the caller.
pub fn differential<O: AsRef<OsStr>>(context: &Context, options: &[O]) -> Result<()> {
    build(context)?;
    models(context)?.args(options).show()
}

/// Runs the real models of tools/models.toml.
pub fn real_models<O: AsRef<OsStr>>(context: &Context, options: &[O]) -> Result<()> {
    build(context)?;
    let mut python = Python::with(context, ENGINE)?.script("tools/differential/models.py");
    python.arg("--native").arg(context.example("conformance")).args(options).show()
}

/// Fuzzes with models, from a corpus with all operators of the table and the hostile models of the tests.
pub fn fuzz<O: AsRef<OsStr>>(context: &Context, options: &[O]) -> Result<()> {
    const CORPUS: &str = "tools/fuzz/corpus/model";
    // Of the whole workspace: see `build`.
    cargo(context).args(["build", "--release", "--locked", "--example", "operators"]).run()?;
    let mut corpus = Python::with(context, ENGINE)?.script("tools/differential/corpus.py");
    corpus.arg(context.example("operators")).arg(CORPUS).show()?;
    cargo(context).args(["test", "--release", "--locked", "--test", "hostile_models"]).run()?;
    for entry in fs::read_dir("build/hostile")? {
        let entry = entry?;
        fs::copy(entry.path(), Path::new(CORPUS).join(entry.file_name()))?;
    }
    let mut fuzz = Command::new(cargo_fuzz(context)?.path);
    // With the compiler of everything else; without debug assertions, as users' builds are.
    fuzz.env("RUSTC_BOOTSTRAP", "1").env("CARGO_TARGET_DIR", context.target.join("fuzz"));
    fuzz.args(["run", "--fuzz-dir", "tools/fuzz", "-O", "--sanitizer", "none", "model", "--"]);
    fuzz.args(["-max_len=20000", "-timeout=60", "-rss_limit_mb=4096"]).args(options).show()
}

/// The tests, whose examples were built with the others.
pub fn test(context: &Context) -> Result<()> {
    let mut pytest = Python::with(context, ENGINE)?.module("pytest");
    pytest.args(["--quiet", "tools/conformance", "tools/differential"]);
    pytest.env("PENCHANT_NODE_TESTS", node_tests(context)?);
    for example in ["conformance", "operators"] {
        pytest.env(format!("PENCHANT_{}_BIN", example.to_uppercase()), context.example(example));
    }
    pytest.show()?;
    models(context)?.args(["--count", COUNT, "--wasm", WASM]).show()
}

fn build(context: &Context) -> Result<()> {
    wasm::build(context)?;
    // Of the whole workspace, as the tests are built: alone the crate would have other features, and so tract.
    cargo(context).args(["build", "--release", "--locked", "--example", "conformance", "--example", "operators"]).run()
}

fn models(context: &Context) -> Result<Command> {
    let mut python = Python::with(context, ENGINE)?.script("tools/differential/differential.py");
    python.arg("--native").arg(context.example("conformance"));
    Ok(python)
}

/// The folder of the node tests of the older release, whose package has them as files.
fn node_tests(context: &Context) -> Result<PathBuf> {
    let program = "import onnx, pathlib; print(pathlib.Path(onnx.__file__).parent / 'backend/test/data/node')";
    Ok(Python::with(context, TRAINING)?.script("-c").arg(program).read()?.into())
}
