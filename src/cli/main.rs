//! The command line: arguments and files in, tables for people or JSON for programs out.
//! Exit codes: 0 done, 1 the input is at fault, 2 the command line is (as clap has it).

mod classify;
mod evaluate;
mod evaluate_images;
mod files;
mod inspect;
mod npy;
mod pack;
mod pictures;
mod print;
mod recommend;
mod reliability_diagram;
mod run;
mod train;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Taste that stays on the device: train and measure recommenders, make packs of them, try them out,
/// and say what is in a picture.
#[derive(Parser)]
#[command(version, about, max_term_width = 100, arg_required_else_help = true)]
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
    // Whoever reads what is printed may have read enough, as `head` does: that is no panic.
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
