//! Bytes of the wasm modules, and what takes them.

use crate::command::{Run, say};
use crate::context::{Context, WASM_OUT};
use crate::tools::cargo::twiggy;
use crate::tools::node::node;
use crate::wasm;
use anyhow::Result;
use std::path::Path;
use std::process::Command;

/// Prints sizes, and fails beyond the budgets; without `--json` also what is largest in the modules.
pub fn run(context: &Context, options: &[String]) -> Result<()> {
    if !Path::new(WASM_OUT).join("infer-relaxed_bg.wasm").exists() {
        wasm::build(context)?;
    }
    sizes().args(options).show()?;
    if options.iter().any(|option| option == "--json") {
        return Ok(());
    }
    let twiggy = twiggy(context)?;
    for module in ["recommend", "infer"] {
        say(format!("the largest parts of {module}"));
        Command::new(&twiggy.path).args(["top", "-n", "15"]).arg(wasm::raw(module)).show()?;
    }
    Ok(())
}

pub fn sizes() -> Command {
    node("www/penchant/scripts/size.js")
}
