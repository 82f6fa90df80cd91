//! A table of ratings in, indexed ratings out; and from these the likes of a catalogue's items.

use crate::cells::{parse_id, parse_number, parse_timestamp};
use crate::columns::{ITEM, RATING, RATINGS_COLUMNS, TIMESTAMP, USER};
use crate::options::ReadOptions;
use crate::skipped_rows::SkippedRows;
use crate::source::{self, Source};
use crate::table::Table;
use indexmap::IndexSet;
use penchant_base::limits::MAX_ITEMS;
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
    /// The rating in the units of the table; 1 if the table has no ratings.
    pub value: f32,
    /// The time in seconds since 1970; `None` if the table has no times, or the cell is empty.
    pub timestamp: Option<i64>,
}

/// A table of ratings. Users and items are indices, in the order of their first rows.
#[derive(Debug, Clone, Default)]
pub struct Ratings {
    /// The users' ids.
    pub users: Vec<String>,
    /// The items' ids.
    pub items: Vec<String>,
    /// The rows, in the order of the table; each pair of user and item once.
    pub rows: Vec<Rating>,
    /// The rows that could not be used.
    pub skipped: SkippedRows,
    /// The number of rows that were left out because a later one has the same user and item.
    pub duplicates: usize,
}

impl Ratings {
    /// Reads a text of any format but Parquet, with guessed columns. Fails if more than `max_bad_rows`
    /// rows cannot be used.
    pub fn read(table: impl Read, max_bad_rows: usize) -> Result<Self> {
        let table = source::open_stream(table, Path::new(""), RATINGS_COLUMNS)?;
        Self::from_table(table, &ReadOptions { max_bad_rows, ..ReadOptions::default() })
    }

