//! `penchant evaluate`: ratings in, the quality of models out.

use crate::files::{self, Tables};
use crate::print;
use clap::{Args, ValueEnum};
use comfy_table::Table;
use indicatif::ProgressBar;
use penchant_base::Result;
use penchant_evaluate::metrics::{Interval, Metric, paired_bootstrap};
use penchant_evaluate::{Evaluation, MetricSet, RatingScore, Score, Search, Step, Subject, shuffled_folds};
use penchant_recommend::training::{BLEND, Spec};
use serde_json::{Map, Value, json};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Measure how well models find what held-out users like among all items, or how close their ratings come.
#[derive(Args)]
#[command(after_long_help = crate::train::models(true))]
pub struct Arguments {
    /// The ratings, in any format that `train` reads
    ratings: PathBuf,
    /// The items, as for `train`: wanted by models that look at genres and titles
    #[arg(long, value_name = "TABLE")]
    items: Option<PathBuf>,
    /// More tags of the items, as for `train`
    #[arg(long, value_name = "TABLE")]
    tags: Option<PathBuf>,
    /// What is held out
    #[arg(long, value_enum, default_value_t = Protocol::Strong)]
    protocol: Protocol,
    /// For `strong`: which users are held out together, and which of their items are hidden: columns fold,
    /// user, item and part (foldin or hidden). For `ratings`: which ratings are held out together: columns fold,
    /// user and item [default: five folds, shuffled]
    #[arg(long, value_name = "CSV", required_if_eq("protocol", "strong"))]
    folds: Option<PathBuf>,
    /// The models, separated by commas (see below); `MODEL:packed` is one as it is read from its pack
    #[arg(long, default_value = BLEND, value_parser = |text: &str| Subject::list(text).map(Subjects))]
    models: Subjects,
    /// A rating above this one means that the user likes the item [default: 3.5; for `last` every rating counts]
    #[arg(long, value_name = "RATING", allow_negative_numbers = true)]
    positive_above: Option<f32>,
    /// What to search first, on validation users within each fold's training users
    #[arg(long, value_enum, value_name = "WHAT", num_args = 0..=1, default_missing_value = "all")]
    tune: Option<Tune>,
    #[command(flatten)]
    reading: files::Reading,
    /// What to measure, separated by commas; `all` is everything there is [default: recall@20,recall@50,ndcg@10,ndcg@100]
    #[arg(long, value_name = "METRICS", value_parser = MetricSet::named)]
    metrics: Option<MetricSet>,
    /// Say by how much each model differs from the first, with 95 % bootstrap intervals over the users
    #[arg(long)]
    compare: bool,
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
    /// A fifth of the items at a time, which nobody is seen to like; they are to be ranked
    Cold,
    /// A fold of the ratings at a time; each is to be predicted
    Ratings,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Tune {
    /// The weights of sums
    Weights,
    /// Hyper-parameters, and then the weights of sums
    All,
}

/// A rating above this one means that the user likes the item.
const POSITIVE_ABOVE: f32 = 3.5;
/// Folds where none are given, and the seed of shuffling the ratings.
const FOLDS: usize = 5;
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
    let (items, tags) = (arguments.items.as_deref(), arguments.tags.as_deref());
    let tables = files::read_tables(&arguments.ratings, items, tags, &arguments.reading)?;
    match arguments.protocol {
        Protocol::Ratings => predictions(arguments, &tables),
        _ => rankings(arguments, &tables),
    }
}

