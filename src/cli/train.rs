//! `penchant train`: ratings and items in, a pack out.

use crate::details::{DetailArguments, sizes_line};
use crate::evaluate::{FOLDS, SEED};
use crate::memory::MemoryArguments;
use crate::pack_output::PackOutput;
use crate::tables::{self, ReadArguments, Tables};
use crate::{model_help, print, progress};
use clap::Args;
use penchant_base::Result;
use penchant_data::Fold;
use penchant_evaluate::metrics::{DEFAULT_METRICS, RankingMetric};
use penchant_evaluate::{EvaluatedModel, Evaluation, MetricSet, shuffled_folds};
use penchant_linear::Csr;
use penchant_recommend::Controls;
use penchant_recommend::Interactions;
use penchant_recommend::pack::{Measurement, ModelChoice};
use penchant_recommend::training::{ModelSpec, Recipe};
use serde_json::json;
use std::path::PathBuf;
use std::time::Instant;

/// Train a recommender on a table of ratings and write it, with its catalogue, as a pack for a page
#[derive(Args)]
#[command(after_long_help = model_help::models(false))]
pub struct Arguments {
    /// The ratings: CSV, TSV, JSON, RecBole's .inter or MovieLens' own files, each also as .gz, .zip or .zst, or Parquet;
    /// or the folder of the part files of one table
    ratings: PathBuf,
    /// The items, in any of these formats: ids, and if known titles, years, genres, tags and descriptions
    #[arg(long, value_name = "TABLE")]
    items: Option<PathBuf>,
    /// More tags, with an item and a tag in each row, for models that use texts
    #[arg(long, value_name = "TABLE")]
    tags: Option<PathBuf>,
    /// The model: a family or a weighted sum of families (see below) [default: for a small catalogue (at most 2,000
    /// items, 100,000 likes, and 700 of both users and items) the sum that ranks best for users held out; otherwise `blend`]
    #[arg(long)]
    model: Option<ModelSpec>,
    /// The model that predicts ratings, or `none`; ignored if the table has no ratings
    #[arg(long, default_value = Recipe::RATING_MODEL, value_name = "MODEL")]
    predict: String,
    /// Ratings above this one are likes; without ratings, every row is a like [default: what fits their scale: 3.5 of 5,
    /// 7 of 10, 70 of 100, 0 of −1 and 1]
    #[arg(long, value_name = "RATING", allow_negative_numbers = true)]
    positive_above: Option<f32>,
    /// Keep only this number of items, those with the most likes, for a small pack that loads before the full one
    #[arg(long, value_name = "ITEMS", value_parser = clap::value_parser!(u32).range(1..))]
    most_liked: Option<u32>,
    /// Folds to measure the pack on (columns fold, user, item, part); the results are stored in the pack
    #[arg(long, value_name = "CSV")]
    folds: Option<PathBuf>,
    /// Print JSON: the model, and the seconds that each part of the work took
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    memory: MemoryArguments,
    #[command(flatten)]
    output: PackOutput,
    #[command(flatten)]
    reading: ReadArguments,
    #[command(flatten)]
    details: DetailArguments,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    let began = Instant::now();
    let (items, tags) = (arguments.items.as_ref(), arguments.tags.as_ref());
    let how = (&arguments.reading, &arguments.details);
    let mut tables = tables::read_tables(&arguments.ratings, items, tags, how, arguments.positive_above)?;
    let positive_above = arguments.positive_above.unwrap_or(tables.ratings.scale.positive_above);
    if let Some(n) = arguments.most_liked {
        tables = keep_most_liked(tables, positive_above, n as usize)?;
    }
    let Tables { ratings, catalog, texts } = tables;
    let recipe = arguments.recipe(positive_above)?;
    let set = ratings.training_set(catalog, texts, recipe.positive_above);
    let rating_model = recipe.rating_model(&set);
    let read_s = began.elapsed().as_secs_f64();
    let began = Instant::now();
    let bar = progress::share_bar("choosing the model".into());
    let (model, choice) = recipe.choose(&set, &|share| progress::set_share(&bar, share))?;
    bar.finish_and_clear();
    let choose_s = began.elapsed().as_secs_f64();
    arguments.memory.check(&model, &set.interactions.likes)?;
    let measured = match &arguments.folds {
        Some(path) => {
            let folds = tables::read_folds(path, &ratings, &set.catalog, positive_above)?.folds;
            let split = path.file_name().unwrap_or_default().to_string_lossy();
            let steps = 2 * folds.len() + if rating_model.is_some() { 2 * FOLDS } else { 0 };
            let bar = progress::step_bar(steps, "measuring on held-out users");
            let count = progress::count_measured(&bar);
            let (metrics, texts) = (MetricSet::default(), &set.texts[..]);
            let evaluation = Evaluation { catalog: &set.catalog, texts, metrics, tuning: None, progress: &count };
            let mut measured = measure_ranking(&evaluation, &model, &set.interactions, &folds, &split)?;
            if let Some(rating_model) = rating_model {
                measured.push(measure_ratings(&evaluation, rating_model, &set.ratings)?);
            }
            bar.finish_and_clear();
            measured
        }
        None => Vec::new(),
    };
    let bar = progress::share_bar(format!("training {} on {} likes", model.text, set.interactions.likes.len()));
    let began = Instant::now();
    let mut recommender = recipe.train_chosen(&model, choice, &set, &|share| progress::set_share(&bar, share))?;
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
            "model": model.text,
            "chosen": trained_on.chosen,
            "items": recommender.catalog().len(),
            "users": trained_on.users,
            "interactions": trained_on.interactions,
            "bytes": bytes,
            "details": recommender.catalog().detail_sizes(),
            "read_s": read_s,
            "choose_s": choose_s,
            "train_s": train_s,
            "pack_s": pack_s,
            "measured": measured,
            "table": ratings.report,
        }));
    }
    println!(
        "{}: {} items, {} from {} likes of {} users, {:.2} MB",
        arguments.output.path.display(),
        recommender.catalog().len(),
        model.text,
        manifest.trained_on.interactions,
        manifest.trained_on.users,
        bytes as f64 / 1e6
    );
    if let Some(details) = sizes_line(recommender.catalog()) {
        println!("  {details}");
    }
    if let Some(choice) = &manifest.trained_on.chosen {
        println!("  {}", describe_choice(choice));
    }
    for Measurement { metric, trained, packed, .. } in &manifest.measured {
        println!("  {metric:10} {trained:.4} as trained, {packed:.4} as packed");
    }
    Ok(())
}