    /// Reads a table of any format, which `name` helps to guess.
    ///
    /// A row cannot be used, and is counted in [`skipped`](Self::skipped), if it has more or fewer cells than the
    /// header; if an id is empty or longer than [`MAX_TEXT_BYTES`](penchant_base::limits::MAX_TEXT_BYTES); if its
    /// rating is not a finite number; or if its timestamp is not a date or a number of seconds since 1970. Numbers
    /// beyond the year 5138 are read as milli-, micro- or nanoseconds.
    ///
    /// Errors: `data.format`; `data.empty` if no row can be used; `data.limit` if more than `max_rows` can; `io`.
    pub fn open<'r>(table: impl Into<Source<'r>>, name: &Path, options: &ReadOptions) -> Result<Self> {
        Self::from_table(source::open(table.into(), name, RATINGS_COLUMNS)?, options)
    }

    fn from_table(mut table: Table, ReadOptions { columns, max_bad_rows, max_rows }: &ReadOptions) -> Result<Self> {
        let user = table.require_column("user", columns.user.as_deref(), USER)?;
        let item = table.require_column("item", columns.item.as_deref(), ITEM)?;
        let rating = table.find_column(columns.rating.as_deref(), RATING)?;
        let timestamp = table.find_column(columns.timestamp.as_deref(), TIMESTAMP)?;
        table.select_columns([Some(user), Some(item), rating, timestamp])?;

        let (mut users, mut items, mut rows) = (IndexSet::new(), IndexSet::new(), Vec::new());
        let skipped = table.for_each_row(*max_bad_rows, |cells| {
            let row = || -> Result<_, String> {
                let value = rating.map_or(Ok(1.0), |rating| parse_number(&cells[rating], "rating"))?;
                let timestamp = timestamp.map_or(Ok(None), |timestamp| parse_timestamp(&cells[timestamp]))?;
                Ok((parse_id(&cells[user])?, parse_id(&cells[item])?, value, timestamp))
            };
            Ok(match row() {
                Ok(_) if rows.len() == *max_rows => {
                    let message =
                        format!("the table has more than {max_rows} ratings, the maximum here: leave some out");
                    return Err(Error::new(ErrorKind::DataLimit, message));
                }
                Ok((user, item, value, timestamp)) => {
                    let (user, item) = (index_of(user, &mut users)?, index_of(item, &mut items)?);
                    rows.push(Rating { user, item, value, timestamp });
                    Ok(())
                }
                Err(fault) => Err(fault),
            })
        })?;
        if rows.is_empty() {
            return Err(Error::new(ErrorKind::DataEmpty, format!("the table has no usable rating{skipped}")));
        }
        if items.len() > MAX_ITEMS {
            return Err(Error::new(ErrorKind::DataFormat, format!("the table has more than {MAX_ITEMS} items")));
        }
        let duplicates = drop_duplicates(&mut rows);
        let (users, items) = (users.into_iter().collect(), items.into_iter().collect());
        Ok(Self { users, items, rows, skipped, duplicates })
    }

    /// A catalogue of the rated items, with their ids as titles.
    pub fn catalog(&self) -> Result<Catalog> {
        Catalog::from_ids(&self.items)
    }

    /// The ratings as a matrix, users × the catalogue's items.
    pub fn matrix(&self, catalog: &Catalog) -> Csr {
        let cells = self.in_catalog(catalog).map(|(row, item)| (row.user, item, row.value));
        Csr::from_triplets(self.users.len(), catalog.len(), cells)
    }

    /// The likes of the catalogue's items: the ratings above `positive_above`, and their times if all are known.
    /// Likes of the same time are in the order of the table.
    pub fn interactions(&self, positive_above: f32, catalog: &Catalog) -> Interactions {
        const SECONDS_PER_DAY: f64 = 86_400.0;
        let (height, width) = (self.users.len(), catalog.len());
        let mut likes: Vec<_> = self.in_catalog(catalog).filter(|(row, _)| row.value > positive_above).collect();
        let cells = likes.iter().map(|&(row, item)| (row.user, item, 1.0));
        let interactions = Interactions::from_likes(Csr::from_triplets(height, width, cells));
        if likes.iter().any(|(row, _)| row.timestamp.is_none()) {
            return interactions;
        }
        let day = |row: &Rating| (row.timestamp.unwrap_or(0) as f64 / SECONDS_PER_DAY) as f32;
        let days = Csr::from_triplets(height, width, likes.iter().map(|&(row, item)| (row.user, item, day(row))));
        likes.sort_by_key(|(row, _)| row.timestamp);
        let mut sequences = vec![Vec::new(); height];
        likes.iter().for_each(|&(row, item)| sequences[row.user as usize].push(item));
        Interactions { days: Some(days), sequences, ..interactions }
    }

    /// The `n` items with most ratings above `positive_above`, in the catalogue's order. Ties go to the items that
    /// come first there.
    pub fn most_liked(&self, n: usize, positive_above: f32, catalog: &Catalog) -> Vec<u32> {
        let mut likes = vec![0u32; catalog.len()];
        self.in_catalog(catalog)
            .filter(|(row, _)| row.value > positive_above)
            .for_each(|(_, item)| likes[item as usize] += 1);
        let mut items: Vec<u32> = (0..catalog.len() as u32).collect();
        items.sort_by_key(|&item| std::cmp::Reverse(likes[item as usize]));
        items.truncate(n);
        items.sort_unstable();
        items
    }

    /// The number of ratings whose items are not in the catalogue.
    pub fn count_unknown(&self, catalog: &Catalog) -> usize {
        self.rows.len() - self.in_catalog(catalog).count()
    }

    /// The training set of a catalogue's items: their ratings, of which those above `positive_above` are likes.
    /// `texts` is empty, or has a text for each item.
    pub fn training_set(&self, catalog: Catalog, texts: Vec<String>, positive_above: f32) -> TrainingSet {
        let (interactions, ratings) = (self.interactions(positive_above, &catalog), self.matrix(&catalog));
        TrainingSet { interactions, ratings, catalog, texts }
    }

    /// The ratings of the catalogue's items, in the order of the table, each with the item's index there.
    fn in_catalog(&self, catalog: &Catalog) -> impl Iterator<Item = (&Rating, u32)> {
        let indices: Vec<Option<u32>> = self.items.iter().map(|id| catalog.index_of(id)).collect();
        self.rows.iter().filter_map(move |row| Some((row, indices[row.item as usize]?)))
    }
}

/// The index of an id, which is added if it is new.
fn index_of(id: &str, ids: &mut IndexSet<String>) -> Result<u32> {
    let index = ids.get_index_of(id).unwrap_or_else(|| ids.insert_full(id.to_owned()).0);
    u32::try_from(index).map_err(|_| Error::new(ErrorKind::DataFormat, "the table has more than 2³² ids"))
}

/// Keeps the last row of each user and item; returns the number of rows dropped.
fn drop_duplicates(rows: &mut Vec<Rating>) -> usize {
    let pair = |rows: &[Rating], row: usize| (rows[row].user, rows[row].item);
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.par_sort_unstable_by_key(|&row| (pair(rows, row), row));
    let mut last = vec![true; rows.len()];
    for adjacent in order.windows(2) {
        last[adjacent[0]] = pair(rows, adjacent[0]) != pair(rows, adjacent[1]);
    }
    let before = rows.len();
    let mut last = last.into_iter();
    rows.retain(|_| last.next().unwrap_or(true));
    before - rows.len()
}
