//! `penchant train`: ratings and items in, a pack out.

use crate::files;
use clap::Args;
use penchant::Result;
use penchant::evaluate::{self, PACKED, metrics::METRICS};
use penchant::pack::Measured;
use penchant::train;
use std::path::PathBuf;

/// Train a recommender on a table of ratings and write it, with its catalogue, as a pack for a page.
#[derive(Args)]
pub struct Arguments {
    /// The ratings: CSV, TSV, JSON lines, RecBole's .inter or MovieLens' own files, `.gz` too, or Parquet
    ratings: PathBuf,
    /// The items, in any of these formats: id and whatever there is of title, year and genres
    #[arg(long, value_name = "TABLE")]
    items: Option<PathBuf>,
    /// Where to write the pack
    #[arg(short, long, value_name = "PACK")]
    output: PathBuf,
    /// Which model to train
    #[arg(long, default_value = train::BLEND, value_parser = train::names())]
    model: String,
    /// A rating above this one means that the user likes the item; a table without ratings is all likes
    #[arg(long, default_value_t = 3.5, value_name = "RATING", allow_negative_numbers = true)]
    positive_above: f32,
    /// Folds to measure the pack on (columns fold, user, item, part); what it measures stands in the pack
    #[arg(long, value_name = "CSV")]
    folds: Option<PathBuf>,
    /// The catalogue's name; a page keeps the visitor's history under it [default: the pack's file name]
    #[arg(long)]
    name: Option<String>,
    /// A text file with the terms of the data, shown wherever the pack is
    #[arg(long, value_name = "TXT")]
    notice: Option<PathBuf>,
    #[command(flatten)]
    reading: files::Reading,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    let (ratings, catalog) = files::read_ratings(&arguments.ratings, arguments.items.as_deref(), &arguments.reading)?;
    let (interactions, unknown) = ratings.positives(arguments.positive_above, &catalog);
    if unknown > 0 {
        eprintln!("warning: {unknown} ratings are of items that the table of items does not have, and were left out");
    }
    let measured = match &arguments.folds {
        None => Vec::new(),
        Some(path) => {
            let folds = penchant::data::read_folds(files::open(path)?, &ratings, &catalog)
                .map_err(|error| error.about(path.display()))?;
            let bar = files::progress(2 * folds.len(), "measuring on held-out users");
            let packed = format!("{}{PACKED}", arguments.model);
            let scores =
                evaluate::strong(&[&arguments.model, &packed], &interactions, &catalog, &folds, &|| bar.inc(1))?;
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
    let bar = files::spinner(format!("training {} on {} interactions", arguments.model, interactions.len()));
    let mut recommender = train::train(&arguments.model, &interactions, catalog)?;
    bar.set_message("packing");
    let manifest = recommender.manifest_mut();
    let file_name = || arguments.output.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    manifest.name = arguments.name.clone().unwrap_or_else(file_name);
    manifest.notice = arguments.notice.as_deref().map(files::read_text).transpose()?.unwrap_or_default();
    manifest.trained_on.positive_above = arguments.positive_above;
    manifest.measured = measured;
    let bytes = recommender.to_pack()?;
    files::write(&arguments.output, &bytes)?;
    bar.finish_and_clear();

    let manifest = recommender.manifest();
    println!(
        "{}: {} items, {} from {} likes of {} users, {:.2} MB",
        arguments.output.display(),
        recommender.catalog().len(),
        arguments.model,
        manifest.trained_on.interactions,
        manifest.trained_on.users,
        bytes.len() as f64 / 1e6
    );
    for Measured { metric, trained, packed, .. } in &manifest.measured {
        println!("  {metric:10} {trained:.4} as trained, {packed:.4} as packed");
    }
    Ok(())
}
