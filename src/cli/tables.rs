//! Tables in, for every command that reads them.

use crate::{files, progress};
use clap::Args;
use penchant_base::Result;
use penchant_data::{ColumnNames, Fold, Items, Ratings, ReadOptions, SkippedRows};
use penchant_recommend::Catalog;
use std::path::{Path, PathBuf};

/// How tables are read.
#[derive(Args)]
pub struct ReadArguments {
    /// The column of users, by name or by number from 1 [default: guessed]
    #[arg(long, value_name = "NAME", help_heading = "Columns")]
    user_column: Option<String>,
    /// The column of items [default: guessed]
    #[arg(long, value_name = "NAME", help_heading = "Columns")]
    item_column: Option<String>,
    /// The column of ratings; "" makes every row a rating of 1 [default: guessed]
    #[arg(long, value_name = "NAME", help_heading = "Columns")]
    rating_column: Option<String>,
    /// The column of times, as dates or numbers since 1970; "" ignores times [default: guessed]
    #[arg(long, value_name = "NAME", help_heading = "Columns")]
    timestamp_column: Option<String>,
    /// The number of unusable rows beyond which a table is refused
    #[arg(long, default_value_t = ReadOptions::default().max_bad_rows, value_name = "ROWS")]
    max_bad_rows: usize,
}

impl ReadArguments {
    fn options(&self) -> ReadOptions {
        let columns = ColumnNames {
            user: self.user_column.clone(),
            item: self.item_column.clone(),
            rating: self.rating_column.clone(),
            timestamp: self.timestamp_column.clone(),
        };
        ReadOptions { columns, max_bad_rows: self.max_bad_rows, ..ReadOptions::default() }
    }
}

/// What models are trained on.
pub struct Tables {
    pub ratings: Ratings,
    pub catalog: Catalog,
    /// Texts about the items; empty, or one for each.
    pub texts: Vec<String>,
}

/// Reads ratings, and their items and tags. Without a table of items, the catalogue has the rated ones.
pub fn read_tables(
    ratings_path: &Path,
    items: Option<&PathBuf>,
    tags: Option<&PathBuf>,
    arguments: &ReadArguments,
) -> Result<Tables> {
    let options = arguments.options();
    let bar = progress::spinner(format!("reading {}", ratings_path.display()));
    let ratings = Ratings::open(files::open(ratings_path)?, ratings_path, &options);
    let ratings = ratings.map_err(files::about(ratings_path))?;
    bar.finish_and_clear();
    warn_of_skipped_rows(ratings_path, &ratings.skipped);
    if ratings.duplicates > 0 {
        let (path, count) = (ratings_path.display(), ratings.duplicates);
        eprintln!("warning: {path}: {count} rows were ignored, because a later row has the same user and item");
    }
    let (catalog, mut texts) = match items {
        Some(path) => read_items(path, &options)?,
        None => (ratings.catalog()?, Vec::new()),
    };
    if let Some(path) = tags {
        let skipped = penchant_data::read_tags(files::open(path)?, path, &options, &catalog, &mut texts);
        warn_of_skipped_rows(path, &skipped.map_err(files::about(path))?);
    }
    Ok(Tables { ratings, catalog, texts })
}

/// Reads a catalogue, and the texts about its items.
pub fn read_items(path: &Path, options: &ReadOptions) -> Result<(Catalog, Vec<String>)> {
    let bar = progress::spinner(format!("reading {}", path.display()));
    let items = Items::open(files::open(path)?, path, options).map_err(files::about(path))?;
    bar.finish_and_clear();
    warn_of_skipped_rows(path, &items.skipped);
    Ok((items.catalog, items.texts))
}

/// Reads folds of held-out users.
pub fn read_folds(path: &Path, ratings: &Ratings, catalog: &Catalog) -> Result<Vec<Fold>> {
    penchant_data::read_folds(files::open(path)?, ratings, catalog).map_err(files::about(path))
}

fn warn_of_skipped_rows(path: &Path, skipped: &SkippedRows) {
    if skipped.count > 0 {
        let (path, count) = (path.display(), skipped.count);
        eprintln!("warning: {path}: {count} rows cannot be used and were skipped, such as{skipped}");
    }
}
