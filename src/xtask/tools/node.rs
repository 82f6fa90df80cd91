//! Node, and the packages of the npm workspaces.

use crate::command::{Run, say};
use crate::step::Step;
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// Installs what package-lock.json pins.
pub fn modules() -> Result<()> {
    let manifest = fs::read("package.json").context("cannot read package.json")?;
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).context("package.json")?;
    let workspaces = manifest["workspaces"].as_array().context("package.json has no list of workspaces")?;
    let workspaces =
        workspaces.iter().filter_map(|folder| folder.as_str()).map(|folder| format!("{folder}/package.json"));
    let mut install = Command::new("npm");
    install.args(["ci", "--no-audit", "--no-fund"]);
    let versions = [Command::new("node").arg("--version").read()?, Command::new("npm").arg("--version").read()?];
    if !PathBuf::from("node_modules").exists() {
        say("installing the npm packages");
    }
    Step::new("node-modules", install)
        .tool(versions.concat())
        .inputs(["package-lock.json".to_owned(), "package.json".to_owned()].into_iter().chain(workspaces))
        .outputs(["node_modules"])
        .run()
}

/// A script of package.json, with what node_modules/ it needs.
pub fn npm_run(script: &str) -> Result<Command> {
    modules()?;
    let mut command = Command::new("npm");
    command.args(["run", "--silent", script, "--"]);
    Ok(command)
}

pub fn node(script: &str) -> Command {
    let mut command = Command::new("node");
    command.arg(script);
    command
}