impl Arguments {
    fn recipe(&self, positive_above: f32) -> Result<Recipe> {
        let rating_model = Some(&self.predict).filter(|&predict| predict != Recipe::NO_RATING_MODEL);
        let rating_model = rating_model.map(|predict| predict.parse()).transpose()?;
        Ok(Recipe { model: self.model.clone(), rating_model, positive_above })
    }
}

/// By what the model was chosen, for people.
fn describe_choice(ModelChoice { users, ndcg, default_ndcg, .. }: &ModelChoice) -> String {
    if *users == 0 {
        return "the default model for a small catalogue: too few users have likes to choose by".into();
    }
    let (by, found) = (format!("by the later likes of {users} users"), format!("ndcg@10 {ndcg:.4}"));
    if ndcg == default_ndcg {
        format!("chosen {by}: no other model is surely better than the default, {found}")
    } else {
        format!("chosen {by}: {found}, the default's {default_ndcg:.4}")
    }
}

/// The tables with only the `n` items that have the most likes.
fn keep_most_liked(Tables { ratings, catalog, texts }: Tables, positive_above: f32, n: usize) -> Result<Tables> {
    let kept = ratings.most_liked(n, positive_above, &catalog);
    // Without a table of items, texts are empty.
    let texts = kept.iter().filter_map(|&item| texts.get(item as usize).cloned()).collect();
    Ok(Tables { catalog: catalog.select(kept)?, ratings, texts })
}

/// Measures how well the model ranks, as trained and as packed.
fn measure_ranking(
    evaluation: &Evaluation<'_>,
    model: &ModelSpec,
    interactions: &Interactions,
    folds: &[Fold],
    split: &str,
) -> Result<Vec<Measurement>> {
    let [trained, packed] = &evaluation.strong_generalisation(&trained_and_packed(model), interactions, folds)?[..]
    else {
        return Ok(Vec::new());
    };
    let pairs = DEFAULT_METRICS.iter().zip(trained.means.iter().zip(&packed.means));
    let measured = |(metric, (&trained, &packed)): (&RankingMetric, (&f64, &f64))| Measurement {
        metric: metric.name.into(),
        split: split.into(),
        trained,
        packed,
    };
    Ok(pairs.map(measured).collect())
}

/// Measures how closely the model predicts ratings, as trained and as packed.
fn measure_ratings(evaluation: &Evaluation<'_>, rating_model: &ModelSpec, ratings: &Csr) -> Result<Measurement> {
    let folds = shuffled_folds(ratings, FOLDS, SEED)?;
    let scores = evaluation.rating_prediction(&trained_and_packed(rating_model), ratings, &folds)?;
    let split = format!("{FOLDS} shuffled folds of ratings");
    Ok(Measurement { metric: "rmse".into(), split, trained: scores[0].rmse, packed: scores[1].rmse })
}

/// A model as it is trained, and as it is packed.
fn trained_and_packed(spec: &ModelSpec) -> [EvaluatedModel; 2] {
    [false, true].map(|packed| EvaluatedModel { spec: spec.clone(), packed, controls: Controls::default() })
}
