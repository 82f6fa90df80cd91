//! All checks and tests, stage by stage.

use crate::assets;
use crate::check;
use crate::command::{Run, say};
use crate::context::{Context, PENCHANT};
use crate::native;
use crate::operators;
use crate::page;
use crate::size;
use crate::stages::Stages;
use crate::tools::browser::{Browser, OtherEngines};
use crate::tools::cargo::{cargo, wasm_test_runner};
use crate::tools::node::npm_run;
use crate::tools::python::{Python, TRAINING};
use crate::wasm;
use crate::wasm::Instructions::{self, Plain, Relaxed};
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

pub fn run(context: &Context) -> Result<()> {
    let mut stages = Stages::default();
    let result = run_stages(context, &mut stages);
    eprint!("\n{}", stages.report());
    result
}

fn run_stages(context: &Context, stages: &mut Stages) -> Result<()> {
    stages.run("assets", || assets::all(context))?;
    stages.run("build: command line", || native::command_line(context))?;
    stages.run("build: packs", || {
        native::movie_packs(context)?;
        native::example_packs()
    })?;
    stages.run("build: wasm modules", || wasm::build(context))?;
    stages.run("build: page", page::bundle)?;
    stages.run("lint", || check::run(context))?;

    let mut programs = Vec::new();
    stages.run("Rust: build the tests", || {
        programs = test_programs(cargo(context).args(["test", "--release", "--locked"]))?;
        Ok(())
    })?;
    for tests in programs.chunk_by(|one, other| one.package == other.package) {
        stages.run(format!("Rust: {}", tests[0].package), || tests.iter().try_for_each(TestProgram::run))?;
    }
    // In the workspace the command line turns Parquet on: how a build without it refuses such files is tested here.
    stages.run("Rust: penchant-data without Parquet", || {
        cargo(context)
            .args(["test", "--release", "--locked", "--package", "penchant-data", "--test", "bad_tables"])
            .show()
    })?;
    stages.run("Rust: xtask", || cargo(context).args(["test", "--locked", "--package", "xtask"]).show())?;
    stages.run("Rust: documentation", || cargo(context).args(["test", "--release", "--locked", "--doc"]).show())?;

    stages.run("wasm: recommend", || {
        wasm_tests(context, Plain, &["--test", "wasm_recommend", "--package", "penchant-recommend-wasm"])
    })?;
    // Both packages, so that their dependencies are those of the module; with relaxed instructions only the kernels differ.
    let engine = ["--package", "penchant-infer", "--package", "penchant-infer-wasm"];
    stages.run("wasm: infer", || {
        wasm_tests(context, Plain, &[&["--lib", "--test", "wasm_infer"][..], &engine].concat())
    })?;
    stages.run("wasm: infer, relaxed", || wasm_tests(context, Relaxed, &[&["--lib"][..], &engine].concat()))?;

    stages.run("Python: exports and metrics", || python_tests(context))?;
    stages.run("Python: operators and random models", || operators::test(context))?;
    stages.run("Node", || npm_run("test:node")?.show())?;
    stages.run("browser: page and package", || Browser::find()?.given_to(npm_run("test:browser")?).show())?;
    stages.run("browser: Firefox and WebKit", other_engines)?;
    stages.run("packaging", || {
        page::npm_package().run()?;
        Browser::find()?.given_to(npm_run("test:packaging")?).show()
    })?;
    stages.run("sizes", || size::sizes().show())
}

/// A program of tests that cargo built.
struct TestProgram {
    package: String,
    target: String,
    path: PathBuf,
    /// The package's folder, in which cargo runs it.
    folder: PathBuf,
}

impl TestProgram {
    fn run(&self) -> Result<()> {
        say(format!("{} of {}", self.target, self.package));
        Command::new(&self.path).current_dir(&self.folder).env("CARGO_MANIFEST_DIR", &self.folder).show()
    }
}

/// Has `cargo test` build its programs without running them.
fn test_programs(cargo: &mut Command) -> Result<Vec<TestProgram>> {
    let messages = cargo.args(["--no-run", "--message-format", "json-render-diagnostics"]).read()?;
    let mut programs = Vec::new();
    for line in messages.lines() {
        let message: Value = serde_json::from_str(line).with_context(|| format!("cargo printed {line:?}"))?;
        let (Some(path), Some(true)) = (message["executable"].as_str(), message["profile"]["test"].as_bool()) else {
            continue;
        };
        let manifest = message["manifest_path"].as_str().context("a test program has no manifest")?;
        let folder = Path::new(manifest).parent().context("a manifest is in no folder")?.to_owned();
        let package = package_name(&message["package_id"]).context("a test program has no package")?;
        let target = message["target"]["name"].as_str().context("a test program has no target")?;
        programs.push(TestProgram { package, target: target.to_owned(), path: path.into(), folder });
    }
    ensure!(!programs.is_empty(), "cargo built no test programs");
    programs.sort_by(|one, other| (&one.package, &one.target).cmp(&(&other.package, &other.target)));
    Ok(programs)
}

/// `path+file:///folder#name@version`, or without the name where the folder has the same.
fn package_name(id: &Value) -> Option<String> {
    let (place, fragment) = id.as_str()?.rsplit_once('#')?;
    let name = fragment.split_once('@').map_or_else(|| place.rsplit('/').next(), |(name, _)| Some(name));
    name.map(str::to_owned)
}

/// Tests in Chromium. They share the modules' dependencies, which is why they abort on panics as those do.
fn wasm_tests(context: &Context, instructions: Instructions, targets: &[&str]) -> Result<()> {
    let mut build = instructions.cargo(context, "test");
    build.args(["-Z", "panic-abort-tests"]).args(targets);
    let runner = wasm_test_runner(context)?;
    let browser = Browser::find()?;
    for program in test_programs(&mut build)? {
        say(format!("{} of {} in Chromium", program.target, program.package));
        // In the root, where webdriver.json is.
        let mut test = browser.given_to(Command::new(&runner));
        test.arg(&program.path).show()?;
    }
    Ok(())
}

/// The page in Firefox and WebKit, which must show what it shows in Chromium.
fn other_engines() -> Result<()> {
    let Some(engines) = OtherEngines::find()? else {
        say(
            "skipped: Firefox, WebKitWebDriver and Xvfb are not all installed, and there is no apt-get to install them",
        );
        return Ok(());
    };
    Browser::find()?.given_to(engines.given_to(npm_run("test:engines")?)).show()
}

/// The exports, and the engine and its metrics beside independent libraries. The examples were built with the tests.
fn python_tests(context: &Context) -> Result<()> {
    let mut pytest = Python::with(context, TRAINING)?.module("pytest");
    pytest.args(["--quiet", "tools", "--ignore", "tools/conformance", "--ignore", "tools/differential"]);
    pytest.env("PENCHANT_BIN", std::path::absolute(PENCHANT)?);
    for example in ["metrics", "preprocess"] {
        pytest.env(format!("PENCHANT_{}_BIN", example.to_uppercase()), context.example(example));
    }
    pytest.show()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_have_their_names() {
        let name = |id: &str| package_name(&Value::from(id));
        assert_eq!(name("path+file:///src/base#penchant-base@0.1.0").as_deref(), Some("penchant-base"));
        assert_eq!(name("path+file:///src/xtask#0.0.0").as_deref(), Some("xtask"));
        assert_eq!(name("xtask"), None);
    }
}
