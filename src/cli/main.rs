//! The command line: arguments and files in, tables for people or JSON for programs out.
//! Exit codes: 0 for success, 1 for faulty input, 2 for a faulty command line (as clap does).

mod classify;
mod details;
mod evaluate;
mod evaluate_images;
mod evaluate_split;
mod files;
mod inspect;
mod inspect_table;
mod memory;
mod model_help;
mod npy;
mod pack;
mod pack_output;
mod pictures;
mod print;
mod progress;
mod recommend;
mod reliability_diagram;
mod run;
mod tables;
mod train;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Train, evaluate and try out recommenders that run on the visitor's device, and run ONNX models.
#[derive(Parser)]
#[command(name = "penchant", version, max_term_width = 100, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Train(train::Arguments),
    Pack(pack::Arguments),
    Evaluate(evaluate::Arguments),
    Recommend(recommend::Arguments),
    Classify(classify::Arguments),
    EvaluateImages(evaluate_images::Arguments),
    Run(run::Arguments),
    Inspect(inspect::Arguments),
}

fn main() -> ExitCode {
    // A reader such as `head` may close standard output early, which must not panic.
    sigpipe::reset();
    penchant_infer::quiet_panics();
    let outcome = match Cli::parse().command {
        Command::Train(arguments) => train::run(&arguments),
        Command::Pack(arguments) => pack::run(&arguments),
        Command::Evaluate(arguments) => evaluate::run(&arguments),
        Command::Recommend(arguments) => recommend::run(&arguments),
        Command::Classify(arguments) => classify::run(&arguments),
        Command::EvaluateImages(arguments) => evaluate_images::run(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::Inspect(arguments) => inspect::run(&arguments),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error[{}]: {error}", error.kind().code());
            ExitCode::FAILURE
        }
    }
}
