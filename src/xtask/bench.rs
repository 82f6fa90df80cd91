//! Measurements: builds what a bench needs, and runs it.

use crate::assets;
use crate::command::{Run, say};
use crate::context::{Context, MOVIELENS, PENCHANT};
use crate::native;
use crate::page;
use crate::rest::Rest;
use crate::step::Step;
use crate::tools::browser::{Browser, OtherEngines};
use crate::tools::cargo::cargo;
use crate::tools::node::npm_run;
use crate::tools::python::{PEERS, PLOTS, Python};
use crate::wasm;
use anyhow::{Result, bail};
use clap::Subcommand;
use std::process::Command;

#[derive(Subcommand)]
pub enum Bench {
    /// From a click to new picks, in Chromium
    Click(Rest),
    /// A first visit over a slow link, and later ones offline
    Page(Rest),
    /// From frame to frame while all films scroll past
    Scroll(Rest),
    /// A model's first answer, in Chromium, Firefox and WebKit; --busy keeps the processors busy, --quick measures once
    FirstAnswer(Rest),
    /// One call as catalogues grow to a million items, beside a plain loop and implicit; --quick stops at 100,000
    Recommend(Rest),
    /// Inference beside onnxruntime-web and TensorFlow.js; --models, --engines, --threads, --parts, --quick
    Infer(Rest),
    /// npm install of the package, and a build with it; --quick measures three times
    Npm(Rest),
    /// What each control of a list costs: the table of docs/controls.md
    Controls(Rest),
    /// Quality, training time and memory beside implicit, Surprise and discorec; --quick measures once
    Peers(Rest),
}

pub fn run(context: &Context, bench: Bench) -> Result<()> {
    match bench {
        Bench::Click(rest) => in_page(context, "bench:click", rest),
        Bench::Page(rest) => in_page(context, "bench:page", rest),
        Bench::Scroll(rest) => in_page(context, "bench:scroll", rest),
        Bench::FirstAnswer(rest) => first_answer(context, rest),
        Bench::Recommend(rest) => recommend(context, rest),
        Bench::Infer(rest) => infer(context, rest),
        Bench::Npm(rest) => {
            wasm::build(context)?;
            page::npm_package().run()?;
            npm_run("bench:npm")?.args(rest.options).show()
        }
        Bench::Controls(rest) => controls(context, rest),
        Bench::Peers(rest) => peers(context, rest),
    }
}

fn in_page(context: &Context, script: &str, rest: Rest) -> Result<()> {
    page::build(context)?;
    Browser::find()?.given_to(npm_run(script)?).args(rest.options).show()
}

fn first_answer(context: &Context, rest: Rest) -> Result<()> {
    page::build(context)?;
    let Some(engines) = OtherEngines::find()? else {
        bail!("Firefox, WebKitWebDriver and Xvfb are not all installed, and there is no apt-get to install them");
    };
    let bench = npm_run("bench:first-answer")?;
    Browser::find()?.given_to(engines.given_to(bench)).args(rest.options).show()
}

fn controls(context: &Context, rest: Rest) -> Result<()> {
    assets::movielens(context)?;
    native::command_line(context)?;
    let settings =
        [("diversity", [0.2, 0.5]), ("calibration", [0.2, 0.5]), ("novelty", [0.1, 0.3]), ("exploration", [0.1, 0.3])];
    let mut models = vec!["blend:packed".to_owned()];
    for (control, values) in settings {
        models.extend(values.map(|value| format!("blend:packed:{control}={value}")));
    }
    let mut evaluate = Command::new(PENCHANT);
    evaluate.arg("evaluate").arg(format!("{MOVIELENS}/ratings.csv"));
    evaluate.args(["--items", &format!("{MOVIELENS}/movies.csv"), "--folds", &format!("{MOVIELENS}/folds.csv")]);
    evaluate.args(["--metrics", "ndcg@10,diversity@10,calibration@10,novelty@10,coverage@10"]);
    evaluate.args(["--models", &models.join(",")]).args(rest.options).show()
}

fn recommend(context: &Context, rest: Rest) -> Result<()> {
    let quick = rest.options.iter().any(|option| option == "--quick");
    let sizes: &[&str] = if quick { &["10000", "100000"] } else { &["10000", "30000", "100000", "300000", "1000000"] };
    assets::movielens(context)?;
    native::command_line(context)?;
    native::movie_packs(context)?;
    wasm::build(context)?;
    let browser = Browser::find()?;
    say("making catalogues");
    let package = ["--package", "penchant-recommend", "--features", "train"];
    cargo(context).args(["build", "--release", "--locked", "--example", "made_pack"]).args(package).run()?;
    for items in sizes {
        made_pack(context, items)?;
    }
    let python = Python::with(context, PEERS)?;
    let mut bench = browser.given_to(npm_run("bench:recommend")?);
    bench.arg("--python").arg(&python.program).args(sizes).args(&rest.options).show()?;
    plot(context, "recommend")
}

/// Generates a catalogue of the given size, a file with its factors, and a history.
fn made_pack(context: &Context, items: &str) -> Result<()> {
    let program = context.example("made_pack");
    let file = |kind: &str| format!("build/bench/{items}.{kind}");
    let mut make = Command::new(&program);
    make.args([items, "64", &file("pack"), &file("f32")]);
    let step = Step::new(format!("made-{items}"), make).inputs([program]).outputs(["pack", "f32"].map(file));
    step.printed_to(file("json")).run()
}

fn infer(context: &Context, rest: Rest) -> Result<()> {
    assets::all(context)?;
    assets::bench_models(context)?;
    wasm::build(context)?;
    Browser::find()?.given_to(npm_run("bench:infer")?).args(rest.options).show()?;
    plot(context, "infer")
}

/// Draws what a bench measured.
fn plot(context: &Context, bench: &str) -> Result<()> {
    let python = Python::with(context, PLOTS)?;
    let file = |kind: &str| format!("build/bench/{bench}.{kind}");
    python.script(&format!("tools/bench/{bench}/plot.py")).args([file("json"), file("svg")]).run()?;
    say(format!("the plot is {}", file("svg")));
    Ok(())
}

fn peers(context: &Context, rest: Rest) -> Result<()> {
    const FOLDER: &str = "tools/bench/peers";
    assets::movielens(context)?;
    native::command_line(context)?;
    say("building the peer in Rust");
    let target = context.target.join("peers");
    let manifest = format!("{FOLDER}/discorec/Cargo.toml");
    let mut build = cargo(context);
    build.args(["build", "--release", "--locked", "--manifest-path", &manifest, "--target-dir"]).arg(&target).run()?;
    let python = Python::with(context, PEERS)?;
    let (script, ratings) = (format!("{FOLDER}/tables.py"), format!("{MOVIELENS}/ratings.csv"));
    let mut tables = python.script(&script);
    tables.args([&ratings, "build/peers"]);
    Step::new("peers", tables).tool(&python.version).inputs([&script, &ratings]).outputs(["build/peers"]).run()?;
    let mut measure = python.script(&format!("{FOLDER}/peers.py"));
    measure.args(["--penchant", PENCHANT, "--discorec"]).arg(target.join("release/peer-discorec"));
    measure.args(["--movielens", MOVIELENS, "--tables", "build/peers"]).args(rest.options).show()
}

#[cfg(test)]
pub fn names() -> Vec<String> {
    #[derive(clap::Parser)]
    struct Benches {
        #[command(subcommand)]
        _bench: Bench,
    }
    let command = <Benches as clap::CommandFactory>::command();
    command.get_subcommands().map(|bench| bench.get_name().to_owned()).collect()
}
