//! `penchant evaluate`: ratings in, the quality of models out.

use crate::{files, table};
use clap::{Args, ValueEnum};
use comfy_table::Table;
use indicatif::ProgressBar;
use penchant::catalog::Catalog;
use penchant::data::{self, Ratings};
use penchant::evaluate::{
    self, Score, Search, Subject,
    metrics::{self, METRICS},
};
use penchant::train;
use penchant::{Error, ErrorKind, Result};
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// Measure how well models find what held-out users like among all items, or how close their ratings come.
#[derive(Args)]
pub struct Arguments {
    /// The ratings, in any format that `train` reads
    ratings: PathBuf,
    /// The items, as for `train`: wanted by models that look at genres and titles
    #[arg(long, value_name = "TABLE")]
    items: Option<PathBuf>,
    /// What is held out
    #[arg(long, value_enum, default_value_t = Protocol::Strong)]
    protocol: Protocol,
    /// For `strong`: which users are held out together, and which of their items are hidden: columns fold,
    /// user, item and part (foldin or hidden)
    #[arg(long, value_name = "CSV", required_if_eq("protocol", "strong"))]
    folds: Option<PathBuf>,
    /// The models, separated by commas, as for `train`; `MODEL:packed` is one as it is read from its pack
    #[arg(long, default_value = train::BLEND, value_parser = |text: &str| Subject::list(text).map(Subjects))]
    models: Subjects,
    /// A rating above this one means that the user likes the item [default: 3.5; for `last` every rating counts]
    #[arg(long, value_name = "RATING", allow_negative_numbers = true)]
    positive_above: Option<f32>,
    /// What to search first, on validation users within each fold's training users
    #[arg(long, value_enum, value_name = "WHAT", num_args = 0..=1, default_missing_value = "all")]
    tune: Option<Tune>,
    #[command(flatten)]
    reading: files::Reading,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Protocol {
    /// Users; part of their likes is shown, the rest is to be found among all items
    Strong,
    /// Each user's last event, by time; it is to be found among all items
    Last,
    /// A fifth of the ratings at a time, shuffled; each is to be predicted
    Ratings,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Tune {
    /// The weights of sums
    Weights,
    /// Hyper-parameters, and then the weights of sums
    All,
}

/// Folds and seed of the protocol for ratings.
const RATING_FOLDS: usize = 5;
const SEED: u64 = 42;

/// In a type of its own, because to clap a plain list is an option that may be repeated.
#[derive(Clone)]
struct Subjects(Vec<Subject>);

impl Arguments {
    /// What is to be searched, and a bar for `folds` folds of each model; a search has no foreseeable end.
    fn search(&self, folds: usize) -> (Option<Search>, ProgressBar) {
        match self.tune {
            Some(Tune::All) => (Some(Search::All), files::spinner("tuning and evaluating".into())),
            Some(Tune::Weights) => (Some(Search::Weights), files::spinner("tuning and evaluating".into())),
            None => (None, files::progress(folds * self.models.0.len(), "evaluating")),
        }
    }
}

pub fn run(arguments: &Arguments) -> Result<()> {
    let (ratings, catalog) = files::read_ratings(&arguments.ratings, arguments.items.as_deref(), &arguments.reading)?;
    match arguments.protocol {
        Protocol::Strong => strong(arguments, &ratings, &catalog),
        Protocol::Last => next(arguments, &ratings, &catalog),
        Protocol::Ratings => predictions(arguments, &ratings, &catalog),
    }
}

fn strong(arguments: &Arguments, ratings: &Ratings, catalog: &Catalog) -> Result<()> {
    let (interactions, _) = ratings.positives(arguments.positive_above.unwrap_or(3.5), catalog);
    let path = arguments.folds.as_ref().ok_or_else(|| Error::new(ErrorKind::Argument, "--folds is wanted"))?;
    let folds = data::read_folds(files::open(path)?, ratings, catalog).map_err(|error| error.about(path.display()))?;
    let (search, bar) = arguments.search(folds.len());
    let scores = evaluate::strong(&arguments.models.0, &interactions, catalog, &folds, search, &|| bar.inc(1))?;
    bar.finish_and_clear();
    if arguments.json {
        let specs = |score: &Score| score.specs.iter().map(|spec| spec.text.clone()).collect::<Vec<_>>();
        let model = |score: &Score| json!({ "model": score.model, "metrics": by_name(METRICS.iter().map(|metric| metric.name), &score.means), "users": score.users, "specs": specs(score) });
        return table::print_json(&json!({ "models": scores.iter().map(model).collect::<Vec<_>>() }));
    }
    if search.is_some() {
        print_tuned(&scores);
    }
    let table =
        by_model(METRICS.iter().map(|metric| metric.name), scores.iter().map(|score| (&score.model, &score.means[..])));
    println!("{table}\n\n{} held-out users in {} folds, all items ranked", scores[0].users, folds.len());
    Ok(())
}

fn next(arguments: &Arguments, ratings: &Ratings, catalog: &Catalog) -> Result<()> {
    let sequences = ratings.sequences(arguments.positive_above.unwrap_or(f32::NEG_INFINITY), catalog);
    let names = ["ndcg@10", "hr@10", "mrr@10"];
    let asked: Vec<_> = names.iter().filter_map(|name| metrics::find(name)).collect();
    let (search, bar) = arguments.search(1);
    let scores = evaluate::last(&arguments.models.0, &sequences, catalog, &asked, search, &|| bar.inc(1))?;
    bar.finish_and_clear();
    if arguments.json {
        let model = |score: &Score| json!({ "model": score.model, "metrics": by_name(names, &score.means), "users": score.users });
        return table::print_json(&json!({ "models": scores.iter().map(model).collect::<Vec<_>>() }));
    }
    if search.is_some() {
        print_tuned(&scores);
    }
    println!("{}", by_model(names, scores.iter().map(|score| (&score.model, &score.means[..]))));
    println!("\nthe last events of {} users, all items ranked", scores[0].users);
    Ok(())
}

fn predictions(arguments: &Arguments, ratings: &Ratings, catalog: &Catalog) -> Result<()> {
    let bar = files::progress(RATING_FOLDS * arguments.models.0.len(), "evaluating");
    let scores =
        evaluate::ratings(&arguments.models.0, &ratings.matrix(catalog), catalog, RATING_FOLDS, SEED, &|| bar.inc(1))?;
    bar.finish_and_clear();
    let names = ["rmse", "mae"];
    let means: Vec<_> = scores.iter().map(|score| (&score.model, [score.rmse, score.mae])).collect();
    if arguments.json {
        let models: Vec<_> =
            means.iter().map(|(model, means)| json!({ "model": model, "metrics": by_name(names, means) })).collect();
        return table::print_json(&json!({ "models": models }));
    }
    println!("{}", by_model(names, means.iter().map(|(model, means)| (*model, &means[..]))));
    println!("\n{} ratings in {RATING_FOLDS} shuffled folds", ratings.rows.len());
    Ok(())
}

/// What tuning found, fold by fold.
fn print_tuned(scores: &[Score]) {
    for score in scores {
        println!("{}", score.model);
        score.specs.iter().enumerate().for_each(|(fold, spec)| println!("  fold {fold}: {}", spec.text));
    }
    println!();
}

fn by_name<'n>(names: impl IntoIterator<Item = &'n str>, means: &[f64]) -> Map<String, Value> {
    names.into_iter().zip(means).map(|(name, mean)| (name.to_owned(), json!(mean))).collect()
}

fn by_model<'s>(
    names: impl IntoIterator<Item = &'s str>,
    scores: impl IntoIterator<Item = (&'s String, &'s [f64])>,
) -> Table {
    let header: Vec<&str> = ["model"].into_iter().chain(names).collect();
    let row = |(model, means): (&String, &[f64])| {
        [model.clone()].into_iter().chain(means.iter().map(|mean| format!("{mean:.4}"))).collect()
    };
    table::wide_table(&header, scores.into_iter().map(row))
}
