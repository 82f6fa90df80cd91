//! The details of items: which columns of a table of items have them, and what their cells say. A cell that cannot be
//! used is left out, and counted in a warning.

use crate::cells::parse_number;
use crate::columns::{CAST, CREATORS, LENGTH, LINK, MINUTES, SYNOPSIS};
use crate::genres::GenreReader;
use crate::layout::By;
use crate::links::{LinkTemplate, web_address};
use crate::options::ReadOptions;
use crate::table::Table;
use crate::warning::Warning;
use csv::StringRecord;
use penchant_base::limits::MAX_TEXT_BYTES;
use penchant_base::{Error, ErrorKind, Result};
use penchant_recommend::{Detail, Details};
use serde::Serialize;

/// A column that has a detail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DetailReport {
    /// Which one.
    pub detail: Detail,
    /// The column's name, or the template of links.
    pub column: String,
    /// Why this column.
    pub by: By,
    /// How several names in a cell are written.
    pub lists: Option<String>,
}

/// A column that has a detail, and how its cells are read.
struct Column {
    index: usize,
    report: DetailReport,
    lists: GenreReader,
    unusable: Unusable,
}

/// The cells of a column that could not be used.
#[derive(Default)]
struct Unusable {
    count: usize,
    /// The first of them, and its line.
    first: Option<(u64, String)>,
}

/// Where the links of the items come from.
struct Template {
    template: LinkTemplate,
    /// The column of each of its values; `None` for the item's id.
    columns: Vec<Option<usize>>,
    report: DetailReport,
}

/// Reads the details of a table's items.
#[derive(Default)]
pub(crate) struct DetailReader {
    columns: Vec<Column>,
    template: Option<Template>,
    warnings: Vec<Warning>,
}

/// The details of an item as its row has them.
#[derive(Default)]
pub(crate) struct RowDetails<'c> {
    creators: Vec<String>,
    cast: Vec<String>,
    synopsis: Option<&'c str>,
    minutes: Option<u16>,
    link: Option<String>,
}

impl<'c> RowDetails<'c> {
    /// Takes what a cell says; `None` if that cannot be used.
    fn take(&mut self, detail: Detail, cell: &'c str, lists: &GenreReader) -> Option<()> {
        let names = || lists.read(cell).iter().map(|name| one_line(name)).collect();
        if cell.len() > MAX_TEXT_BYTES {
            return None;
        }
        match detail {
            Detail::Creators => self.creators = names(),
            Detail::Cast => self.cast = names(),
            Detail::Synopsis => self.synopsis = Some(cell),
            Detail::Minutes => self.minutes = minutes(cell)?,
            Detail::Link => {
                self.link = Some(web_address(cell).ok().filter(|link| link.len() <= MAX_TEXT_BYTES)?);
            }
        }
        Some(())
    }

    pub fn as_details(&self) -> Details<'_> {
        Details {
            creators: self.creators.iter().map(String::as_str).collect(),
            cast: self.cast.iter().map(String::as_str).collect(),
            synopsis: self.synopsis,
            minutes: self.minutes,
            link: self.link.clone(),
        }
    }
}

/// What tables write for a cell without a value.
const NOTHING: &[&str] = &["", "\\N", "N/A", "NA", "NaN", "nan", "null", "None", "-"];
/// Of films the longest series take longer, but not half of all items: such a column has seconds, pages or the like.
const MAX_USUAL_MINUTES: u16 = 300;
/// What a pack can hold.
const MAX_MINUTES: f32 = u16::MAX as f32;

impl DetailReader {
    /// Finds the columns, other than those that are `taken`.
    ///
    /// Errors: `data.format` if a column that was told, or that links are made of, does not exist.
    pub fn of(table: &Table<'_>, options: &ReadOptions, taken: &[usize]) -> Result<Self> {
        let names = &options.columns;
        let mut reader = Self::default();
        for (detail, told, known) in [
            (Detail::Creators, &names.creators, CREATORS),
            (Detail::Cast, &names.cast, CAST),
            (Detail::Synopsis, &names.synopsis, SYNOPSIS),
            (Detail::Minutes, &names.minutes, MINUTES),
            (Detail::Link, &names.link, LINK),
        ] {
            let (index, by) = match told {
                Some(name) => (table.find_column(Some(name), &[])?, By::Option),
                // Links are made in another way, and what the template does not use is not looked at.
                None if detail == Detail::Link && options.link.is_some() => continue,
                None => (table.by_full_name(known).filter(|index| !taken.contains(index)), By::Name),
            };
            let Some(index) = index else { continue };
            let column = table.header[index].clone();
            if by == By::Name && detail == Detail::Minutes && !reader.are_minutes(table, index) {
                continue;
            }
            let lists = GenreReader::of_column(table, index, options.genre_separator.as_deref());
            let has_lists = matches!(detail, Detail::Creators | Detail::Cast);
            let described = has_lists.then(|| lists.describe());
            let report = DetailReport { detail, column, by, lists: described };
            reader.columns.push(Column { index, report, lists, unusable: Unusable::default() });
        }
        if let Some(template) = &options.link {
            if names.link.is_some() {
                let message = "both a column of links and a template for them are given; expected one of the two";
                return Err(Error::new(ErrorKind::Argument, message));
            }
            reader.template = Some(Template::of(table, template)?);
        }
        Ok(reader)
    }