/// Of all protocols in which items are ranked.
fn rankings(arguments: &Arguments, Tables { ratings, catalog, texts }: &Tables) -> Result<()> {
    let is_next = arguments.protocol == Protocol::Last;
    let above = arguments.positive_above.unwrap_or(if is_next { f32::NEG_INFINITY } else { POSITIVE_ABOVE });
    let interactions = ratings.interactions(above, catalog);
    let usual = || if is_next { MetricSet::named(NEXT_METRICS) } else { Ok(MetricSet::default()) };
    let metrics = arguments.metrics.clone().map_or_else(usual, Ok)?;
    let folds = match (&arguments.folds, arguments.protocol) {
        (Some(path), Protocol::Strong) => penchant_data::read_folds(files::open(path)?, ratings, catalog)
            .map_err(|error| error.about(path.display()))?,
        _ => Vec::new(),
    };
    let (search, bar) = arguments.search(match arguments.protocol {
        Protocol::Strong => folds.len(),
        Protocol::Last => 1,
        Protocol::Cold | Protocol::Ratings => FOLDS,
    });
    let evaluation = Evaluation { catalog, texts, metrics: metrics.clone(), search, progress: &files::counting(&bar) };
    let models = &arguments.models.0;
    let scores = match arguments.protocol {
        Protocol::Last => evaluation.last(models, &interactions)?,
        Protocol::Cold => evaluation.cold(models, &interactions, FOLDS)?,
        Protocol::Strong | Protocol::Ratings => evaluation.strong(models, &interactions, &folds)?,
    };
    bar.finish_and_clear();
    let users = scores[0].users.len();
    let about = match arguments.protocol {
        Protocol::Last => format!("the last events of {users} users, all items ranked"),
        Protocol::Cold => format!("{FOLDS} folds of items, ranked for {users} users who like some of them"),
        _ => format!("{users} held-out users in {} folds, all items ranked", folds.len()),
    };
    print_scores(arguments, &metrics, &scores, &about)
}

fn predictions(arguments: &Arguments, Tables { ratings, catalog, texts }: &Tables) -> Result<()> {
    let matrix = ratings.matrix(catalog);
    let folds = match &arguments.folds {
        None => shuffled_folds(&matrix, FOLDS, SEED)?,
        Some(path) => penchant_data::read_rating_folds(files::open(path)?, ratings, catalog)
            .map_err(|error| error.about(path.display()))?,
    };
    let (search, bar) = arguments.search(folds.len());
    let clock = Mutex::new((Instant::now(), Vec::new()));
    let progress = |step| {
        let (began, seconds) = &mut *clock.lock().unwrap_or_else(PoisonError::into_inner);
        match step {
            Step::Training => *began = Instant::now(),
            Step::Trained => seconds.push(began.elapsed().as_secs_f64()),
            Step::Measured => bar.inc(1),
        }
    };
    let evaluation = Evaluation { catalog, texts, metrics: MetricSet::default(), search, progress: &progress };
    let scores = evaluation.ratings(&arguments.models.0, &matrix, &folds)?;
    bar.finish_and_clear();
    let names = ["rmse", "mae"];
    let means: Vec<_> = scores.iter().map(|score| (&score.model, [score.rmse, score.mae])).collect();
    if arguments.json {
        let (_, seconds) = clock.into_inner().unwrap_or_else(PoisonError::into_inner);
        let model = |(score, seconds): (&RatingScore, &[f64])| {
            let specs: Vec<_> = score.specs.iter().map(|spec| &spec.text).collect();
            let metrics = by_name(names, &[score.rmse, score.mae]);
            json!({ "model": score.model, "metrics": metrics, "specs": specs, "train_s": seconds })
        };
        let models: Vec<_> = scores.iter().zip(seconds.chunks_exact(folds.len())).map(model).collect();
        return print::print_json(&json!({ "models": models }));
    }
    if arguments.tune.is_some() {
        print_specs(scores.iter().map(|score| (&score.model, &score.specs[..])));
    }
    println!("{}", by_model(names, means.iter().map(|(model, means)| (*model, &means[..]))));
    let held_out: usize = folds.iter().map(Vec::len).sum();
    println!("\n{held_out} of {} ratings held out in {} folds", matrix.len(), folds.len());
    Ok(())
}

