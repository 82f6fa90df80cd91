//! A table of ratings in, indexed ratings out; and from these the likes of a catalogue's items.

use crate::cells::{has_decimal_comma, is_grouped, parse_id};
use crate::columns::RATINGS_COLUMNS;
use crate::ids::{IdReader, canonical_number};
use crate::layout::{By, Header};
use crate::open;
use crate::options::{ReadOptions, TextOptions};
use crate::report::{ColumnReport, Report, TimesReport};
use crate::roles::{self, Roles};
use crate::scale::{Feedback, Scale, parse_rating};
use crate::skipped_rows::SkippedRows;
use crate::source::Source;
use crate::table::Table;
use crate::times::{self, Instant, TimeCell, TimeParser};
use crate::warning::Warning;
use indexmap::IndexSet;
use penchant_base::limits::MAX_ITEMS;
use penchant_base::{Error, ErrorKind, Result};
use penchant_linear::Csr;
use penchant_recommend::Catalog;
use penchant_recommend::Interactions;
use penchant_recommend::training::TrainingSet;
use rayon::slice::ParallelSliceMut;
use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};

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
    /// The nanoseconds of the time that are below a second.
    pub nanos: u32,
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
    /// The number of rows that were left out because a later one, by time or else by row, has the same user and item.
    pub duplicates: usize,
    /// What the ratings say; without ratings, every row is a like.
    pub scale: Scale,
    /// What was understood of the table; `None` of ratings that were not read from one.
    pub report: Option<Report>,
}

impl Ratings {
    /// Reads a text of any format but Parquet, with guessed columns. Fails if more than `max_bad_rows`
    /// rows cannot be used.
    pub fn read(table: impl Read, max_bad_rows: usize) -> Result<Self> {
        let table = open::open_stream(table, Path::new(""), RATINGS_COLUMNS, &TextOptions::default())?;
        Self::from_table(table, &ReadOptions { max_bad_rows, ..ReadOptions::default() })
    }

