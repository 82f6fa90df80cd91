//! A table of ratings in, indexed ratings out, and who likes what of a catalogue.

use crate::columns::{ITEM, Options, RATING, RATINGS_WITHOUT_HEADER, TIMESTAMP, USER};
use crate::skipped_rows::{Skipped, shown};
use crate::source::{self, Source};
use crate::table::Table;
use chrono::{DateTime, NaiveDate, NaiveDateTime};
use indexmap::IndexSet;
use penchant_base::limits::{MAX_ITEMS, MAX_TEXT_BYTES};
use penchant_base::{Error, ErrorKind, Result};
use penchant_linear::Csr;
use penchant_recommend::Catalog;
use penchant_recommend::Interactions;
use penchant_recommend::training::TrainingSet;
use rayon::slice::ParallelSliceMut;
use std::io::Read;
use std::path::Path;

/// One rating of a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rating {
    /// Index into [`Ratings::users`].
    pub user: u32,
    /// Index into [`Ratings::items`].
    pub item: u32,
    /// As it stands in the table; 1 where there is no such column.
    pub value: f32,
    /// When, in seconds since 1970; `None` where there is no such column, or the cell is empty.
    pub at: Option<i64>,
}

/// A table of ratings, with ids as indices in the order they were first met.
#[derive(Debug, Clone, Default)]
pub struct Ratings {
    /// The users' ids.
    pub users: Vec<String>,
    /// The items' ids.
    pub items: Vec<String>,
    /// The rows, in the order of the table; each pair of user and item once.
    pub rows: Vec<Rating>,
    /// What was left out because it could not be used.
    pub skipped: Skipped,
    /// How many rows were left out because a later one has the same user and item.
    pub duplicates: usize,
}

impl Ratings {
    /// Reads a text of any format but Parquet, with guessed columns. Fails once more than `max_bad_rows`
    /// rows cannot be used.
    pub fn read(table: impl Read, max_bad_rows: usize) -> Result<Self> {
        let table = source::stream(table, Path::new(""), RATINGS_WITHOUT_HEADER)?;
        Self::of(table, &Options { max_bad_rows, ..Options::default() })
    }

    /// Reads a table of any format. `name` helps to guess it.
    ///
    /// A row is bad, and counted, if it has more or fewer cells than the header, an empty id or one past
    /// [`MAX_TEXT_BYTES`], a rating that is no finite number, or a timestamp that is no time. A timestamp is a
    /// date, or a number of seconds since 1970; numbers past the year 5138 are taken for milli-, micro- or
    /// nanoseconds.
    ///
    /// Errors: `data.format`, `data.empty` if no row can be used, `data.limit` if more can than `max_rows`, `io`.
    pub fn open<'r>(table: impl Into<Source<'r>>, name: &Path, options: &Options) -> Result<Self> {
        Self::of(source::open(table.into(), name, RATINGS_WITHOUT_HEADER)?, options)
    }

    fn of(mut table: Table, Options { columns, max_bad_rows, max_rows }: &Options) -> Result<Self> {
        let user = table.require("user", columns.user.as_deref(), USER)?;
        let item = table.require("item", columns.item.as_deref(), ITEM)?;
        let rating = table.find(columns.rating.as_deref(), RATING)?;
        let timestamp = table.find(columns.timestamp.as_deref(), TIMESTAMP)?;
        table.keep([Some(user), Some(item), rating, timestamp])?;

        let (mut users, mut items, mut rows) = (IndexSet::new(), IndexSet::new(), Vec::new());
        let skipped = table.read(*max_bad_rows, |cells| {
            let row = || -> Result<_, String> {
                let value = rating.map_or(Ok(1.0), |rating| number(&cells[rating], "rating"))?;
                let at = timestamp.map_or(Ok(None), |timestamp| time(&cells[timestamp]))?;
                Ok((id(&cells[user])?, id(&cells[item])?, value, at))
            };
            Ok(match row() {
                Ok(_) if rows.len() == *max_rows => {
                    let message = format!("there are more than {max_rows} ratings, the most that are taken in here");
                    return Err(Error::new(ErrorKind::DataLimit, message));
                }
                Ok((user, item, value, at)) => {
                    let (user, item) = (index(user, &mut users)?, index(item, &mut items)?);
                    rows.push(Rating { user, item, value, at });
                    Ok(())
                }
                Err(what) => Err(what),
            })
        })?;
        if rows.is_empty() {
            return Err(Error::new(ErrorKind::DataEmpty, format!("the table has no usable rating{skipped}")));
        }
        if items.len() > MAX_ITEMS {
            return Err(Error::new(ErrorKind::DataFormat, format!("the table has more than {MAX_ITEMS} items")));
        }
        let duplicates = drop_repeated(&mut rows);
        let (users, items) = (users.into_iter().collect(), items.into_iter().collect());
        Ok(Self { users, items, rows, skipped, duplicates })
    }

    /// A catalogue of the rated items alone, with their ids as titles.
    pub fn catalog(&self) -> Result<Catalog> {
        Catalog::of_ids(&self.items)
    }

    /// What was rated, users × the catalogue's items.
    pub fn matrix(&self, catalog: &Catalog) -> Csr {
        let cells = self.in_catalog(catalog).map(|(row, item)| (row.user, item, row.value));
        Csr::from_triplets(self.users.len(), catalog.len(), cells)
    }

    /// Who likes what of the catalogue, and when: the ratings above `above`. Times are left out if one is not
    /// known; of equal ones the order is the table's.
    pub fn interactions(&self, above: f32, catalog: &Catalog) -> Interactions {
        const SECONDS_OF_A_DAY: f64 = 86_400.0;
        let (height, width) = (self.users.len(), catalog.len());
        let mut likes: Vec<_> = self.in_catalog(catalog).filter(|(row, _)| row.value > above).collect();
        let cells = likes.iter().map(|&(row, item)| (row.user, item, 1.0));
        let interactions = Interactions::of_likes(Csr::from_triplets(height, width, cells));
        if likes.iter().any(|(row, _)| row.at.is_none()) {
            return interactions;
        }
        let day = |row: &Rating| (row.at.unwrap_or(0) as f64 / SECONDS_OF_A_DAY) as f32;
        let days = Csr::from_triplets(height, width, likes.iter().map(|&(row, item)| (row.user, item, day(row))));
        likes.sort_by_key(|(row, _)| row.at);
        let mut sequences = vec![Vec::new(); height];
        likes.iter().for_each(|&(row, item)| sequences[row.user as usize].push(item));
        Interactions { days: Some(days), sequences, ..interactions }
    }

    /// The `n` items with most ratings above `above`, in the catalogue's order; of equals the earlier ones.
    pub fn most_liked(&self, n: usize, above: f32, catalog: &Catalog) -> Vec<u32> {
        let mut likes = vec![0u32; catalog.len()];
        self.in_catalog(catalog).filter(|(row, _)| row.value > above).for_each(|(_, item)| likes[item as usize] += 1);
        let mut items: Vec<u32> = (0..catalog.len() as u32).collect();
        items.sort_by_key(|&item| std::cmp::Reverse(likes[item as usize]));
        items.truncate(n);
        items.sort_unstable();
        items
    }

    /// How many ratings are of items that the catalogue does not have.
    pub fn unknown(&self, catalog: &Catalog) -> usize {
        self.rows.len() - self.in_catalog(catalog).count()
    }

    /// What is learned from: the ratings of a catalogue's items, of which those above `above` are likes.
    pub fn training_set(&self, catalog: Catalog, texts: Vec<String>, above: f32) -> TrainingSet {
        let (interactions, ratings) = (self.interactions(above, &catalog), self.matrix(&catalog));
        TrainingSet { interactions, ratings, catalog, texts }
    }

    /// The ratings of the catalogue's items, in the order of the table, each with the item's index there.
    fn in_catalog(&self, catalog: &Catalog) -> impl Iterator<Item = (&Rating, u32)> {
        let places: Vec<Option<u32>> = self.items.iter().map(|id| catalog.index_of(id)).collect();
        self.rows.iter().filter_map(move |row| Some((row, places[row.item as usize]?)))
    }
}

