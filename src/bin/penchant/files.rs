//! Files in and out, with errors that name them, and the progress of long work.

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use penchant::catalog::Catalog;
use penchant::data::{Columns, Items, Options, Ratings, Skipped};
use penchant::evaluate::Step;
use penchant::{Error, ErrorKind, Result};
use std::fs::{self, File};
use std::io::ErrorKind as IoErrorKind;
use std::path::Path;
use std::time::Duration;

/// The bytes of a file.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| io(path, &error))
}

/// The text of a file.
pub fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| io(path, &error))
}

/// Writes a file whole or not at all: an interrupted run leaves the former one as it was.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let unfinished = path.with_added_extension("part");
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.map_or(Ok(()), fs::create_dir_all).map_err(|error| io(path, &error))?;
    fs::write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, path)).map_err(|error| io(path, &error))
}

/// How tables are read, for every command that reads them.
#[derive(Args)]
pub struct Reading {
    /// The column of users [default: guessed]; a number counts columns from 1
    #[arg(long, value_name = "NAME", help_heading = "Columns")]
    user_column: Option<String>,
    /// The column of items [default: guessed]
    #[arg(long, value_name = "NAME", help_heading = "Columns")]
    item_column: Option<String>,
    /// The column of ratings [default: guessed]; "" takes every row for a rating of 1
    #[arg(long, value_name = "NAME", help_heading = "Columns")]
    rating_column: Option<String>,
    /// The column of times, as dates or since 1970 [default: guessed]; "" reads no times
    #[arg(long, value_name = "NAME", help_heading = "Columns")]
    timestamp_column: Option<String>,
    /// How many rows of a table may be unusable before it is refused
    #[arg(long, default_value_t = Options::default().max_bad_rows, value_name = "ROWS")]
    max_bad_rows: usize,
}

impl Reading {
    fn options(&self) -> Options {
        let columns = Columns {
            user: self.user_column.clone(),
            item: self.item_column.clone(),
            rating: self.rating_column.clone(),
            timestamp: self.timestamp_column.clone(),
        };
        Options { columns, max_bad_rows: self.max_bad_rows }
    }
}

/// The ratings of a table, and the catalogue of another or, without one, of the rated items.
pub fn read_ratings(ratings: &Path, items: Option<&Path>, reading: &Reading) -> Result<(Ratings, Catalog)> {
    let bar = spinner(format!("reading {}", ratings.display()));
    let options = reading.options();
    let table = Ratings::open(open(ratings)?, ratings, &options).map_err(|error| error.about(ratings.display()))?;
    let items = items.map(|path| {
        let items = Items::open(open(path)?, path, &options).map_err(|error| error.about(path.display()))?;
        Ok((path, items))
    });
    let items = items.transpose()?;
    bar.finish_and_clear();
    warn_of_skipped(ratings, &table.skipped);
    if table.duplicates > 0 {
        let (path, count) = (ratings.display(), table.duplicates);
        eprintln!("warning: {path}: {count} rows have the user and item of a later one, which counts instead");
    }
    let catalog = match items {
        Some((path, items)) => {
            warn_of_skipped(path, &items.skipped);
            items.catalog
        }
        None => table.catalog()?,
    };
    Ok((table, catalog))
}

/// A file to be read from start to end.
pub fn open(path: &Path) -> Result<File> {
    File::open(path).map_err(|error| io(path, &error))
}

/// Says that something goes on whose end cannot be foreseen.
pub fn spinner(doing: String) -> ProgressBar {
    let bar = ProgressBar::new_spinner().with_message(doing);
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

/// Says how many of `steps` are done.
pub fn progress(steps: usize, doing: &'static str) -> ProgressBar {
    let style =
        ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}").unwrap_or(ProgressStyle::default_bar());
    ProgressBar::new(steps as u64).with_style(style).with_message(doing)
}

/// Moves a bar on by each model that is measured.
pub fn counting(bar: &ProgressBar) -> impl Fn(Step) + Sync {
    move |step| bar.inc((step == Step::Measured).into())
}

fn warn_of_skipped(path: &Path, skipped: &Skipped) {
    if skipped.count > 0 {
        let (path, count) = (path.display(), skipped.count);
        eprintln!("warning: {path}: {count} rows cannot be used and were skipped, such as{skipped}");
    }
}

fn io(path: &Path, error: &std::io::Error) -> Error {
    let what = match error.kind() {
        IoErrorKind::NotFound => "there is no such file".to_owned(),
        _ => error.to_string(),
    };
    Error::new(ErrorKind::Io, format!("{}: {what}", path.display()))
}