    /// Reads a table of any format, which `name` helps to guess. What was guessed is in [`report`](Self::report).
    ///
    /// A row cannot be used, and is counted in [`skipped`](Self::skipped), if it has more or fewer cells than the
    /// header; if an id is empty or longer than [`MAX_TEXT_BYTES`](penchant_base::limits::MAX_TEXT_BYTES); if its
    /// rating is not a finite number; or if its timestamp is neither a date nor a number. The unit of numbers is
    /// decided for the whole column. Of several rows of a user and an item, the latest in time counts, and of those
    /// at one time the last row.
    ///
    /// Errors: `argument` for an option that no table has; `data.format`, also for what is not a table of events;
    /// `data.empty` if no row can be used; `data.limit` if more than `max_rows` can; `io`.
    pub fn open<'r>(table: impl Into<Source<'r>>, name: &Path, options: &ReadOptions) -> Result<Self> {
        Self::from_table(open::open(table.into(), name, RATINGS_COLUMNS, &options.text())?, options)
    }

    /// As [`Self::open`], of a table in several files of the same columns, as Spark and Hive write them.
    pub fn open_parts<'r, S: Into<Source<'r>> + 'r>(
        parts: impl IntoIterator<Item = (PathBuf, S)> + 'r,
        options: &ReadOptions,
    ) -> Result<Self> {
        let parts = parts.into_iter().map(|(name, source)| (name, source.into()));
        Self::from_table(open::open_parts(parts, RATINGS_COLUMNS, &options.text())?, options)
    }

    fn from_table(mut table: Table<'_>, options: &ReadOptions) -> Result<Self> {
        let (roles, mut warnings) = roles::find(&table, &options.columns)?;
        let Roles { user, item, rating, time } = roles;
        let (user, item) = (user.column, item.column);
        table.select_columns(roles.columns())?;
        let comma = rating.is_some_and(|rating| {
            options.text.decimal_comma.unwrap_or_else(|| is_decimal_comma(&table, rating.column))
        });
        let columns = column_reports(&table, &roles);
        let preview = table.sample.iter().take(10).map(|cells| cells.iter().map(str::to_owned).collect()).collect();

        let (mut users, mut items, mut rows) = (IndexSet::new(), IndexSet::new(), Vec::new());
        let (mut time_cells, mut numbers) = (Vec::new(), Vec::new());
        let mut parser = TimeParser::default();
        let max_rows = options.max_rows;
        let (skipped, layout) = table.for_each_numbered_row(options.max_bad_rows, |number, cells| {
            let mut row = || -> Result<_, String> {
                let value = rating.map_or(Ok(1.0), |rating| parse_rating(&cells[rating.column], comma))?;
                let time = time.map_or(Ok(TimeCell::Empty), |time| parser.parse(&cells[time.column]))?;
                Ok((parse_id(&cells[user])?, parse_id(&cells[item])?, value, time))
            };
            Ok(match row() {
                Ok(_) if rows.len() == max_rows => {
                    let message =
                        format!("the table has more than {max_rows} ratings, the maximum here: leave some out");
                    return Err(Error::new(ErrorKind::DataLimit, message));
                }
                Ok((user, item, value, cell)) => {
                    let (user, item) = (index_of(user, &mut users)?, index_of(item, &mut items)?);
                    rows.push(Rating { user, item, value, timestamp: None, nanos: 0 });
                    if time.is_some() {
                        time_cells.push(cell);
                        numbers.push(number);
                    }
                    Ok(())
                }
                Err(fault) => Err(fault),
            })
        })?;
        if rows.is_empty() {
            return Err(Error::new(ErrorKind::DataEmpty, format!("the table has no usable rating{skipped}")));
        }
        let mut read = Self { rows, skipped, ..Self::default() };
        read.users = read.read_ids(users, "user", options, |row| &mut row.user, &mut warnings)?;
        read.items = read.read_ids(items, "item", options, |row| &mut row.item, &mut warnings)?;
        if read.items.len() > MAX_ITEMS {
            return Err(Error::new(ErrorKind::DataFormat, format!("the table has more than {MAX_ITEMS} items")));
        }
        let times = match time {
            Some(_) => read.set_times(&time_cells, &numbers, options, &mut warnings)?,
            None => None,
        };
        read.duplicates = drop_duplicates(&mut read.rows);
        if read.duplicates > 0 {
            warnings.push(Warning::Replaced { count: read.duplicates, by_time: times.is_some() });
        }
        let values: Vec<f32> =
            if rating.is_some() { read.rows.iter().map(|row| row.value).collect() } else { Vec::new() };
        let name = rating.map(|rating| columns[rating.column].name.clone()).unwrap_or_default();
        read.scale = Scale::of(&name, &values, options.feedback);
        let zeros = values.iter().filter(|value| **value <= 0.0).count();
        if read.scale.feedback == Feedback::Implicit && zeros > 0 {
            warnings.push(Warning::ZeroCounts { count: zeros });
        }
        let positive_above = read.scale.positive_above;
        read.report = Some(Report {
            layout,
            columns,
            times,
            scale: rating.map(|_| read.scale),
            rows: read.rows.len(),
            users: read.users.len(),
            items: read.items.len(),
            positive_above,
            positive_above_by: By::Content,
            likes: read.count_likes(positive_above),
            preview,
            warnings,
        });
        Ok(read)
    }

    /// The ids of a column as they are read, of which some may be one; the rows are brought to these.
    fn read_ids(
        &mut self,
        ids: IndexSet<String>,
        role: &'static str,
        options: &ReadOptions,
        index: impl Fn(&mut Rating) -> &mut u32,
        warnings: &mut Vec<Warning>,
    ) -> Result<Vec<String>> {
        let reader = IdReader::of(ids.iter().map(String::as_str), role, options.ids)?;
        if reader == IdReader::AsWritten {
            return Ok(ids.into_iter().collect());
        }
        warnings.extend(ids.first().and_then(|example| reader.warning(role, example)));
        let mut read = IndexSet::new();
        let mut indices = Vec::with_capacity(ids.len());
        for id in &ids {
            let id = reader.read(id).map_err(|fault| Error::new(ErrorKind::DataFormat, fault))?;
            indices.push(index_of(&id, &mut read)?);
        }
        self.rows.iter_mut().for_each(|row| *index(row) = indices[*index(row) as usize]);
        Ok(read.into_iter().collect())
    }

    /// Sets the rows' times, once it is known what their column counts.
    fn set_times(
        &mut self,
        cells: &[TimeCell],
        numbers: &[u64],
        options: &ReadOptions,
        warnings: &mut Vec<Warning>,
    ) -> Result<Option<TimesReport>> {
        let decided = times::decide(cells, options.time_unit)?;
        if let Some(&odd) = decided.odd.first() {
            let message = format!(
                "{} {}: the time is not one of {}, as others are; give another --time-unit",
                self.skipped.unit, numbers[odd], decided.unit
            );
            return Err(Error::new(ErrorKind::DataFormat, message));
        }
        for (row, time) in self.rows.iter_mut().zip(&decided.times) {
            row.timestamp = time.map(|time| time.seconds);
            row.nanos = time.map_or(0, |time| time.nanos);
        }
        let known = || decided.times.iter().flatten().map(|time| time.seconds);
        let unknown = decided.times.len() - known().count();
        let (Some(from), Some(to)) = (known().min(), known().max()) else { return Ok(None) };
        if unknown > 0 {
            warnings.push(Warning::UnknownTimes { count: unknown, rows: self.rows.len() });
        }
        let day = |seconds| Instant { seconds, nanos: 0 }.day();
        let (from_day, to_day) = (day(from), day(to));
        // Before 1980, there were no such tables; and 2100 is far.
        if from < 315_532_800 || to > 4_102_444_800 {
            warnings.push(Warning::OddDates { from: from_day.clone(), to: to_day.clone() });
        }
        let unit_by = if options.time_unit.is_some() { By::Option } else { By::Content };
        Ok(Some(TimesReport { unit: decided.unit, unit_by, from: from_day, to: to_day }))
    }

    /// The number of rows whose rating is above `positive_above`.
    pub fn count_likes(&self, positive_above: f32) -> usize {
        self.rows.iter().filter(|row| row.value > positive_above).count()
    }

    /// Compares the items' ids with those of a table of items; what looks wrong.
    ///
    /// Errors: `data.format` if none is there, or if some are there in another spelling.
    pub fn compare_with(&self, catalog: &Catalog) -> Result<Option<Warning>> {
        let unknown: Vec<&String> = self.items.iter().filter(|id| catalog.index_of(id).is_none()).collect();
        let Some(example) = unknown.first() else { return Ok(None) };
        let refusal = |message| Err(Error::new(ErrorKind::DataFormat, message));
        let numbers: HashMap<String, &str> = (0..catalog.len() as u32)
            .map(|item| catalog.item(item).id)
            .filter_map(|id| Some((canonical_number(id)?, id)))
            .collect();
        let spelled = unknown.iter().find_map(|id| Some((id, numbers.get(&canonical_number(id)?)?)));
        if let Some((rated, item)) = spelled {
            return refusal(format!(
                "the ratings have the item {rated:?} and the table of items has {item:?}: zeros or \
                 \".0\" were lost or added on the way; give --ids numbers if they are one, or --ids text and write them \
                 alike"
            ));
        }
        if unknown.len() == self.items.len() {
            let first = if catalog.is_empty() { "" } else { catalog.item(0).id };
            return refusal(format!(
                "none of the rated items is in the table of items: the ratings have {example:?} and the \
                 table of items {first:?}; give the columns that hold the same ids, with --item-column"
            ));
        }
        Ok(Some(Warning::UnknownItems {
            count: self.count_unknown(catalog),
            rows: self.rows.len(),
            example: (*example).clone(),
        }))
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

    /// The likes of the catalogue's items: the ratings above `positive_above`, each with its weight, and their times
    /// where these are known. Likes of the same time are in the order of the table.
    pub fn interactions(&self, positive_above: f32, catalog: &Catalog) -> Interactions {
        const SECONDS_PER_DAY: f64 = 86_400.0;
        let (height, width) = (self.users.len(), catalog.len());
        let likes: Vec<_> = self.in_catalog(catalog).filter(|(row, _)| row.value > positive_above).collect();
        let cells = likes.iter().map(|&(row, item)| (row.user, item, self.scale.weight(row.value)));
        let interactions = Interactions::from_likes(Csr::from_triplets(height, width, cells));
        let mut timed: Vec<_> = likes.into_iter().filter(|(row, _)| row.timestamp.is_some()).collect();
        if timed.is_empty() {
            return interactions;
        }
        let day = |row: &Rating| (row.timestamp.unwrap_or(0) as f64 / SECONDS_PER_DAY) as f32;
        let days = Csr::from_triplets(height, width, timed.iter().map(|&(row, item)| (row.user, item, day(row))));
        timed.sort_by_key(|(row, _)| (row.timestamp, row.nanos));
        let mut sequences = vec![Vec::new(); height];
        timed.iter().for_each(|&(row, item)| sequences[row.user as usize].push(item));
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

    /// The training set of a catalogue's items: their ratings, of which those above `positive_above` are likes; counts
    /// are no ratings. `texts` is empty, or has a text for each item.
    pub fn training_set(&self, catalog: Catalog, texts: Vec<String>, positive_above: f32) -> TrainingSet {
        let interactions = self.interactions(positive_above, &catalog);
        let ratings = match self.scale.feedback {
            Feedback::Explicit => self.matrix(&catalog),
            Feedback::Implicit => Csr::from_triplets(self.users.len(), catalog.len(), []),
        };
        TrainingSet { interactions, ratings, catalog, texts }
    }

    /// The ratings of the catalogue's items, in the order of the table, each with the item's index there.
    pub(crate) fn in_catalog(&self, catalog: &Catalog) -> impl Iterator<Item = (&Rating, u32)> {
        let indices: Vec<Option<u32>> = self.items.iter().map(|id| catalog.index_of(id)).collect();
        self.rows.iter().filter_map(move |row| Some((row, indices[row.item as usize]?)))
    }
}

/// The index of an id, which is added if it is new.
fn index_of(id: &str, ids: &mut IndexSet<String>) -> Result<u32> {
    let index = ids.get_index_of(id).unwrap_or_else(|| ids.insert_full(id.to_owned()).0);
    u32::try_from(index).map_err(|_| Error::new(ErrorKind::DataFormat, "the table has more than 2³² ids"))
}

/// Keeps the latest row of each user and item, which without times is the last one; returns the number of rows dropped.
fn drop_duplicates(rows: &mut Vec<Rating>) -> usize {
    let pair = |rows: &[Rating], row: usize| (rows[row].user, rows[row].item);
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.par_sort_unstable_by_key(|&row| (pair(rows, row), rows[row].timestamp, rows[row].nanos, row));
    let mut last = vec![true; rows.len()];
    for adjacent in order.windows(2) {
        last[adjacent[0]] = pair(rows, adjacent[0]) != pair(rows, adjacent[1]);
    }
    let before = rows.len();
    let mut last = last.into_iter();
    rows.retain(|_| last.next().unwrap_or(true));
    before - rows.len()
}

/// Whether a column's numbers have decimal commas: some have, and not all are thousands.
fn is_decimal_comma(table: &Table<'_>, column: usize) -> bool {
    let mut commas = table.sampled(column).filter(|cell| has_decimal_comma(cell)).peekable();
    commas.peek().is_some() && !commas.all(is_grouped)
}

/// The columns with their roles.
fn column_reports(table: &Table<'_>, roles: &Roles) -> Vec<ColumnReport> {
    let named =
        [("user", Some(roles.user)), ("item", Some(roles.item)), ("rating", roles.rating), ("time", roles.time)];
    let column = |(index, name): (usize, &String)| {
        let role = named.iter().find(|(_, role)| role.is_some_and(|role| role.column == index));
        ColumnReport {
            name: if table.layout.header == Header::None { (index + 1).to_string() } else { name.clone() },
            role: role.map(|(name, _)| *name),
            by: role.and_then(|(_, role)| role.map(|role| role.by)),
        }
    };
    table.header.iter().enumerate().map(column).collect()
}
