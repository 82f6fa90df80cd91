//! `penchant evaluate`: ratings in, the quality of models out.

use crate::details::DetailArguments;
use crate::evaluate_split;
use crate::memory::MemoryArguments;
use crate::tables::{self, ReadArguments, Tables};
use crate::{files, model_help, print, progress};
use clap::{Args, ValueEnum};
use comfy_table::Table;
use indicatif::ProgressBar;
use penchant_base::{Error, ErrorKind, Result};
use penchant_data::{Fold, Ratings};
use penchant_evaluate::metrics::{Interval, RankingMetric, paired_bootstrap};
use penchant_evaluate::{
    EvaluatedModel, Evaluation, MetricSet, RankingScore, RatingScore, Step, Tuning, UnlistedUsers, shuffled_folds,
};
use penchant_recommend::Interactions;
use penchant_recommend::training::{BLEND, ModelSpec};
use serde_json::{Map, Value, json};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Measure how well models find held-out likes among all items, or how closely they predict ratings
#[derive(Args)]
#[command(after_long_help = model_help::models(true))]
pub struct Arguments {
    /// The ratings, in any format that `train` reads
    ratings: PathBuf,
    /// The items, as for `train`; needed by models that use genres and titles
    #[arg(long, value_name = "TABLE")]
    items: Option<PathBuf>,
    /// More tags of the items, as for `train`
    #[arg(long, value_name = "TABLE")]
    tags: Option<PathBuf>,
    /// What is held out, and what models must find or predict
    #[arg(long, value_enum, default_value_t = Protocol::Strong)]
    protocol: Protocol,
    /// A table of folds. For `strong`, the users held out together and their hidden items: columns fold, user, item
    /// and part (foldin or hidden); users of no fold are always trained on, and one fold is a split into training and
    /// test users. For `ratings`, the ratings held out together: columns fold, user and item [default: five random folds]
    #[arg(long, value_name = "CSV")]
    folds: Option<PathBuf>,
    /// Whether users of no fold are trained on: `all`, or only the `listed` ones [default: all, unless these
    /// users are few and each has fewer likes than all users of folds]
    #[arg(long, value_enum, value_name = "USERS", requires = "folds")]
    train_on: Option<TrainOn>,
    /// A table of ratings to find, of users of the first table, which is then learned from as a whole
    #[arg(long, value_name = "TABLE", conflicts_with_all = ["folds", "split", "protocol"])]
    test: Option<PathBuf>,
    /// How events are split into those to learn from and those to find: `time:2016-01-01` finds those from a day on,
    /// `last:3` each user's last three
    #[arg(long, value_name = "SPLIT", conflicts_with_all = ["folds", "protocol"])]
    split: Option<evaluate_split::SplitRule>,
    /// The models, separated by commas (see below); `MODEL:packed` is a model as it is read from its pack
    #[arg(long, default_value = BLEND, value_parser = |text: &str| EvaluatedModel::parse_list(text).map(EvaluatedModels))]
    models: EvaluatedModels,
    /// Ratings above this one are likes [default: what fits their scale, such as 3.5 of 5; for `last`, every rating]
    #[arg(long, value_name = "RATING", allow_negative_numbers = true)]
    positive_above: Option<f32>,
    /// What to tune before, on validation users among each fold's training users
    #[arg(long, value_enum, value_name = "WHAT", num_args = 0..=1, default_missing_value = "all")]
    tune: Option<TuneArgument>,
    #[command(flatten)]
    memory: MemoryArguments,
    #[command(flatten)]
    reading: ReadArguments,
    /// The metrics, separated by commas, or `all` (default: `recall@20,recall@50,ndcg@10,ndcg@100`)
    #[arg(long, value_name = "METRICS", value_parser = MetricSet::parse)]
    metrics: Option<MetricSet>,
    /// Print each model's difference from the first, with 95 % bootstrap intervals over the users
    #[arg(long)]
    compare: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Protocol {
    /// Users: models are given part of their likes, and must find the rest among all items
    Strong,
    /// Each user's last event, which models must find among all items
    Last,
    /// The likes of a fifth of the items at a time, which models must rank without them
    Cold,
    /// A fold of the ratings at a time, which models must predict
    Ratings,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TrainOn {
    /// All users that are not held out
    All,
    /// Only users of folds
    Listed,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TuneArgument {
    /// The weights of sums
    Weights,
    /// Hyper-parameters, then the weights of sums
    All,
}

/// The number of folds if none are given.
pub const FOLDS: usize = 5;
/// The seed of random folds and resamples.
pub const SEED: u64 = 42;

/// A type of its own, because clap takes a plain list for an option that may be repeated.
#[derive(Clone)]
struct EvaluatedModels(Vec<EvaluatedModel>);

impl Arguments {
    /// Says what becomes of users that no fold lists, if there are any.
    fn unlisted(&self, interactions: &Interactions, folds: &[Fold]) -> UnlistedUsers {
        let unlisted = match self.train_on {
            Some(TrainOn::All) => UnlistedUsers::Train,
            Some(TrainOn::Listed) => UnlistedUsers::LeaveOut,
            None => UnlistedUsers::guess(interactions, folds),
        };
        let count = UnlistedUsers::count(interactions, folds);
        if count > 0 {
            let what = match unlisted {
                UnlistedUsers::Train => "are trained on in every fold (--train-on listed)",
                UnlistedUsers::LeaveOut if self.train_on.is_some() => "are left out",
                UnlistedUsers::LeaveOut => {
                    "are left out: they are few, and each has fewer likes than all users of folds, as if folds were \
                     made of users with enough likes (--train-on all)"
                }
            };
            eprintln!("{count} users with likes are in no fold and {what}");
        }
        unlisted
    }

    /// What is tuned, and a bar for `folds` folds of each model; the end of tuning is unknown.
    fn tuning(&self, folds: usize) -> (Option<Tuning>, ProgressBar) {
        match self.tune {
            Some(TuneArgument::All) => (Some(Tuning::All), progress::spinner("tuning and evaluating".into())),
            Some(TuneArgument::Weights) => (Some(Tuning::Weights), progress::spinner("tuning and evaluating".into())),
            None => (None, progress::step_bar(folds * self.models.0.len(), "evaluating")),
        }
    }
}

pub fn run(arguments: &Arguments) -> Result<()> {
    let (items, tags) = (arguments.items.as_ref(), arguments.tags.as_ref());
    let above = arguments.positive_above.or((arguments.protocol == Protocol::Last).then_some(f32::NEG_INFINITY));
    let is_strong = arguments.protocol == Protocol::Strong;
    if is_strong && arguments.folds.is_none() && arguments.test.is_none() && arguments.split.is_none() {
        let message = "what to hold out is not said: give --folds, a table of held-out users; --test, a table of ratings \
                       to find; --split, such as last:1 or time:2016-01-01; or another --protocol";
        return Err(Error::new(ErrorKind::Argument, message));
    }
    let how = (&arguments.reading, &DetailArguments::default());
    let tables = tables::read_tables(&arguments.ratings, items, tags, how, arguments.positive_above)?;
    match arguments.protocol {
        Protocol::Ratings => evaluate_predictions(arguments, &tables),
        _ => evaluate_rankings(arguments, &tables, above.unwrap_or(tables.ratings.scale.positive_above)),
    }
}

/// The protocols in which models rank items.
fn evaluate_rankings(
    arguments: &Arguments,
    Tables { ratings, catalog, texts }: &Tables,
    positive_above: f32,
) -> Result<()> {
    let is_last = arguments.protocol == Protocol::Last;
    let interactions = ratings.interactions(positive_above, catalog);
    let default_metrics = || if is_last { MetricSet::parse(LAST_METRICS) } else { Ok(MetricSet::default()) };
    let metrics = arguments.metrics.clone().map_or_else(default_metrics, Ok)?;
    for model in &arguments.models.0 {
        arguments.memory.check(&model.spec, &interactions.likes)?;
    }
    let folds = match (&arguments.folds, arguments.protocol) {
        (Some(path), Protocol::Strong) => tables::read_folds(path, ratings, catalog, positive_above)?.folds,
        _ => Vec::new(),
    };
    let split = match (&arguments.test, &arguments.split) {
        (Some(path), _) => {
            let test = tables::read_ratings(path, &arguments.reading)?;
            Some(evaluate_split::by_test(path, &test, ratings, catalog, positive_above, &interactions)?)
        }
        (None, Some(rule)) => Some(rule.split(&interactions)?),
        (None, None) => None,
    };
    let (tuning, bar) = arguments.tuning(match arguments.protocol {
        Protocol::Strong => folds.len().max(1),
        Protocol::Last => 1,
        Protocol::Cold | Protocol::Ratings => FOLDS,
    });
    let evaluation =
        Evaluation { catalog, texts, metrics: metrics.clone(), tuning, progress: &progress::count_measured(&bar) };
    let models = &arguments.models.0;
    let scores = match (&split, arguments.protocol) {
        (Some(split), _) => evaluation.split(models, split)?,
        (None, Protocol::Last) => evaluation.leave_last_out(models, &interactions)?,
        (None, Protocol::Cold) => evaluation.cold_start(models, &interactions, FOLDS)?,
        (None, Protocol::Strong | Protocol::Ratings) => evaluation.strong_generalisation_with(
            models,
            &interactions,
            &folds,
            arguments.unlisted(&interactions, &folds),
        )?,
    };
    bar.finish_and_clear();
    let users = scores[0].per_user.len();
    let about = match arguments.protocol {
        _ if split.is_some() => format!("{users} users with events to find, all items ranked"),
        Protocol::Last => format!("the last events of {users} users, all items ranked"),
        Protocol::Cold => format!("{FOLDS} folds of items, ranked for {users} users who like some of them"),
        _ => format!("{users} held-out users in {} folds, all items ranked", folds.len()),
    };
    print_scores(arguments, &metrics, &scores, &about, ratings)
}

/// The protocol in which models predict ratings.
fn evaluate_predictions(arguments: &Arguments, Tables { ratings, catalog, texts }: &Tables) -> Result<()> {
    let matrix = ratings.matrix(catalog);
    for model in &arguments.models.0 {
        arguments.memory.check(&model.spec, &matrix)?;
    }
    let folds = match &arguments.folds {
        None => shuffled_folds(&matrix, FOLDS, SEED)?,
        Some(path) => {
            penchant_data::read_rating_folds(files::open(path)?, ratings, catalog).map_err(files::about(path))?
        }
    };
    let (tuning, bar) = arguments.tuning(folds.len());
    let clock = Mutex::new((Instant::now(), Vec::new()));
    let progress = |step| {
        let (began, seconds) = &mut *clock.lock().unwrap_or_else(PoisonError::into_inner);
        match step {
            Step::Training => *began = Instant::now(),
            Step::Trained => seconds.push(began.elapsed().as_secs_f64()),
            Step::Measured => bar.inc(1),
        }
    };
    let evaluation = Evaluation { catalog, texts, metrics: MetricSet::default(), tuning, progress: &progress };
    let scores = evaluation.rating_prediction(&arguments.models.0, &matrix, &folds)?;
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
        return print::print_json(&json!({ "models": models, "table": ratings.report }));
    }
    if arguments.tune.is_some() {
        print_specs(scores.iter().map(|score| (&score.model, &score.specs[..])));
    }
    println!("{}", by_model(names, means.iter().map(|(model, means)| (*model, &means[..]))));
    let held_out: usize = folds.iter().map(Vec::len).sum();
    println!("\n{held_out} of {} ratings held out in {} folds", matrix.len(), folds.len());
    Ok(())
}

/// Prints the model trained in each fold.
fn print_specs<'s>(models: impl Iterator<Item = (&'s String, &'s [ModelSpec])>) {
    for (model, specs) in models {
        println!("{model}");
        specs.iter().enumerate().for_each(|(fold, spec)| println!("  fold {fold}: {}", spec.text));
    }
    println!();
}

/// The default metrics of the protocol `last`.
const LAST_METRICS: &str = "ndcg@10,hr@10,mrr@10";
/// The resamples of the bootstrap.
const RESAMPLES: usize = 2000;

fn print_scores(
    arguments: &Arguments,
    metrics: &MetricSet,
    scores: &[RankingScore],
    about: &str,
    ratings: &Ratings,
) -> Result<()> {
    let names = metrics.names();
    if arguments.json {
        let mut models = Vec::new();
        for score in scores {
            let specs: Vec<_> = score.specs.iter().map(|spec| &spec.text).collect();
            let mut model = json!({ "model": score.model, "metrics": by_name(names.iter().copied(), &score.means), "users": score.per_user.len(), "specs": specs });
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
        return print::print_json(&json!({ "models": models, "table": ratings.report }));
    }
    if arguments.tune.is_some() {
        print_specs(scores.iter().map(|score| (&score.model, &score.specs[..])));
    }
    println!("{}", by_model(names, scores.iter().map(|score| (&score.model, &score.means[..]))));
    if arguments.compare {
        for score in &scores[1..] {
            println!("\n{} minus {}, with the 95 % interval of the difference", score.model, scores[0].model);
            for (name, Interval { mean, low, high }) in differences(metrics, score, &scores[0])? {
                println!("  {name:12} {mean:+.4}  {low:+.4} to {high:+.4}");
            }
        }
    }
    println!("\n{about}");
    Ok(())
}

/// The difference of two models in each metric of rankings.
fn differences(
    metrics: &MetricSet,
    score: &RankingScore,
    first: &RankingScore,
) -> Result<Vec<(&'static str, Interval)>> {
    let column =
        |score: &RankingScore, metric: usize| score.per_user.iter().map(|values| values[metric]).collect::<Vec<_>>();
    let difference = |(index, metric): (usize, &&'static RankingMetric)| {
        Ok((metric.name, paired_bootstrap(&column(score, index), &column(first, index), RESAMPLES, SEED)?))
    };
    metrics.rankings.iter().enumerate().map(difference).collect()
}

fn by_name<'n>(names: impl IntoIterator<Item = &'n str>, means: &[f64]) -> Map<String, Value> {
    names.into_iter().zip(means).map(|(name, mean)| (name.to_owned(), json!(mean))).collect()
}

/// A table with a row for each model or, if there are too many metrics for a line, for each metric.
fn by_model<'s>(
    names: impl IntoIterator<Item = &'s str>,
    scores: impl IntoIterator<Item = (&'s String, &'s [f64])>,
) -> Table {
    const MAX_COLUMNS: usize = 8;
    let (names, scores): (Vec<&str>, Vec<_>) = (names.into_iter().collect(), scores.into_iter().collect());
    let cell = |mean: &f64| format!("{mean:.4}");
    if names.len() <= MAX_COLUMNS {
        let header: Vec<&str> = ["model"].into_iter().chain(names).collect();
        let row =
            |&(model, means): &(&String, &[f64])| [model.clone()].into_iter().chain(means.iter().map(cell)).collect();
        return print::wide_table(&header, scores.iter().map(row));
    }
    let header: Vec<&str> = ["metric"].into_iter().chain(scores.iter().map(|(model, _)| model.as_str())).collect();
    let row = |(index, name): (usize, &&str)| {
        [(*name).to_owned()].into_iter().chain(scores.iter().map(|(_, means)| cell(&means[index]))).collect()
    };
    print::wide_table(&header, names.iter().enumerate().map(row))
}
