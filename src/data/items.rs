//! A table of items in, a catalogue out.

use crate::cells::quote;
use crate::columns::{GENRES, ITEM, ITEM_ID, ITEMS_COLUMNS, TAG, TEXTS, TITLE, YEAR};
use crate::details::{DetailReader, DetailReport};
use crate::genres::GenreReader;
use crate::ids::IdReader;
use crate::layout::{By, Layout};
use crate::open;
use crate::options::{ReadOptions, TextOptions};
use crate::skipped_rows::SkippedRows;
use crate::source::Source;
use crate::table::Table;
use crate::warning::Warning;
use penchant_base::limits::{MAX_ITEMS, MAX_TEXT_BYTES};
use penchant_base::{Error, ErrorKind, Result};
use penchant_recommend::{Catalog, CatalogBuilder};
use serde::Serialize;
use std::collections::HashSet;
use std::io::Read;
use std::path::Path;

/// The catalogue of a table of items.
#[derive(Debug, Clone)]
pub struct Items {
    /// The items, in the order of the table.
    pub catalog: Catalog,
    /// The tags, keywords and descriptions of each item, joined to one text.
    pub texts: Vec<String>,
    /// The rows that could not be used.
    pub skipped: SkippedRows,
    /// What was understood of the table.
    pub report: ItemsReport,
}

/// What was understood of a table of items.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemsReport {
    /// How the text is laid out.
    pub layout: Layout,
    /// The names of all columns.
    pub header: Vec<String>,
    /// The columns of ids, titles, years and genres, by their names.
    pub columns: [Option<String>; 4],
    /// How genres are written, if there are any.
    pub genres: Option<String>,
    /// Ids that were floating-point numbers: one as it was written, and as it was read.
    pub float_ids: Option<(String, String)>,
    /// The columns of details that the table has.
    pub details: Vec<DetailReport>,
    /// What looks wrong in the table.
    pub warnings: Vec<Warning>,
}

impl ItemsReport {
    /// What was understood, in a line; each guess with the option that overrides it.
    pub fn line(&self) -> String {
        let mut words = vec![format!(
            "{} in {}",
            self.layout.format,
            self.layout.encoding.as_deref().unwrap_or("its own encoding")
        )];
        if self.layout.encoding.is_some() {
            words[0] += " (--encoding)";
        }
        for (what, column) in ["ids", "titles", "years", "genres"].iter().zip(&self.columns) {
            words.push(column.as_ref().map_or(format!("no {what}"), |column| format!("{what} in {column:?}")));
        }
        if let Some(genres) = &self.genres {
            words.push(format!("genres {genres} (--genre-separator)"));
        }
        for DetailReport { detail, column, by, lists } in &self.details {
            let lists = lists.as_ref().map_or(String::new(), |lists| format!(" {lists}"));
            let option = if *by == By::Option { String::new() } else { format!(" (--{}-column)", detail.name()) };
            words.push(format!("{} in {column:?}{lists}{option}", detail.name()));
        }
        if let Some((written, read)) = &self.float_ids {
            words.push(format!("ids such as {written:?} are read as {read:?} (--ids text keeps them)"));
        }
        words.join(", ")
    }
}

/// The genres of MovieLens' `u.item`: each is a column, after id, title, two dates and a link, and is 1 or 0.
const U_ITEM_GENRES: [&str; 19] = [
    "unknown",
    "Action",
    "Adventure",
    "Animation",
    "Children's",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Fantasy",
    "Film-Noir",
    "Horror",
    "Musical",
    "Mystery",
    "Romance",
    "Sci-Fi",
    "Thriller",
    "War",
    "Western",
];
/// The index of the first of these columns.
const U_ITEM_FIRST_GENRE: usize = 5;

