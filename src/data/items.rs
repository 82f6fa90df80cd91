//! A table of items in, a catalogue out.

use crate::columns::{GENRES, ITEM, ITEMS_WITHOUT_HEADER, Options, TAG, TEXTS, TITLE, WORDS, YEAR};
use crate::skipped_rows::{Skipped, shown};
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
    /// What else the table says of each: tags, keywords, descriptions; one text for each item.
    pub texts: Vec<String>,
    /// What was left out because it could not be used.
    pub skipped: Skipped,
}

/// The columns of MovieLens' `u.item` behind id, title, two dates and a link: 1 where the genre is the film's.
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
const U_ITEM_FLAGS: usize = 5;

impl Items {
    /// Reads a table of any format: an id, and whatever there is of title, year, genres and texts. `name` helps to
    /// guess the format. A title that ends in a year in brackets gives the year where no column does.
    /// Genres stand between `|`, or between spaces where RecBole has typed them as `token_seq`.
    ///
    /// A row is bad, and counted, if it has more or fewer cells than the header, or an id that is empty or
    /// was there before; or if id or title are longer than [`MAX_TEXT_BYTES`].
    pub fn open<'r>(table: impl Into<Source<'r>>, name: &Path, options: &Options) -> Result<Self> {
        Self::of(source::open(table.into(), name, ITEMS_WITHOUT_HEADER)?, options)
    }

    fn of(mut table: Table, Options { columns, max_bad_rows, .. }: &Options) -> Result<Self> {
        // The name that the ratings have for an item need not be that of this table.
        let id = table.require("item", table.only_if_there(columns.item.as_deref()), ITEM)?;
        let (title, year, genres) = (table.find(None, TITLE)?, table.find(None, YEAR)?, table.find(None, GENRES)?);
        let mut texts = Vec::new();
        for name in TEXTS {
            texts.extend(table.find(None, &[name])?.filter(|&column| Some(column) != genres));
        }
        table.keep([Some(id), title, year, genres].into_iter().chain(texts.iter().copied().map(Some)))?;
        let is_u_item =
            table.header.len() == U_ITEM_FLAGS + U_ITEM_GENRES.len() && table.header[..2] == ITEMS_WITHOUT_HEADER[..2];
        let between = if genres.is_some_and(|genres| table.header[genres].ends_with(WORDS)) { ' ' } else { '|' };

        let mut builder = CatalogBuilder::new();
        let mut ids = HashSet::new();
        let mut said = Vec::new();
        let skipped = table.read(*max_bad_rows, |cells| {
            let cell = |place: Option<usize>| place.map_or("", |place| cells[place].trim());
            let id = cell(Some(id));
            let full_title = if cell(title).is_empty() { id } else { cell(title) };
            if id.is_empty() {
                return Ok(Err("the id is empty".to_owned()));
            }
            if id.len() > MAX_TEXT_BYTES || full_title.len() > MAX_TEXT_BYTES {
                return Ok(Err(format!("id or title are longer than {MAX_TEXT_BYTES} bytes")));
            }
            if !ids.insert(id.to_owned()) {
                return Ok(Err(format!("the id {} stands twice", shown(id))));
            }
            if ids.len() > MAX_ITEMS {
                return Err(Error::new(ErrorKind::DataFormat, format!("there are more than {MAX_ITEMS} items")));
            }
            let (bare_title, title_year) = split_year(full_title);
            let year = cell(year);
            let (title, year) = match year.strip_suffix(".0").unwrap_or(year).parse() {
                Ok(year) => (full_title, Some(year)),
                Err(_) => (bare_title, title_year),
            };
            let flags = || U_ITEM_GENRES.into_iter().zip(cells.iter().skip(U_ITEM_FLAGS));
            let genres: Vec<&str> = if is_u_item {
                flags().filter(|(_, flag)| flag.trim() == "1").map(|(name, _)| name).collect()
            } else {
                cell(genres)
                    .split(between)
                    .map(str::trim)
                    .filter(|name| !name.is_empty() && *name != "(no genres listed)")
                    .collect()
            };
            builder.push(id, title, year, genres)?;
            said.push(texts.iter().map(|&column| &cells[column]).collect::<Vec<_>>().join(" "));
            Ok(Ok(()))
        })?;
        Ok(Self { catalog: builder.build()?, texts: said, skipped })
    }
}

/// Reads a table of tags, an item and a tag in each row such as MovieLens' `tags.csv`, and adds them to the texts
/// of the catalogue's items. Tags of other items are left out.
pub fn read_tags<'r>(
    table: impl Into<Source<'r>>,
    name: &Path,
    options: &Options,
    catalog: &Catalog,
    texts: &mut Vec<String>,
) -> Result<Skipped> {
    let mut table = source::open(table.into(), name, &["user", "item", "tag", "timestamp"])?;
    let item = table.require("item", options.columns.item.as_deref(), ITEM)?;
    let tag = table.require("tag", None, TAG)?;
    table.keep([Some(item), Some(tag)])?;
    texts.resize(catalog.len(), String::new());
    table.read(options.max_bad_rows, |cells| {
        if let Some(item) = catalog.index_of(cells[item].trim()) {
            let text = &mut texts[item as usize];
            text.push(' ');
            text.push_str(&cells[tag]);
        }
        Ok(Ok(()))
    })
}

/// Reads a catalogue from a text of any format but Parquet, as [`Items::open`] does; the first bad row is
/// an error.
pub fn read_catalog(table: impl Read) -> Result<Catalog> {
    let table = source::stream(table, Path::new(""), ITEMS_WITHOUT_HEADER)?;
    Ok(Items::of(table, &Options { max_bad_rows: 0, ..Options::default() })?.catalog)
}

/// "Toy Story (1995)" as "Toy Story" and 1995.
pub fn split_year(title: &str) -> (&str, Option<u16>) {
    let year = title.strip_suffix(')').and_then(|rest| rest.rsplit_once(" (")).filter(|(_, year)| year.len() == 4);
    match year.and_then(|(bare, year)| Some((bare, year.parse().ok()?))) {
        Some((bare, year)) => (bare, Some(year)),
        None => (title, None),
    }
}
