//! `penchant evaluate`: ratings and folds in, the quality of models out.

use crate::{files, table};
use clap::Args;
use penchant::Result;
use penchant::data;
use penchant::evaluate::{self, PACKED, metrics::METRICS};
use penchant::train;
use serde_json::json;
use std::path::PathBuf;

/// Measure how well models find what held-out users like, among all items.
#[derive(Args)]
pub struct Arguments {
    /// The ratings, in any format that `train` reads
    ratings: PathBuf,
    /// Which users are held out together, and which of their items are hidden: columns fold, user, item
    /// and part (foldin or hidden)
    #[arg(long, value_name = "CSV")]
    folds: PathBuf,
    /// The models, separated by commas; `NAME:packed` is one as it is read from its pack
    #[arg(long, default_value = train::BLEND, value_delimiter = ',', value_parser = model_name)]
    models: Vec<String>,
    /// A rating above this one means that the user likes the item
    #[arg(long, default_value_t = 3.5, value_name = "RATING", allow_negative_numbers = true)]
    positive_above: f32,
    #[command(flatten)]
    reading: files::Reading,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

fn model_name(name: &str) -> Result<String, String> {
    let known = train::names().contains(&name.strip_suffix(PACKED).unwrap_or(name));
    if known { Ok(name.to_owned()) } else { Err(format!("choose from {}", train::names().join(", "))) }
}

pub fn run(arguments: &Arguments) -> Result<()> {
    let (ratings, catalog) = files::read_ratings(&arguments.ratings, None, &arguments.reading)?;
    let (interactions, _) = ratings.positives(arguments.positive_above, &catalog);
    let folds = data::read_folds(files::open(&arguments.folds)?, &ratings, &catalog)
        .map_err(|error| error.about(arguments.folds.display()))?;
    let bar = files::progress(folds.len() * arguments.models.len(), "evaluating");
    let names: Vec<&str> = arguments.models.iter().map(String::as_str).collect();
    let scores = evaluate::strong(&names, &interactions, &catalog, &folds, &|| bar.inc(1))?;
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
                json!({ "model": score.model, "metrics": metrics, "users": score.users })
            })
            .collect();
        return table::print_json(&json!({ "models": models }));
    }
    let header: Vec<&str> = ["model"].into_iter().chain(METRICS.iter().map(|metric| metric.name)).collect();
    let row = |score: &evaluate::Score| {
        [score.model.clone()].into_iter().chain(score.means.iter().map(|mean| format!("{mean:.4}"))).collect()
    };
    let table = table::wide_table(&header, scores.iter().map(row));
    println!("{table}\n\n{} held-out users in {} folds, all items ranked", scores[0].users, folds.len());
    Ok(())
}
