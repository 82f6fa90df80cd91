//! The wasm modules, built for the browser and bound to JavaScript.

use crate::command::{Run, say};
use crate::context::{Context, WASM_OUT};
use crate::files::same_contents;
use crate::step::Step;
use crate::tools::cargo::{Program, cargo, wasm_bindgen};
use crate::tools::node::{self, node};
use anyhow::{Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

/// Crates share the functions that they instantiate: copies took 3 % of the module recommend, and 5 % of infer. Not with
/// the standard library that is built for atomics: its vector instructions are such functions, and calls of them made the
/// engine's threads fifteen times slower.
const SHARE: [&str; 2] = ["-Z", "share-generics=y"];

/// Instructions beyond those of .cargo/config.toml, and how modules are compiled for them. Each has its own target
/// directory, so that switching between them rebuilds nothing.
#[derive(Clone, Copy)]
pub enum Instructions {
    Plain,
    /// A multiplication that adds in one step, which not every browser has.
    Relaxed,
    /// Relaxed, and shared memory. It needs a standard library with atomics, which is built with it.
    Threads,
}

use Instructions::{Plain, Relaxed, Threads};

impl Instructions {
    fn folder(self) -> &'static str {
        match self {
            Plain => "plain",
            Relaxed => "relaxed",
            Threads => "threads",
        }
    }

    fn flags(self) -> &'static [&'static str] {
        match self {
            Plain => &[SHARE[0], SHARE[1]],
            Relaxed => &[SHARE[0], SHARE[1], "-C", "target-feature=+relaxed-simd"],
            Threads => &["-C", "target-feature=+relaxed-simd,+atomics,+bulk-memory,+mutable-globals"],
        }
    }

    /// `cargo TASK` for these instructions, such as `build`.
    pub fn cargo(self, context: &Context, task: &str) -> Command {
        let mut command = cargo(context);
        // The text of derived `Debug` and the places of panics are left out, which takes 120 kB after gzip of the image
        // engine. Nightly compilers can do so, and this one can when told.
        command.env("RUSTC_BOOTSTRAP", "1");
        let less = ["-Z", "fmt-debug=shallow", "-Z", "location-detail=none"];
        let flags = self.flags().iter().chain(&less).map(|flag| format!("{flag:?}")).collect::<Vec<_>>();
        // Appended to the flags of .cargo/config.toml.
        command.arg("--config").arg(format!("target.wasm32-unknown-unknown.rustflags=[{}]", flags.join(",")));
        command.args([task, "--locked", "--profile", "wasm", "--target", "wasm32-unknown-unknown"]);
        command.arg("--target-dir").arg(self.target(context));
        if matches!(self, Threads) {
            command.args(["-Z", "build-std=std,panic_abort"]);
        }
        command
    }

    fn target(self, context: &Context) -> PathBuf {
        context.target.join(self.folder())
    }
}

/// A file in the package: a crate of src/wasm/, built for some instructions.
struct Module {
    name: &'static str,
    /// The folder in src/wasm/.
    part: &'static str,
    instructions: Instructions,
}

const MODULES: [Module; 5] = [
    Module { name: "recommend", part: "recommend", instructions: Plain },
    Module { name: "infer", part: "infer", instructions: Plain },
    Module { name: "train", part: "train", instructions: Plain },
    Module { name: "infer-relaxed", part: "infer", instructions: Relaxed },
    Module { name: "infer-threads", part: "infer", instructions: Threads },
];

/// Where it is trained, a pack is scored only to choose its model: the speed of that is not worth its size there.
const SMALL_RECOMMEND: &str = r#"profile.wasm.package.penchant-recommend.opt-level="z""#;

/// What makes a module smaller in seconds. Functions that are alike become one, and are ordered by their names: those
/// of one generic type resemble each other, which takes a tenth off after gzip. Unused data is removed, zeros are not
/// stored, and a local is not set to the value that it has.
const WASM_OPT: [&str; 10] = [
    "--duplicate-function-elimination",
    "--remove-unused-brs",
    "--merge-blocks",
    "--optimize-instructions",
    "--vacuum",
    "--duplicate-function-elimination",
    "--remove-unused-module-elements",
    "--memory-packing",
    "--rse",
    "--reorder-functions-by-name",
];

