//! A table of items in, a catalogue out.

use crate::cells::quote;
use crate::columns::{GENRES, ITEM, ITEMS_COLUMNS, RECBOLE_WORDS, TAG, TEXTS, TITLE, YEAR};
use crate::options::ReadOptions;
use crate::skipped_rows::SkippedRows;
use crate::source::{self, Source};
use crate::table::Table;
use penchant_base::limits::{MAX_ITEMS, MAX_TEXT_BYTES};
use penchant_base::{Error, ErrorKind, Result};
use penchant_recommend::{Catalog, CatalogBuilder};
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
    /// separated by `|`, or by spaces in RecBole's columns of type `token_seq`.
    ///
    /// A row cannot be used, and is counted in [`skipped`](Self::skipped), if it has more or fewer cells than the
    /// header, if its id is empty or repeated, or if id or title is longer than [`MAX_TEXT_BYTES`].
    ///
    /// Errors: `data.format`, `data.empty`, `io`.
    pub fn open<'r>(table: impl Into<Source<'r>>, name: &Path, options: &ReadOptions) -> Result<Self> {
        Self::from_table(source::open(table.into(), name, ITEMS_COLUMNS)?, options)
    }

    fn from_table(mut table: Table, ReadOptions { columns, max_bad_rows, .. }: &ReadOptions) -> Result<Self> {
        // The name is that of the ratings' column; this table may call its own differently.
        let id = table.require_column("item", table.existing_name(columns.item.as_deref()), ITEM)?;
        let (title, year, genres) =
            (table.find_column(None, TITLE)?, table.find_column(None, YEAR)?, table.find_column(None, GENRES)?);
        let mut text_columns = Vec::new();
        for name in TEXTS {
            text_columns.extend(table.find_column(None, &[name])?.filter(|&column| Some(column) != genres));
        }
        table.select_columns(
            [Some(id), title, year, genres].into_iter().chain(text_columns.iter().copied().map(Some)),
        )?;
        let is_u_item =
            table.header.len() == U_ITEM_FIRST_GENRE + U_ITEM_GENRES.len() && table.header[..2] == ITEMS_COLUMNS[..2];
        let separator =
            if genres.is_some_and(|genres| table.header[genres].ends_with(RECBOLE_WORDS)) { ' ' } else { '|' };

        let mut builder = CatalogBuilder::new();
        let mut ids = HashSet::new();
        let mut texts = Vec::new();
        let skipped = table.for_each_row(*max_bad_rows, |cells| {
            let cell = |column: Option<usize>| column.map_or("", |column| cells[column].trim());
            let id = cell(Some(id));
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
            let year = cell(year);
            let (title, year) = match year.strip_suffix(".0").unwrap_or(year).parse() {
                Ok(year) => (full_title, Some(year)),
                Err(_) => (bare_title, title_year),
            };
            let flags = || U_ITEM_GENRES.into_iter().zip(cells.iter().skip(U_ITEM_FIRST_GENRE));
            let genres: Vec<&str> = if is_u_item {
                flags().filter(|(_, flag)| flag.trim() == "1").map(|(name, _)| name).collect()
            } else {
                cell(genres)
                    .split(separator)
                    .map(str::trim)
                    .filter(|name| !name.is_empty() && *name != "(no genres listed)")
                    .collect()
            };
            builder.push(id, title, year, genres)?;
            texts.push(text_columns.iter().map(|&column| &cells[column]).collect::<Vec<_>>().join(" "));
            Ok(Ok(()))
        })?;
        Ok(Self { catalog: builder.build()?, texts, skipped })
    }
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
    let mut table = source::open(table.into(), name, &["user", "item", "tag", "timestamp"])?;
    let item = table.require_column("item", options.columns.item.as_deref(), ITEM)?;
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
    let table = source::open_stream(table, Path::new(""), ITEMS_COLUMNS)?;
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