impl Items {
    /// Reads a table of any format, which `name` helps to guess. It needs ids, and may have titles, years, genres
    /// and texts. Without a column of years, they are taken from titles such as "Toy Story (1995)". Genres are
    /// separated by `|`, `;` or `,`, or by spaces in RecBole's columns of type `token_seq`, or are lists as Python or
    /// JSON writes them, of names or of objects that have names. It may also have details to show: creators and cast,
    /// which are written as genres are, a synopsis, minutes and a link. A cell of these that cannot be used is left out,
    /// with a warning.
    ///
    /// A row cannot be used, and is counted in [`skipped`](Self::skipped), if it has more or fewer cells than the
    /// header, if its id is empty or repeated, or if id or title is longer than [`MAX_TEXT_BYTES`].
    ///
    /// Errors: `data.format`, `data.empty`, `argument` for both a column and a template of links, `io`.
    pub fn open<'r>(table: impl Into<Source<'r>>, name: &Path, options: &ReadOptions) -> Result<Self> {
        Self::from_table(open::open(table.into(), name, ITEMS_COLUMNS, &options.text())?, options)
    }

    fn from_table(mut table: Table, options: &ReadOptions) -> Result<Self> {
        // The name is that of the ratings' column; this table may call its own differently.
        let name = table.existing_name(options.columns.item.as_deref());
        let id = table.require_column("item", name, &[ITEM_ID, ITEM].concat())?;
        let other = |column: Option<usize>| column.filter(|&column| column != id);
        let (title, year, genres) =
            (other(table.by_name(TITLE)), other(table.by_name(YEAR)), other(table.by_name(GENRES)));
        let mut text_columns = Vec::new();
        for name in TEXTS {
            text_columns.extend(table.find_column(None, &[name])?.filter(|&column| Some(column) != genres));
        }
        let taken: Vec<usize> = [Some(id), title, year, genres].into_iter().flatten().collect();
        let mut details = DetailReader::of(&table, options, &taken)?;
        let used = taken.into_iter().chain(text_columns.iter().copied()).chain(details.columns()).map(Some);
        table.select_columns(used.collect::<Vec<_>>())?;
        let is_u_item =
            table.header.len() == U_ITEM_FIRST_GENRE + U_ITEM_GENRES.len() && table.header[..2] == ITEMS_COLUMNS[..2];
        let genre_reader = match genres {
            Some(genres) => GenreReader::of_column(&table, genres, options.genre_separator.as_deref()),
            None => GenreReader::separated("|"),
        };
        let id_reader = IdReader::of(table.sampled(id), "item", options.ids)?;
        let column = |column: Option<usize>| column.map(|column| table.header[column].clone());
        let (header, columns) = (table.header.clone(), [Some(id), title, year, genres].map(column));
        let example = table.sampled(id).next().unwrap_or_default().to_owned();
        let float_ids = (id_reader == IdReader::Floats)
            .then(|| id_reader.read(&example).map(|read| (example.clone(), read.into_owned())).ok())
            .flatten();

        let mut builder = CatalogBuilder::new();
        let mut ids = HashSet::new();
        let mut texts = Vec::new();
        let (skipped, layout) = table.for_each_numbered_row(options.max_bad_rows, |line, cells| {
            let cell = |column: Option<usize>| column.map_or("", |column| cells[column].trim());
            let id = match id_reader.read(cell(Some(id))) {
                Ok(id) => id,
                Err(_) if cell(Some(id)).is_empty() => "".into(),
                Err(fault) => return Ok(Err(fault)),
            };
            let id: &str = &id;
            let full_title = if cell(title).is_empty() { id } else { cell(title) };
            if id.is_empty() {
                return Ok(Err("the id is empty".to_owned()));
            }
            if id.len() > MAX_TEXT_BYTES || full_title.len() > MAX_TEXT_BYTES {
                return Ok(Err(format!("its id or title is longer than {MAX_TEXT_BYTES} bytes")));
            }
            if !ids.insert(id.to_owned()) {
                return Ok(Err(format!("the id {} appears twice", quote(id))));
            }
            if ids.len() > MAX_ITEMS {
                return Err(Error::new(
                    ErrorKind::DataFormat,
                    format!("the table has more than {MAX_ITEMS} items, the maximum"),
                ));
            }
            let (bare_title, title_year) = split_year(full_title);
            let (title, year) = match parse_year(cell(year)) {
                Some(year) => (full_title, Some(year)),
                None => (bare_title, title_year),
            };
            let flags = || U_ITEM_GENRES.into_iter().zip(cells.iter().skip(U_ITEM_FIRST_GENRE));
            let genres: Vec<String> = if is_u_item {
                flags().filter(|(_, flag)| flag.trim() == "1").map(|(name, _)| name.to_owned()).collect()
            } else {
                genre_reader.read(cell(genres))
            };
            let found = details.read(line, id, cells);
            builder.push_with_details(id, title, year, genres.iter().map(String::as_str), &found.as_details())?;
            texts.push(text_columns.iter().map(|&column| &cells[column]).collect::<Vec<_>>().join(" "));
            Ok(Ok(()))
        })?;
        let genres = columns[3].is_some().then(|| genre_reader.describe());
        let (details, warnings) = details.into_report();
        let report = ItemsReport { layout, header, columns, genres, float_ids, details, warnings };
        Ok(Self { catalog: builder.build()?, texts, skipped, report })
    }
}