/// Builds all modules into the package.
pub fn build(context: &Context) -> Result<()> {
    let wasm_bindgen = wasm_bindgen(context)?;
    node::modules()?;
    // Linking takes most of the time, and one core: the instruction sets are built at the same time.
    thread::scope(|scope| {
        let builds = [Plain, Relaxed, Threads].map(|instructions| scope.spawn(move || compile(context, instructions)));
        builds.into_iter().try_for_each(|build| build.join().expect("a build does not panic"))
    })?;
    let wasm_opt = Command::new("npx").args(["--no-install", "wasm-opt", "--version"]).read()?;
    MODULES.iter().try_for_each(|module| module.bind(context, &wasm_bindgen, &wasm_opt))?;
    node("www/penchant/scripts/stamp.js").args(MODULES.iter().map(|module| module.name)).run()
}

fn compile(context: &Context, instructions: Instructions) -> Result<()> {
    for module in MODULES.iter().filter(|module| module.instructions.folder() == instructions.folder()) {
        say(format!("building the wasm module {}", module.name));
        // One at a time: together they would share the features of their dependencies.
        let mut build = instructions.cargo(context, "build");
        build.args(["--package", &format!("penchant-{}-wasm", module.part)]);
        if module.part == "train" {
            build.args(["--config", SMALL_RECOMMEND]);
        }
        if matches!(instructions, Threads) {
            build.args(["--features", "threads"]);
        }
        build.run()?;
    }
    Ok(())
}

impl Module {
    /// The file before wasm-bindgen, which still has the names for `size`.
    fn raw(&self) -> PathBuf {
        raw(self.name)
    }

    fn bind(&self, context: &Context, wasm_bindgen: &Program, wasm_opt: &str) -> Result<()> {
        let file = format!("wasm32-unknown-unknown/wasm/penchant_{}_wasm.wasm", self.part);
        let built = self.instructions.target(context).join(file);
        let raw = self.raw();
        fs::create_dir_all("build/wasm")?;
        if !same_contents(&built, &raw) {
            fs::copy(&built, &raw)?;
        }
        // Relaxed instructions change nothing in the bindings: the module is run by those of `infer`.
        let relaxed = matches!(self.instructions, Relaxed);
        let folder = if relaxed { "build/wasm/relaxed" } else { WASM_OUT };
        let name = if relaxed { self.part } else { self.name };
        let (wasm, bindings) = (format!("{folder}/{name}_bg.wasm"), format!("{folder}/{name}.js"));
        let mut bind = Command::new(&wasm_bindgen.path);
        // The package says itself where the wasm is: bundlers make a second copy of what the bindings say.
        bind.args(["--target", "web", "--omit-default-module-path", "--remove-producers-section"]);
        bind.args(["--out-dir", folder, "--out-name", name]).arg(&raw);
        let mut optimise = Command::new("npx");
        optimise.args(["--no-install", "wasm-opt"]).args(WASM_OPT).args([&wasm, "--output", &wasm]);
        Step::new(format!("wasm-{}", self.name), bind)
            .then(optimise)
            .tool(&wasm_bindgen.version)
            .tool(wasm_opt)
            .inputs([raw])
            .outputs([&wasm, &bindings])
            .run()?;
        if relaxed {
            let packaged = format!("{WASM_OUT}/{}_bg.wasm", self.name);
            let same = same_contents(Path::new(&bindings), &Path::new(WASM_OUT).join(format!("{name}.js")));
            ensure!(same, "the bindings of {name} and {} differ, but the package has one of them", self.name);
            fs::copy(&wasm, packaged)?;
        }
        Ok(())
    }
}

/// A module before wasm-bindgen.
pub fn raw(name: &str) -> PathBuf {
    Path::new("build/wasm").join(name).with_extension("wasm")
}
