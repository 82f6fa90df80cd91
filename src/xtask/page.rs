//! The page, and the npm package.

use crate::assets;
use crate::command::{Run, say};
use crate::context::{Context, PUBLIC, WASM_OUT};
use crate::files::same_contents;
use crate::native;
use crate::tools::node::{node, npm_run};
use crate::wasm;
use anyhow::{Context as _, Result};
use std::fs;
use std::io::ErrorKind;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// What the page serves beside its scripts. Of the photographs only CC0 and public domain ones.
const SERVED: &[(&str, &[&str])] = &[
    ("packs", &["build/packs/movies.pack", "build/packs/movies-starter.pack"]),
    ("models", &["build/models/efficientnet-lite0.onnx", "build/models/efficientnet-lite0.json"]),
    (
        "examples",
        &[
            "build/photographs/coffee.png",
            "build/photographs/chelsea.png",
            "build/photographs/rocket.jpg",
            "build/examples/music.pack",
            "build/examples/games.pack",
        ],
    ),
];

/// Builds everything that the page is made of, and the page.
pub fn build(context: &Context) -> Result<()> {
    assets::all(context)?;
    native::command_line(context)?;
    native::movie_packs(context)?;
    native::example_packs()?;
    wasm::build(context)?;
    bundle()
}

/// Builds the page from files that exist already.
pub fn bundle() -> Result<()> {
    for (folder, files) in SERVED {
        let folder = Path::new(PUBLIC).join(folder);
        fs::create_dir_all(&folder)?;
        for file in files.iter().map(Path::new) {
            let copy = folder.join(file.file_name().context("a file has a name")?);
            if !same_contents(file, &copy) {
                fs::copy(file, &copy).with_context(|| format!("cannot copy {}", file.display()))?;
            }
        }
    }
    say("building the page");
    npm_run("build")?.run()
}

/// Builds and serves until Ctrl-C.
pub fn serve(context: &Context) -> Result<()> {
    build(context)?;
    say("serving the page; Ctrl-C ends it");
    // Replaces this process, so that signals reach the server.
    Err(npm_run("serve")?.exec()).context("npm did not start")
}

/// The command that packs the npm package and prints what is in it.
pub fn npm_package() -> Command {
    say("packing the npm package");
    node("www/penchant/scripts/pack.js")
}

pub fn clean() -> Result<()> {
    let public = SERVED.iter().map(|(folder, _)| format!("{PUBLIC}/{folder}"));
    for folder in ["build".to_owned(), WASM_OUT.to_owned()].into_iter().chain(public) {
        match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("cannot remove {folder}"));
            }
            _ => {}
        }
    }
    Ok(())
}
