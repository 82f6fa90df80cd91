//! `penchant train`: ratings and items in, a pack out.

use crate::files::{self, Tables};
use crate::table;
use clap::Args;
use penchant::Result;
use penchant::evaluate::{Asked, Evaluation, Subject, metrics::METRICS};
use penchant::families::{Train, Training, families};
use penchant::pack::Measured;
use penchant::recommend::Controls;
use penchant::train::{self, Spec};
use serde_json::json;
use std::path::PathBuf;
use std::time::Instant;

/// Train a recommender on a table of ratings and write it, with its catalogue, as a pack for a page.
#[derive(Args)]
#[command(after_long_help = models(false))]
pub struct Arguments {
    /// The ratings: CSV, TSV, JSON lines, RecBole's .inter or MovieLens' own files, `.gz` too, or Parquet
    ratings: PathBuf,
    /// The items, in any of these formats: id and whatever there is of title, year, genres, tags and description
    #[arg(long, value_name = "TABLE")]
    items: Option<PathBuf>,
    /// More tags of the items, an item and a tag in each row: for models that look at texts
    #[arg(long, value_name = "TABLE")]
    tags: Option<PathBuf>,
    /// What to train: a family or a weighted sum of them (see below)
    #[arg(long, default_value = train::BLEND)]
    model: Spec,
    /// A rating above this one means that the user likes the item; a table without ratings is all likes
    #[arg(long, default_value_t = 3.5, value_name = "RATING", allow_negative_numbers = true)]
    positive_above: f32,
    /// Folds to measure the pack on (columns fold, user, item, part); what it measures stands in the pack
    #[arg(long, value_name = "CSV")]
    folds: Option<PathBuf>,
    /// Print JSON: what was trained, and how many seconds each part of the work took
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    output: files::Output,
    #[command(flatten)]
    reading: files::Reading,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    let began = Instant::now();
    let (items, tags) = (arguments.items.as_deref(), arguments.tags.as_deref());
    let Tables { ratings, catalog, texts } = files::read_tables(&arguments.ratings, items, tags, &arguments.reading)?;
    let interactions = ratings.interactions(arguments.positive_above, &catalog);
    let unknown = ratings.unknown(&catalog);
    if unknown > 0 {
        eprintln!("warning: {unknown} ratings are of items that the table of items does not have, and were left out");
    }
    let read_s = began.elapsed().as_secs_f64();
    let measured = match &arguments.folds {
        None => Vec::new(),
        Some(path) => {
            let folds = penchant::data::read_folds(files::open(path)?, &ratings, &catalog)
                .map_err(|error| error.about(path.display()))?;
            let bar = files::progress(2 * folds.len(), "measuring on held-out users");
            let subjects = [false, true].map(|packed| Subject {
                spec: arguments.model.clone(),
                packed,
                controls: Controls::default(),
            });
            let evaluation = Evaluation {
                catalog: &catalog,
                texts: &texts,
                asked: Asked::default(),
                search: None,
                progress: &files::counting(&bar),
            };
            let scores = evaluation.strong(&subjects, &interactions, &folds)?;
            bar.finish_and_clear();
            let split = path.file_name().unwrap_or_default().to_string_lossy();
            let pairs = METRICS.iter().zip(scores[0].means.iter().zip(&scores[1].means));
            pairs
                .map(|(metric, (&trained, &packed))| Measured {
                    metric: metric.name.into(),
                    split: split.clone().into(),
                    trained,
                    packed,
                })
                .collect()
        }
    };
    let bar = files::spinner(format!("training {} on {} interactions", arguments.model.text, interactions.likes.len()));
    let training = Training { interactions: &interactions, catalog: &catalog, texts: &texts };
    let began = Instant::now();
    let mut recommender = train::train(&arguments.model, &training)?;
    let train_s = began.elapsed().as_secs_f64();
    bar.set_message("packing");
    let manifest = recommender.manifest_mut();
    manifest.trained_on.positive_above = arguments.positive_above;
    manifest.measured = measured;
    let began = Instant::now();
    let bytes = arguments.output.write(&mut recommender)?;
    let pack_s = began.elapsed().as_secs_f64();
    bar.finish_and_clear();

    let manifest = recommender.manifest();
    if arguments.json {
        let (trained_on, measured) = (&manifest.trained_on, &manifest.measured);
        return table::print_json(&json!({
            "model": arguments.model.text,
            "items": recommender.catalog().len(),
            "users": trained_on.users,
            "interactions": trained_on.interactions,
            "bytes": bytes,
            "read_s": read_s,
            "train_s": train_s,
            "pack_s": pack_s,
            "measured": measured,
        }));
    }
    println!(
        "{}: {} items, {} from {} likes of {} users, {:.2} MB",
        arguments.output.path.display(),
        recommender.catalog().len(),
        arguments.model.text,
        manifest.trained_on.interactions,
        manifest.trained_on.users,
        bytes as f64 / 1e6
    );
    for Measured { metric, trained, packed, .. } in &manifest.measured {
        println!("  {metric:10} {trained:.4} as trained, {packed:.4} as packed");
    }
    Ok(())
}

/// What `--model` takes, for the help; with `ratings` also what predicts them.
pub fn models(ratings: bool) -> String {
    let mut help = String::from(
        "Models: FAMILY, FAMILY(NAME=VALUE,…), or a sum such as `ease + 0.5*als(factors=128)`, whose parts'\n\
         scores are brought to the standard deviation of the first one's. A weight `A..B/N` goes from A for a visitor without\n\
         likes to B for one with N. `blend` is the sum that is shipped.\n",
    );
    for family in families().filter(|family| ratings || matches!(family.train, Train::Ranking(_))) {
        let protocol = if matches!(family.train, Train::Ratings(_)) { " (--protocol ratings)" } else { "" };
        help += &format!("\n  {:12} {}{protocol}\n", family.name, family.about);
        for parameter in family.parameters {
            let default = parameter.default;
            let is_word = default.parse::<f64>().is_err();
            let words = if is_word { format!(" ({})", parameter.values.join(", ")) } else { String::new() };
            help += &format!("    {:14} {}{words} [default: {default}]\n", parameter.name, parameter.about);
        }
    }
    help
}
