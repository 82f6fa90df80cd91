//! The tasks of `./build.sh`, which hands each of them over to this program. Each task first does what it needs of the
//! others, and a step is skipped while its command, its tools and its inputs are what they were.

mod assets;
mod audit;
mod bench;
mod check;
mod circles;
mod command;
mod context;
mod files;
mod native;
mod operators;
mod page;
mod rest;
mod shell;
mod size;
mod stages;
mod step;
mod test;
mod tools;
mod wasm;

use crate::command::Run;
use crate::context::Context;
use crate::rest::Rest;
use crate::tools::browser::{Browser, OtherEngines};
use crate::tools::node::npm_run;
use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(name = "build.sh", bin_name = "./build.sh", about = "The tasks of Penchant", disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build everything, and serve the page on 127.0.0.1 (PORT, 4173 by default)
    Serve,
    /// Run all checks and tests, stage by stage, and say how long each stage took
    Test,
    /// Build the command line, wasm modules, packs, models and the page, into build/
    Build,
    /// Fetch MovieLens, the network's weights and the test photographs, and export the model
    Assets,
    /// Check formatting, lints, import circles, dependencies and licences, without running tests
    Check,
    /// Train the catalogues of www/examples/, into build/examples/
    Examples,
    /// Make the package as it is published, into build/npm/, and list its contents
    Npm(Rest),
    /// Print the bytes of the wasm modules, raw and compressed, and their largest parts
    Size(Rest),
    /// Measure
    Bench {
        #[command(subcommand)]
        bench: bench::Bench,
    },
    /// Write docs/operators.md: the engine's operators, and the ONNX project's node tests
    Operators,
    /// Run random models beside onnxruntime; --minutes, --count, --first, --only and --wasm choose which
    Differential(Rest),
    /// Run the real models of tools/models.toml beside onnxruntime; --only chooses packages
    Models(Rest),
    /// Fuzz the engine with models, until it is stopped; -max_total_time=SECONDS limits it
    Fuzz(Rest),
    /// Random calls and faults in two tabs with one history; --engine, --count, --seed, --path and --replay-path
    Chaos(Rest),
    /// Take the README's pictures of the page
    Screenshots,
    /// Remove build/ and what is generated below www/ (the cache stays)
    Clean,
}

fn main() -> ExitCode {
    let task = Cli::parse().task;
    match Context::new().and_then(|context| run(&context, task)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(context: &Context, task: Task) -> Result<()> {
    match task {
        Task::Serve => page::serve(context),
        Task::Test => test::run(context),
        Task::Build => page::build(context),
        Task::Assets => assets::all(context),
        Task::Check => check::run(context),
        Task::Examples => {
            native::command_line(context)?;
            native::example_packs()
        }
        Task::Npm(rest) => {
            wasm::build(context)?;
            page::npm_package().args(rest.options).show()
        }
        Task::Size(rest) => size::run(context, &rest.options),
        Task::Bench { bench } => bench::run(context, bench),
        Task::Operators => operators::document(context),
        Task::Differential(rest) => operators::differential(context, &rest.options),
        Task::Models(rest) => operators::real_models(context, &rest.options),
        Task::Fuzz(rest) => operators::fuzz(context, &rest.options),
        Task::Chaos(rest) => chaos(context, rest),
        Task::Screenshots => {
            page::build(context)?;
            Browser::find()?.given_to(npm_run("screenshots")?).show()
        }
        Task::Clean => page::clean(),
    }
}

/// Of the built package alone, in Chromium, or in Firefox where it is asked for and can be installed.
fn chaos(context: &Context, rest: Rest) -> Result<()> {
    wasm::build(context)?;
    let chaos = Browser::find()?.given_to(npm_run("chaos")?);
    match OtherEngines::find()? {
        Some(engines) => engines.given_to(chaos),
        None => chaos,
    }
    .args(rest.options)
    .show()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn build_sh_lists_every_task() {
        let listed = include_str!("../../build.sh");
        for task in Cli::command().get_subcommands() {
            assert!(listed.contains(&format!("\n  {} ", task.get_name())), "{} is missing", task.get_name());
        }
        for bench in bench::names() {
            assert!(listed.contains(&format!(" {bench} (")), "bench {bench} is missing");
        }
    }
}
