//! Tables in, for every command that reads them, with a line on standard error that says what was understood.

use crate::details::DetailArguments;
use crate::{files, progress};
use clap::{ArgAction, Args};
use penchant_base::Result;
use penchant_data::{
    CellQuote, ColumnNames, Feedback, Folds, IdForm, Items, Ratings, ReadOptions, SkippedRows, TextOptions, TimeUnit,
    Warning,
};
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
    /// The column of ratings; "" makes every row a like [default: guessed]
    #[arg(long, value_name = "NAME", help_heading = "Columns")]
    rating_column: Option<String>,
    /// The column of times, as dates or numbers; "" ignores times [default: guessed]
    #[arg(long, value_name = "NAME", help_heading = "Columns")]
    timestamp_column: Option<String>,
    /// What the ratings are: `explicit` (ratings, of which those above a threshold are likes) or `implicit` (counts of
    /// events such as plays, of which all above 0 are likes, with the weight log(1 + count / ε)) [default: guessed]
    #[arg(long, value_name = "KIND", help_heading = "Columns")]
    feedback: Option<Feedback>,
    /// What the times count: seconds, milliseconds, microseconds, nanoseconds, excel-days, year-month-day (20170727),
    /// year-month-day-clock (20170727091854) or years; for dates, day-first or month-first [default: guessed]
    #[arg(long, value_name = "UNIT", help_heading = "Columns")]
    time_unit: Option<TimeUnit>,
    /// What ids are: `text` (101, 0101 and 101.0 differ) or `numbers` (they are one) [default: text, but 101.0 is 101 if
    /// all ids are so]
    #[arg(long, value_name = "FORM", help_heading = "Columns")]
    ids: Option<IdForm>,
    /// The encoding of the text, such as utf-8, gb18030, big5, shift_jis, euc-kr or windows-1252 [default: guessed]
    #[arg(long, value_name = "NAME", help_heading = "Text")]
    encoding: Option<String>,
    /// What separates cells: a character such as ";", "::", tab or space [default: guessed]
    #[arg(long, value_name = "TEXT", help_heading = "Text")]
    separator: Option<String>,
    /// The first row has the columns' names [default: guessed]
    #[arg(long, action = ArgAction::SetTrue, overrides_with = "no_header", help_heading = "Text")]
    header: bool,
    /// The first row is a row like the others
    #[arg(long, action = ArgAction::SetTrue, overrides_with = "header", help_heading = "Text")]
    no_header: bool,
    /// What encloses cells: ", ' or none [default: guessed]
    #[arg(long, value_name = "MARK", help_heading = "Text")]
    quote: Option<CellQuote>,
    /// Whether \" in a quoted cell is a quote [default: guessed]
    #[arg(long, value_name = "BOOL", help_heading = "Text")]
    backslash: Option<bool>,
    /// Whether 4,5 is four and a half [default: guessed]
    #[arg(long, value_name = "BOOL", help_heading = "Text")]
    decimal_comma: Option<bool>,
    /// What lines that are not rows begin with; "" if every line is a row (by default # and %, unless the line has as many cells as a row)
    #[arg(long, value_name = "TEXT", help_heading = "Text")]
    comment: Option<String>,
    /// What separates an item's genres, and the names of people [default: guessed from |, ; and ,]
    #[arg(long, value_name = "TEXT", help_heading = "Text")]
    genre_separator: Option<String>,
    /// The number of unusable rows beyond which a table is refused
    #[arg(long, default_value_t = ReadOptions::default().max_bad_rows, value_name = "ROWS")]
    max_bad_rows: usize,
}

impl ReadArguments {
    /// The options for tables of ratings.
    pub fn options(&self) -> ReadOptions {
        ReadOptions {
            columns: ColumnNames {
                user: self.user_column.clone(),
                item: self.item_column.clone(),
                rating: self.rating_column.clone(),
                timestamp: self.timestamp_column.clone(),
                ..ColumnNames::default()
            },
            text: TextOptions {
                encoding: self.encoding.clone(),
                separator: self.separator.clone(),
                header: (self.header || self.no_header).then_some(self.header),
                quote: self.quote,
                backslash: self.backslash,
                decimal_comma: self.decimal_comma,
                comment: self.comment.clone(),
                ..TextOptions::default()
            },
            time_unit: self.time_unit,
            feedback: self.feedback,
            ids: self.ids,
            genre_separator: self.genre_separator.clone(),
            max_bad_rows: self.max_bad_rows,
            ..ReadOptions::default()
        }
    }

