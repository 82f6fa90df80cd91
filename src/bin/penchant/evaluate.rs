//! `penchant evaluate`: ratings and folds in, the quality of models out.

use crate::{files, table};
use clap::Args;
use penchant::Result;
use penchant::data;
use penchant::evaluate::{self, Subject, metrics::METRICS};
use penchant::train;
use serde_json::json;
use std::path::PathBuf;

/// Measure how well models find what held-out users like, among all items.
#[derive(Args)]
pub struct Arguments {
    /// A CSV of ratings, as for `train`
    ratings: PathBuf,
    /// Which users are held out together, and which of their items are hidden: columns fold, user, item
    /// and part (foldin or hidden)
    #[arg(long, value_name = "CSV")]
    folds: PathBuf,
    /// The models, separated by commas, as for `train`; `MODEL:packed` is one as it is read from its pack
    #[arg(long, default_value = train::BLEND, value_parser = |text: &str| Subject::list(text).map(Subjects))]
    models: Subjects,
    /// A rating above this one means that the user likes the item
    #[arg(long, default_value_t = 3.5, value_name = "RATING", allow_negative_numbers = true)]
    positive_above: f32,
    /// How many rows may be unusable before the table is refused
    #[arg(long, default_value_t = 100, value_name = "ROWS")]
    max_bad_rows: usize,
    /// Search hyper-parameters and blend weights first, among validation users within each fold's training users
    #[arg(long)]
    tune: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// In a type of its own, because to clap a plain list is an option that may be repeated.
#[derive(Clone)]
struct Subjects(Vec<Subject>);

pub fn run(arguments: &Arguments) -> Result<()> {
    let (ratings, catalog) = files::read_ratings(&arguments.ratings, None, arguments.max_bad_rows)?;
    let (interactions, _) = ratings.positives(arguments.positive_above, &catalog);
    let folds = data::read_folds(files::open(&arguments.folds)?, &ratings, &catalog)
        .map_err(|error| error.about(arguments.folds.display()))?;
    let bar = match arguments.tune {
        true => files::spinner("tuning and evaluating".into()),
        false => files::progress(folds.len() * arguments.models.0.len(), "evaluating"),
    };
    let scores =
        evaluate::strong(&arguments.models.0, &interactions, &catalog, &folds, arguments.tune, &|| bar.inc(1))?;
    bar.finish_and_clear();
    if arguments.json {
        let models: Vec<_> = scores
            .iter()
            .map(|score| {
                let metrics: serde_json::Map<_, _> = METRICS
                    .iter()
                    .zip(&score.means)
                    .map(|(metric, mean)| (metric.name.to_owned(), json!(mean)))
                    .collect();
                json!({ "model": score.model, "metrics": metrics, "users": score.users, "specs": score.specs.iter().map(|spec| &spec.text).collect::<Vec<_>>() })
            })
            .collect();
        return table::print_json(&json!({ "models": models }));
    }
    let header: Vec<&str> = ["model"].into_iter().chain(METRICS.iter().map(|metric| metric.name)).collect();
    let row = |score: &evaluate::Score| {
        [score.model.clone()].into_iter().chain(score.means.iter().map(|mean| format!("{mean:.4}"))).collect()
    };
    let table = table::wide_table(&header, scores.iter().map(row));
    if arguments.tune {
        for score in &scores {
            println!("{}", score.model);
            score.specs.iter().enumerate().for_each(|(fold, spec)| println!("  fold {fold}: {}", spec.text));
        }
        println!();
    }
    println!("{table}\n\n{} held-out users in {} folds, all items ranked", scores[0].users, folds.len());
    Ok(())
}