/// What was trained in each fold.
fn print_specs<'s>(models: impl Iterator<Item = (&'s String, &'s [Spec])>) {
    for (model, specs) in models {
        println!("{model}");
        specs.iter().enumerate().for_each(|(fold, spec)| println!("  fold {fold}: {}", spec.text));
    }
    println!();
}

/// The metrics of the protocol `last`, unless others are given.
const NEXT_METRICS: &str = "ndcg@10,hr@10,mrr@10";
/// Resamples of the bootstrap.
const RESAMPLES: usize = 2000;

fn print_scores(arguments: &Arguments, metrics: &MetricSet, scores: &[Score], about: &str) -> Result<()> {
    let names = metrics.names();
    if arguments.json {
        let mut models = Vec::new();
        for score in scores {
            let specs: Vec<_> = score.specs.iter().map(|spec| &spec.text).collect();
            let mut model = json!({ "model": score.model, "metrics": by_name(names.iter().copied(), &score.means), "users": score.users.len(), "specs": specs });
            if arguments.compare {
                let differences = differences(metrics, score, &scores[0])?.into_iter();
                let differences: Map<_, _> = differences
                    .map(|(name, Interval { mean, low, high })| {
                        (name.to_owned(), json!({ "mean": mean, "low": low, "high": high }))
                    })
                    .collect();
                model["differences"] = Value::Object(differences);
            }
            models.push(model);
        }
        return print::print_json(&json!({ "models": models }));
    }
    if arguments.tune.is_some() {
        print_specs(scores.iter().map(|score| (&score.model, &score.specs[..])));
    }
    println!("{}", by_model(names, scores.iter().map(|score| (&score.model, &score.means[..]))));
    if arguments.compare {
        for score in &scores[1..] {
            println!("\n{} less {}, and the 95 % interval of the difference", score.model, scores[0].model);
            for (name, Interval { mean, low, high }) in differences(metrics, score, &scores[0])? {
                println!("  {name:12} {mean:+.4}  {low:+.4} to {high:+.4}");
            }
        }
    }
    println!("\n{about}");
    Ok(())
}

/// By how much a model is better than another, for each metric of rankings.
fn differences(metrics: &MetricSet, score: &Score, first: &Score) -> Result<Vec<(&'static str, Interval)>> {
    let column = |score: &Score, place: usize| score.users.iter().map(|values| values[place]).collect::<Vec<_>>();
    let difference = |(place, metric): (usize, &&'static Metric)| {
        Ok((metric.name, paired_bootstrap(&column(score, place), &column(first, place), RESAMPLES, SEED)?))
    };
    metrics.rankings.iter().enumerate().map(difference).collect()
}

fn by_name<'n>(names: impl IntoIterator<Item = &'n str>, means: &[f64]) -> Map<String, Value> {
    names.into_iter().zip(means).map(|(name, mean)| (name.to_owned(), json!(mean))).collect()
}

/// A row for each model, or for each metric where there are too many for a line.
fn by_model<'s>(
    names: impl IntoIterator<Item = &'s str>,
    scores: impl IntoIterator<Item = (&'s String, &'s [f64])>,
) -> Table {
    const COLUMNS: usize = 8;
    let (names, scores): (Vec<&str>, Vec<_>) = (names.into_iter().collect(), scores.into_iter().collect());
    let cell = |mean: &f64| format!("{mean:.4}");
    if names.len() <= COLUMNS {
        let header: Vec<&str> = ["model"].into_iter().chain(names).collect();
        let row =
            |&(model, means): &(&String, &[f64])| [model.clone()].into_iter().chain(means.iter().map(cell)).collect();
        return print::wide_table(&header, scores.iter().map(row));
    }
    let header: Vec<&str> = ["metric"].into_iter().chain(scores.iter().map(|(model, _)| model.as_str())).collect();
    let row = |(place, name): (usize, &&str)| {
        [(*name).to_owned()].into_iter().chain(scores.iter().map(|(_, means)| cell(&means[place]))).collect()
    };
    print::wide_table(&header, names.iter().enumerate().map(row))
}
