//! Files in and out, with errors that name them, and the progress of long work.

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use penchant_base::{Error, ErrorKind, Result};
use penchant_data::{Columns, Items, Options, Ratings, Skipped, read_tags};
use penchant_evaluate::Step;
use penchant_recommend::Catalog;
use penchant_recommend::Recommender;
use std::fs::{self, File};
use std::io::ErrorKind as IoErrorKind;
use std::path::{Path, PathBuf};
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
        Options { columns, max_bad_rows: self.max_bad_rows, ..Options::default() }
    }
}

/// What is learned from.
pub struct Tables {
    pub ratings: Ratings,
    pub catalog: Catalog,
    /// What else is said of each item; empty, or one text for each.
    pub texts: Vec<String>,
}

/// Ratings, and their items or, without a table of them, the rated ones.
pub fn read_tables(ratings: &Path, items: Option<&Path>, tags: Option<&Path>, reading: &Reading) -> Result<Tables> {
    let bar = spinner(format!("reading {}", ratings.display()));
    let options = reading.options();
    let table = Ratings::open(open(ratings)?, ratings, &options).map_err(|error| error.about(ratings.display()))?;
    bar.finish_and_clear();
    warn_of_skipped(ratings, &table.skipped);
    if table.duplicates > 0 {
        let (path, count) = (ratings.display(), table.duplicates);
        eprintln!("warning: {path}: {count} rows have the user and item of a later one, which counts instead");
    }
    let (catalog, mut texts) = match items {
        Some(path) => read_items(path, &options)?,
        None => (table.catalog()?, Vec::new()),
    };
    if let Some(path) = tags {
        let skipped = read_tags(open(path)?, path, &options, &catalog, &mut texts);
        warn_of_skipped(path, &skipped.map_err(|error| error.about(path.display()))?);
    }
    Ok(Tables { ratings: table, catalog, texts })
}

/// The catalogue of a table of items, and what else the table says of each.
pub fn read_items(path: &Path, options: &Options) -> Result<(Catalog, Vec<String>)> {
    let bar = spinner(format!("reading {}", path.display()));
    let items = Items::open(open(path)?, path, options).map_err(|error| error.about(path.display()))?;
    bar.finish_and_clear();
    warn_of_skipped(path, &items.skipped);
    Ok((items.catalog, items.texts))
}

/// A file, or the files of a folder as Spark writes them, open and with their names.
pub fn open_parts(path: &Path) -> Result<Vec<(PathBuf, File)>> {
    let named = |path: PathBuf| open(&path).map(|file| (path, file));
    if !path.is_dir() {
        return Ok(vec![named(path.to_owned())?]);
    }
    // As Spark does: `_SUCCESS` and `.part-….crc` hold no rows.
    let hidden = |part: &Path| part.file_name().is_none_or(|name| name.to_string_lossy().starts_with(['_', '.']));
    let mut parts = entries(path)?;
    parts.retain(|part| !hidden(part) && part.is_file());
    if parts.is_empty() {
        let message = format!("{}: the folder has no file: give the one with the part files", path.display());
        return Err(Error::new(ErrorKind::DataEmpty, message));
    }
    parts.into_iter().map(named).collect()
}

/// What is in a folder, by name.
pub fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
    let mut entries: Vec<PathBuf> = entries.map_err(|error| io(folder, &error))?;
    entries.sort();
    Ok(entries)
}

/// Where a pack is written, and what it says of itself.
#[derive(Args)]
pub struct Output {
    /// Where to write the pack
    #[arg(short = 'o', long = "output", value_name = "PACK")]
    pub path: PathBuf,
    /// The catalogue's name; a page keeps the visitor's history under it [default: the pack's file name]
    #[arg(long)]
    name: Option<String>,
    /// A text file with the terms of the data, shown wherever the pack is
    #[arg(long, value_name = "TXT")]
    notice: Option<PathBuf>,
}

impl Output {
    /// Fills in name and notice, writes the pack and gives its size in bytes.
    pub fn write(&self, recommender: &mut Recommender) -> Result<usize> {
        let file_name = || self.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let manifest = recommender.manifest_mut();
        manifest.name = self.name.clone().unwrap_or_else(file_name);
        manifest.notice = self.notice.as_deref().map(read_text).transpose()?.unwrap_or_default();
        let bytes = recommender.to_pack()?;
        write(&self.path, &bytes)?;
        Ok(bytes.len())
    }
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

/// Says what part of some work is done.
pub fn parts(doing: String) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg} {wide_bar} {percent} %").unwrap_or(ProgressStyle::default_bar());
    ProgressBar::new(PARTS as u64).with_style(style).with_message(doing)
}

/// What a bar of [`parts`] is long.
pub const PARTS: f32 = 1000.0;

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
