//! `penchant train`: ratings and items in, a pack out.

use crate::files::{self, Tables};
use crate::print;
use clap::Args;
use penchant_base::Result;
use penchant_data::Fold;
use penchant_evaluate::metrics::{METRICS, Metric};
use penchant_evaluate::{Evaluation, MetricSet, Subject, shuffled_folds};
use penchant_linear::Csr;
use penchant_recommend::Controls;
use penchant_recommend::Interactions;
use penchant_recommend::families::{Train, families};
use penchant_recommend::pack::Measured;
use penchant_recommend::training::{Recipe, Spec};
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
    #[arg(long, default_value = Recipe::MODEL)]
    model: Spec,
    /// What predicts ratings: a family that does, or `none`; a table without ratings has none to predict
    #[arg(long, default_value = Recipe::RATER, value_name = "MODEL")]
    predict: String,
    /// A rating above this one means that the user likes the item; a table without ratings is all likes
    #[arg(long, default_value_t = Recipe::POSITIVE_ABOVE, value_name = "RATING", allow_negative_numbers = true)]
    positive_above: f32,
    /// Keep only so many items, those that most users like: for a small pack that is there before the whole one
    #[arg(long, value_name = "ITEMS", value_parser = clap::value_parser!(u32).range(1..))]
    most_liked: Option<u32>,
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

/// What it is measured on.
const RATING_FOLDS: usize = 5;
const RATING_SEED: u64 = 42;

pub fn run(arguments: &Arguments) -> Result<()> {
    let began = Instant::now();
    let (items, tags) = (arguments.items.as_deref(), arguments.tags.as_deref());
    let mut tables = files::read_tables(&arguments.ratings, items, tags, &arguments.reading)?;
    let unknown = tables.ratings.unknown(&tables.catalog);
    if unknown > 0 {
        eprintln!("warning: {unknown} ratings are of items that the table of items does not have, and were left out");
    }
    if let Some(n) = arguments.most_liked {
        tables = arguments.most_liked_of(tables, n as usize)?;
    }
    let Tables { ratings, catalog, texts } = tables;
    let recipe = arguments.recipe()?;
    let set = ratings.training_set(catalog, texts, recipe.positive_above);
    let rater = recipe.rater(&set);
    let read_s = began.elapsed().as_secs_f64();
    let measured = match &arguments.folds {
        Some(path) => {
            let folds = penchant_data::read_folds(files::open(path)?, &ratings, &set.catalog)
                .map_err(|error| error.about(path.display()))?;
            let split = path.file_name().unwrap_or_default().to_string_lossy();
            let steps = 2 * folds.len() + if rater.is_some() { 2 * RATING_FOLDS } else { 0 };
            let bar = files::progress(steps, "measuring on held-out users");
            let progress = files::counting(&bar);
            let (metrics, texts) = (MetricSet::default(), &set.texts[..]);
            let evaluation = Evaluation { catalog: &set.catalog, texts, metrics, search: None, progress: &progress };
            let mut measured = measure_ranking(&evaluation, &arguments.model, &set.interactions, &folds, &split)?;
            if let Some(rater) = rater {
                measured.push(measure_ratings(&evaluation, rater, &set.ratings)?);
            }
            bar.finish_and_clear();
            measured
        }
        None => Vec::new(),
    };
    let bar = files::parts(format!("training {} on {} likes", arguments.model.text, set.interactions.likes.len()));
    let began = Instant::now();
    let mut recommender = recipe.train(&set, &|part| bar.set_position((part * files::PARTS) as u64))?;
    let train_s = began.elapsed().as_secs_f64();
    bar.set_message("packing");
    recommender.manifest_mut().measured = measured;
    let began = Instant::now();
    let bytes = arguments.output.write(&mut recommender)?;
    let pack_s = began.elapsed().as_secs_f64();
    bar.finish_and_clear();

    let manifest = recommender.manifest();
    if arguments.json {
        let (trained_on, measured) = (&manifest.trained_on, &manifest.measured);
        return print::print_json(&json!({
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

impl Arguments {
    /// The same ratings over fewer items.
    fn most_liked_of(&self, Tables { ratings, catalog, texts }: Tables, n: usize) -> Result<Tables> {
        let kept = ratings.most_liked(n, self.positive_above, &catalog);
        // Without a table of items there are no texts.
        let texts = kept.iter().filter_map(|&item| texts.get(item as usize).cloned()).collect();
        Ok(Tables { catalog: catalog.keep(kept)?, ratings, texts })
    }

    fn recipe(&self) -> Result<Recipe> {
        let rater = Some(&self.predict).filter(|&predict| predict != Recipe::NO_RATER);
        let rater = rater.map(|predict| predict.parse()).transpose()?;
        Ok(Recipe { model: self.model.clone(), rater, positive_above: self.positive_above })
    }
}

/// What a pack says of how well its sum of models ranks.
fn measure_ranking(
    evaluation: &Evaluation<'_>,
    model: &Spec,
    interactions: &Interactions,
    folds: &[Fold],
    split: &str,
) -> Result<Vec<Measured>> {
    let [trained, packed] = &evaluation.strong(&subjects(model), interactions, folds)?[..] else {
        return Ok(Vec::new());
    };
    let pairs = METRICS.iter().zip(trained.means.iter().zip(&packed.means));
    let measured = |(metric, (&trained, &packed)): (&Metric, (&f64, &f64))| Measured {
        metric: metric.name.into(),
        split: split.into(),
        trained,
        packed,
    };
    Ok(pairs.map(measured).collect())
}

/// What it says of how close its ratings come.
fn measure_ratings(evaluation: &Evaluation<'_>, rater: &Spec, ratings: &Csr) -> Result<Measured> {
    let folds = shuffled_folds(ratings, RATING_FOLDS, RATING_SEED)?;
    let scores = evaluation.ratings(&subjects(rater), ratings, &folds)?;
    let split = format!("{RATING_FOLDS} shuffled folds of ratings");
    Ok(Measured { metric: "rmse".into(), split, trained: scores[0].rmse, packed: scores[1].rmse })
}

/// A model as it is trained, and as it is packed.
fn subjects(spec: &Spec) -> [Subject; 2] {
    [false, true].map(|packed| Subject { spec: spec.clone(), packed, controls: Controls::default() })
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
