//! The command line, and the packs that it trains.

use crate::assets::movielens_files;
use crate::command::{Run, say};
use crate::context::{Context, MOVIELENS, PENCHANT};
use crate::step::Step;
use crate::tools::cargo::cargo;
use anyhow::Result;
use std::fs;
use std::process::Command;

/// Builds `build/penchant`.
pub fn command_line(context: &Context) -> Result<()> {
    say("building the command line");
    cargo(context).args(["build", "--release", "--locked"]).run()?;
    fs::create_dir_all("build")?;
    // Under another name until it is complete: the old one may be running.
    let part = format!("{PENCHANT}.part");
    fs::copy(context.target.join("release/penchant"), &part)?;
    Ok(fs::rename(&part, PENCHANT)?)
}

/// The page's packs: the whole catalogue, and a small one of the best known films, which downloads long before it.
pub fn movie_packs(context: &Context) -> Result<()> {
    crate::assets::movielens(context)?;
    let file = |name: &str| format!("{MOVIELENS}/{name}");
    let step = |name: &str, output: &str, options: &[&str]| {
        let mut train = Command::new(PENCHANT);
        train.arg("train").arg(file("ratings.csv")).arg("--items").arg(file("movies.csv"));
        train.arg("--notice").arg(file("NOTICE.txt")).args(options).args(["--output", output]);
        Step::new(name, train).inputs([PENCHANT]).inputs(movielens_files()).outputs([output]).run()
    };
    step("pack", "build/packs/movies.pack", &["--folds", &file("folds.csv")])?;
    let model = "ease(sources=40) + 4..0/5*popularity";
    let options = ["--name", "movies", "--most-liked", "500", "--model", model, "--predict", "none"];
    step("starter", "build/packs/movies-starter.pack", &options)
}

/// The catalogues of www/examples/, whose tables are in the repository.
pub fn example_packs() -> Result<()> {
    for name in ["music", "games"] {
        let items = format!("www/examples/catalogues/{name}.csv");
        let likes = format!("www/examples/catalogues/{name}-likes.csv");
        let output = format!("build/examples/{name}.pack");
        let mut train = Command::new(PENCHANT);
        train.args(["train", &likes, "--items", &items, "--name", name, "--positive-above", "0"]);
        train.args(["--model", "ease(lambda=5) + content + 1..0/3*popularity", "--output", &output]);
        Step::new(format!("example-{name}"), train).inputs([PENCHANT, &items, &likes]).outputs([output]).run()?;
    }
    Ok(())
}