/// The id in a cell, or what is wrong with it.
pub(crate) fn id(cell: &str) -> Result<&str, String> {
    match cell.trim() {
        "" => Err("an id is empty".to_owned()),
        id if id.len() > MAX_TEXT_BYTES => Err(format!("an id is longer than {MAX_TEXT_BYTES} bytes")),
        id => Ok(id),
    }
}

/// The number in a cell, which is to be a `what`.
pub(crate) fn number(cell: &str, what: &str) -> Result<f32, String> {
    let number = cell.trim().parse::<f32>().ok().filter(|number| number.is_finite());
    number.ok_or_else(|| format!("{} is no {what}", shown(cell)))
}

/// Seconds since 1970.
fn time(cell: &str) -> Result<Option<i64>, String> {
    // A day of the year 5138 in seconds, and of 1973 in milliseconds.
    const SECONDS: i64 = 100_000_000_000;
    let cell = cell.trim();
    if cell.is_empty() {
        return Ok(None);
    }
    let number = cell.parse::<i64>().ok().or_else(|| {
        // Some tables have 1.2e9 or 881250949.0.
        cell.parse::<f64>().ok().filter(|number| number.abs() < i64::MAX as f64).map(|number| number as i64)
    });
    if let Some(mut number) = number {
        while number.unsigned_abs() >= SECONDS.unsigned_abs() {
            number = number.div_euclid(1_000);
        }
        return Ok(Some(number));
    }
    let date = DateTime::parse_from_rfc3339(cell).map(|date| date.timestamp());
    let date = date
        .or_else(|_| NaiveDateTime::parse_from_str(cell, "%Y-%m-%d %H:%M:%S").map(|date| date.and_utc().timestamp()));
    let date = date.or_else(|_| {
        NaiveDate::parse_from_str(cell, "%Y-%m-%d")
            .map(|date| date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp())
    });
    date.map(Some).map_err(|_| format!("{} is no time, such as 1260759144 or 2009-12-14T02:52:24Z", shown(cell)))
}

fn index(id: &str, ids: &mut IndexSet<String>) -> Result<u32> {
    let place = ids.get_index_of(id).unwrap_or_else(|| ids.insert_full(id.to_owned()).0);
    u32::try_from(place).map_err(|_| Error::new(ErrorKind::DataFormat, "the table has more than 2³² ids"))
}

/// Leaves the last row of each user and item where it stands, and says how many rows went.
fn drop_repeated(rows: &mut Vec<Rating>) -> usize {
    let pair = |rows: &[Rating], row: usize| (rows[row].user, rows[row].item);
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.par_sort_unstable_by_key(|&row| (pair(rows, row), row));
    let mut last = vec![true; rows.len()];
    for neighbours in order.windows(2) {
        last[neighbours[0]] = pair(rows, neighbours[0]) != pair(rows, neighbours[1]);
    }
    let before = rows.len();
    let mut last = last.into_iter();
    rows.retain(|_| last.next().unwrap_or(true));
    before - rows.len()
}