    /// The options for tables beside the ratings, which may be laid out otherwise.
    fn options_of_others(&self) -> ReadOptions {
        let options = self.options();
        let text = TextOptions { encoding: options.text.encoding, ..TextOptions::default() };
        ReadOptions { text, ..options }
    }
}

/// What models are trained on.
pub struct Tables {
    pub ratings: Ratings,
    pub catalog: Catalog,
    /// Texts about the items; empty, or one for each.
    pub texts: Vec<String>,
}

/// Reads ratings, and their items and tags. Without a table of items, the catalogue has the rated ones. The arguments
/// say how tables are read, and where that of items has its details; `positive_above` is the threshold that was given.
pub fn read_tables(
    ratings_path: &Path,
    items: Option<&PathBuf>,
    tags: Option<&PathBuf>,
    (arguments, details): (&ReadArguments, &DetailArguments),
    positive_above: Option<f32>,
) -> Result<Tables> {
    let mut ratings = read_ratings(ratings_path, arguments)?;
    let report = ratings.report.take().map(|report| match positive_above {
        Some(above) => report.with_threshold(above, ratings.count_likes(above)),
        None => report,
    });
    if let Some(report) = &report {
        eprintln!("{}: {}", ratings_path.display(), report.line());
        report.all_warnings().iter().for_each(|warning| warn(ratings_path, warning));
    }
    ratings.report = report;
    let options = arguments.options_of_others();
    let (catalog, mut texts) = match items {
        Some(path) => {
            let (catalog, texts) = read_items(path, &details.add_to(options.clone()))?;
            if let Some(warning) = ratings.compare_with(&catalog)? {
                warn(ratings_path, &warning);
            }
            (catalog, texts)
        }
        None => (ratings.catalog()?, Vec::new()),
    };
    if let Some(path) = tags {
        let skipped = penchant_data::read_tags(files::open(path)?, path, &options, &catalog, &mut texts);
        warn_of_skipped_rows(path, &skipped.map_err(files::about(path))?);
    }
    Ok(Tables { ratings, catalog, texts })
}

/// Reads a table of ratings, or the part files of a folder.
pub fn read_ratings(path: &Path, arguments: &ReadArguments) -> Result<Ratings> {
    let options = arguments.options();
    let bar = progress::spinner(format!("reading {}", path.display()));
    let ratings = if path.is_dir() {
        Ratings::open_parts(files::open_table_parts(path)?, &options)
    } else {
        Ratings::open(files::open(path)?, path, &options)
    };
    let ratings = ratings.map_err(files::about(path))?;
    bar.finish_and_clear();
    warn_of_skipped_rows(path, &ratings.skipped);
    Ok(ratings)
}

/// Reads a catalogue, and the texts about its items.
pub fn read_items(path: &Path, options: &ReadOptions) -> Result<(Catalog, Vec<String>)> {
    let bar = progress::spinner(format!("reading {}", path.display()));
    let items = Items::open(files::open(path)?, path, options).map_err(files::about(path))?;
    bar.finish_and_clear();
    eprintln!("{}: {}", path.display(), items.report.line());
    let layout = &items.report.layout;
    if layout.replaced > 0 {
        let encoding = layout.encoding.clone().unwrap_or_default();
        warn(path, &Warning::ReplacedBytes { count: layout.replaced, line: layout.first_replaced, encoding });
    }
    items.report.warnings.iter().for_each(|warning| warn(path, warning));
    warn_of_skipped_rows(path, &items.skipped);
    Ok((items.catalog, items.texts))
}

/// Reads folds of held-out users.
pub fn read_folds(path: &Path, ratings: &Ratings, catalog: &Catalog, positive_above: f32) -> Result<Folds> {
    let folds = Folds::read(files::open(path)?, ratings, catalog, positive_above);
    let folds = folds.map_err(files::about(path))?;
    folds.warnings.iter().for_each(|warning| warn(path, warning));
    Ok(folds)
}

/// Prints what looks wrong in a table.
pub fn warn(path: &Path, warning: &Warning) {
    eprintln!("warning: {}: {warning}", path.display());
}

fn warn_of_skipped_rows(path: &Path, skipped: &SkippedRows) {
    if skipped.count > 0 {
        let (path, count) = (path.display(), skipped.count);
        eprintln!("warning: {path}: {count} rows cannot be used and were skipped, such as{skipped}");
    }
}
