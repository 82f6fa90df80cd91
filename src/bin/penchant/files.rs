//! Files in and out, with errors that name them, and the progress of long work.

use flate2::read::MultiGzDecoder;
use indicatif::{ProgressBar, ProgressStyle};
use penchant::catalog::Catalog;
use penchant::data::{self, Ratings, Skipped};
use penchant::{Error, ErrorKind, Result};
use std::fs::{self, File};
use std::io::{BufReader, ErrorKind as IoErrorKind, Read};
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

/// The ratings of a table, and the catalogue of another or, without one, of the rated items.
pub fn read_ratings(ratings: &Path, items: Option<&Path>, max_bad_rows: usize) -> Result<(Ratings, Catalog)> {
    let bar = spinner(format!("reading {}", ratings.display()));
    let table = Ratings::read(open(ratings)?, max_bad_rows).map_err(|error| error.about(ratings.display()))?;
    let catalog = match items {
        Some(items) => data::read_catalog(open(items)?).map_err(|error| error.about(items.display()))?,
        None => table.catalog()?,
    };
    bar.finish_and_clear();
    warn_of_skipped(ratings, &table.skipped);
    Ok((table, catalog))
}

/// A file to be read from start to end; one whose name ends in `.gz` is unpacked.
pub fn open(path: &Path) -> Result<Box<dyn Read>> {
    let file = File::open(path).map_err(|error| io(path, &error))?;
    let packed = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
    Ok(if packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(BufReader::new(file)) })
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

fn warn_of_skipped(path: &Path, skipped: &Skipped) {
    if skipped.count > 0 {
        eprintln!("warning: {}: {} rows cannot be used and were skipped, such as", path.display(), skipped.count);
        skipped.examples.iter().for_each(|(line, what)| eprintln!("  line {line}: {what}"));
    }
}

fn io(path: &Path, error: &std::io::Error) -> Error {
    let what = match error.kind() {
        IoErrorKind::NotFound => "there is no such file".to_owned(),
        _ => error.to_string(),
    };
    Error::new(ErrorKind::Io, format!("{}: {what}", path.display()))
}