    /// Whether a column may have minutes. One that is called a length may have seconds or pages.
    fn are_minutes(&mut self, table: &Table<'_>, index: usize) -> bool {
        let column = &table.header[index];
        if table.by_full_name(LENGTH) != Some(index) {
            return true;
        }
        let numbers = || table.sampled(index).filter_map(|cell| Some((minutes(cell)??, cell)));
        let mut too_long = numbers().filter(|&(minutes, _)| minutes > MAX_USUAL_MINUTES);
        let Some((_, example)) = too_long.next() else { return true };
        if 2 * (1 + too_long.count()) <= numbers().count() {
            return true;
        }
        self.warnings.push(Warning::UnusedMinutes { column: column.clone(), example: example.to_owned() });
        false
    }

    /// The columns that are read.
    pub fn columns(&self) -> impl Iterator<Item = usize> {
        let of_template = self.template.iter().flat_map(|template| template.columns.iter().copied().flatten());
        self.columns.iter().map(|column| column.index).chain(of_template)
    }

    /// The details in a row.
    pub fn read<'c>(&mut self, line: u64, id: &str, cells: &'c StringRecord) -> RowDetails<'c> {
        let mut details = RowDetails::default();
        for Column { index, report, lists, unusable } in &mut self.columns {
            let cell = cells[*index].trim();
            if NOTHING.contains(&cell) {
                continue;
            }
            if details.take(report.detail, cell, lists).is_none() {
                unusable.count += 1;
                unusable.first.get_or_insert_with(|| (line, shorten(cell)));
            }
        }
        if let Some(Template { template, columns, .. }) = &self.template {
            let value = |column: &Option<usize>| match column.map_or(id, |column| cells[column].trim()) {
                nothing if NOTHING.contains(&nothing) => "",
                value => value,
            };
            details.link = template.fill(columns.iter().map(value)).filter(|link| link.len() <= MAX_TEXT_BYTES);
        }
        details
    }

    /// What was understood, and what could not be used.
    pub fn into_report(self) -> (Vec<DetailReport>, Vec<Warning>) {
        let Self { columns, template, mut warnings } = self;
        let mut reports = Vec::new();
        for Column { report, unusable: Unusable { count, first }, .. } in columns {
            if let Some((line, example)) = first {
                let (detail, column) = (report.detail, report.column.clone());
                warnings.push(Warning::UnusableDetails { detail, column, count, line, example });
            }
            reports.push(report);
        }
        reports.extend(template.map(|template| template.report));
        (reports, warnings)
    }
}

impl Template {
    fn of(table: &Table<'_>, template: &LinkTemplate) -> Result<Self> {
        let columns = template
            .names()
            .map(|name| if name == "id" { Ok(None) } else { table.column_called(name).map(Some) })
            .collect::<Result<_>>()
            .map_err(|error: Error| error.about("the link"))?;
        let report = DetailReport { detail: Detail::Link, column: template.to_string(), by: By::Option, lists: None };
        Ok(Self { template: template.clone(), columns, report })
    }
}

/// The minutes in a cell, with or without their unit, rounded; the inner `None` for 0, which stands for nothing known.
fn minutes(cell: &str) -> Option<Option<u16>> {
    let number = ["minutes", "mins", "min.", "min", "分钟", "分"].iter().find_map(|unit| cell.strip_suffix(unit));
    let minutes = parse_number(number.unwrap_or(cell), "number of minutes").ok()?;
    match minutes {
        0.0 => Some(None),
        0.0..=MAX_MINUTES => Some(Some(minutes.round().max(1.0) as u16)),
        _ => None,
    }
}

/// A cell as a warning quotes it.
fn shorten(cell: &str) -> String {
    const MAX_CHARACTERS: usize = 60;
    match cell.char_indices().nth(MAX_CHARACTERS) {
        Some((end, _)) => format!("{}…", &cell[..end]),
        None => cell.to_owned(),
    }
}

/// A name without the ends of lines in it.
fn one_line(name: &str) -> String {
    name.split(['\n', '\r']).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}