/// The year of a cell with a year or a date: 1979, 1979.0, 1979-05-25.
fn parse_year(cell: &str) -> Option<u16> {
    if let Ok(year) = cell.strip_suffix(".0").unwrap_or(cell).parse() {
        return Some(year);
    }
    let year = cell.get(..4).filter(|_| cell.as_bytes().get(4).is_some_and(|next| matches!(next, b'-' | b'/' | b'.')));
    let last = cell.rsplit(['/', '-', '.', ' ']).next().filter(|last| last.len() == 4 && last.len() < cell.len());
    year.or(last).and_then(|year| year.parse().ok())
}

/// Reads a table with an item and a tag in each row, such as MovieLens' `tags.csv`, and adds the tags to the texts
/// of the catalogue's items. Tags of other items are left out.
///
/// Errors: `data.format`, `data.empty`, `io`.
pub fn read_tags<'r>(
    table: impl Into<Source<'r>>,
    name: &Path,
    options: &ReadOptions,
    catalog: &Catalog,
    texts: &mut Vec<String>,
) -> Result<SkippedRows> {
    let mut table = open::open(table.into(), name, &["user", "item", "tag", "timestamp"], &options.text())?;
    let item = table.require_column("item", table.existing_name(options.columns.item.as_deref()), ITEM_ID)?;
    let tag = table.require_column("tag", None, TAG)?;
    table.select_columns([Some(item), Some(tag)])?;
    texts.resize(catalog.len(), String::new());
    table.for_each_row(options.max_bad_rows, |cells| {
        if let Some(item) = catalog.index_of(cells[item].trim()) {
            let text = &mut texts[item as usize];
            text.push(' ');
            text.push_str(&cells[tag]);
        }
        Ok(Ok(()))
    })
}

/// Reads a catalogue from a text of any format but Parquet, as [`Items::open`] does; a row that cannot be used is
/// an error.
pub fn read_catalog(table: impl Read) -> Result<Catalog> {
    let table = open::open_stream(table, Path::new(""), ITEMS_COLUMNS, &TextOptions::default())?;
    Ok(Items::from_table(table, &ReadOptions { max_bad_rows: 0, ..ReadOptions::default() })?.catalog)
}

/// Splits a title such as "Toy Story (1995)" into "Toy Story" and 1995.
pub fn split_year(title: &str) -> (&str, Option<u16>) {
    let year = title.strip_suffix(')').and_then(|rest| rest.rsplit_once(" (")).filter(|(_, year)| year.len() == 4);
    match year.and_then(|(bare, year)| Some((bare, year.parse().ok()?))) {
        Some((bare, year)) => (bare, Some(year)),
        None => (title, None),
    }
}
