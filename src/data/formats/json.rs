//! Tables of JSON: an object on each line, or an array of objects. Numbers are taken as they are written, so that those
//! beyond 2⁶⁴ stay exact.

use crate::formats::lines::{Lines, read_error};
use crate::layout::{Header, Layout};
use crate::table::{NumberedRow, Rows, SAMPLED_ROWS, Table};
use csv::StringRecord;
use penchant_base::{Error, ErrorKind, Result};
use serde_json::value::RawValue;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::io::{BufRead, Read};

/// An object's values as they are written, by name.
type Object = HashMap<String, Box<RawValue>>;
type NumberedObject = (u64, Result<Object, String>);

/// What is between `[` and `]` at most: an array is held in memory.
const MAX_ARRAY_BYTES: u64 = 1 << 31;

/// A table whose columns are the names in its first objects, each on a line.
pub(crate) fn open_lines<'r>(text: impl BufRead + 'r) -> Result<Table<'r>> {
    let mut lines = Lines::new(text, b'\n');
    let next = move || -> Result<Option<NumberedObject>> {
        let parse = |line: &str| serde_json::from_str(line).map_err(|_| "not a JSON object".to_owned());
        Ok(lines.next()?.map(|(number, line)| (number, parse(line))))
    };
    open(Box::new(next), "line", "JSON lines")
}

/// As [`open_lines`], of the objects in an array. An array in an array is a row without names.
pub(crate) fn open_array<'r>(text: impl BufRead + 'r) -> Result<Table<'r>> {
    let mut json = String::new();
    let read = text.take(MAX_ARRAY_BYTES + 1).read_to_string(&mut json).map_err(|error| read_error(&error))?;
    if read as u64 > MAX_ARRAY_BYTES {
        let message = "a JSON array of more than 2 GiB is not read: write one object per line instead (jq -c '.[]')";
        return Err(Error::new(ErrorKind::DataFormat, message));
    }
    let members: Vec<Box<RawValue>> = serde_json::from_str(&json).map_err(|error| {
        let message = format!(
            "this JSON array is cut off or damaged near line {}: write one object per line instead (jq -c '.[]')",
            error.line()
        );
        Error::new(ErrorKind::DataFormat, message)
    })?;
    drop(json);
    if members.is_empty() {
        return Err(Error::new(ErrorKind::DataEmpty, "the table is empty"));
    }
    let mut members = members.into_iter().zip(1..);
    let parse = |member: &RawValue| {
        serde_json::from_str(member.get()).or_else(|_| {
            let cells: Vec<Box<RawValue>> =
                serde_json::from_str(member.get()).map_err(|_| "neither a JSON object nor an array".to_owned())?;
            Ok(cells.into_iter().zip(1..).map(|(cell, number): (_, usize)| (number.to_string(), cell)).collect())
        })
    };
    let next = move || Ok(members.next().map(|(member, number)| (number, parse(&member))));
    open(Box::new(next), "row", "JSON array")
}

type NextObject<'r> = Box<dyn FnMut() -> Result<Option<NumberedObject>> + 'r>;

struct Objects<'r> {
    next: NextObject<'r>,
    columns: Vec<String>,
}

fn open<'r>(mut next: NextObject<'r>, unit: &'static str, format: &'static str) -> Result<Table<'r>> {
    let mut sampled = Vec::new();
    while sampled.len() < SAMPLED_ROWS
        && let Some(row) = next()?
    {
        sampled.push(row);
    }
    let names: BTreeSet<&String> =
        sampled.iter().filter_map(|(_, object)| object.as_ref().ok()).flat_map(HashMap::keys).collect();
    let mut columns: Vec<String> = names.into_iter().cloned().collect();
    if columns.is_empty() {
        let fault =
            sampled.iter().find_map(|(line, object)| Some(format!("{unit} {line}: {}", object.as_ref().err()?)));
        let found = fault.unwrap_or_else(|| "the objects are empty".to_owned());
        return Err(Error::new(ErrorKind::DataFormat, format!("expected a JSON object on each line; {found}")));
    }
    let by_number = columns.iter().all(|name| name.parse::<usize>().is_ok());
    if by_number {
        columns.sort_unstable_by_key(|name| name.parse::<usize>().unwrap_or_default());
    }
    if sampled.len() == 1 && sampled[0].1.as_ref().is_ok_and(|object| object.values().all(|value| is_object(value))) {
        let message = "this JSON has an object of objects, one for each column, as DataFrame.to_json() writes it; \
                       expected one for each row: write it with orient=\"records\"";
        return Err(Error::new(ErrorKind::DataFormat, message));
    }
    let mut layout = Layout::named(format);
    layout.header = if by_number { Header::None } else { Header::Names };
    let is_list = |name: &str| {
        let mut values = sampled.iter().filter_map(|(_, object)| object.as_ref().ok()?.get(name));
        values.any(|value| value.get().starts_with('['))
    };
    let lists = (0..columns.len()).filter(|&column| is_list(&columns[column])).collect();
    let rows = Objects { next, columns: columns.clone() };
    let read_ahead: VecDeque<_> = sampled
        .into_iter()
        .map(|(number, object)| {
            let mut cells = StringRecord::new();
            ((number, fill(object, &columns, &mut cells)), cells)
        })
        .collect();
    let mut table = Table::new(columns, unit, layout, read_ahead, rows);
    table.lists = lists;
    Ok(table)
}

impl Rows for Objects<'_> {
    fn next(&mut self, cells: &mut StringRecord) -> Result<Option<NumberedRow>> {
        Ok((self.next)()?.map(|(number, object)| (number, fill(object, &self.columns, cells))))
    }
}

/// Writes an object's values into the cells of these columns.
fn fill(object: Result<Object, String>, columns: &[String], cells: &mut StringRecord) -> Result<(), String> {
    let object = object?;
    columns.iter().for_each(|name| cells.push_field(&object.get(name).map(|value| to_text(value)).unwrap_or_default()));
    Ok(())
}

fn is_object(value: &RawValue) -> bool {
    value.get().starts_with('{')
}

/// The text of a value; the members of an array are separated by `|`, unless they are objects.
fn to_text(value: &RawValue) -> String {
    let json = value.get();
    match json.as_bytes().first() {
        Some(b'"') => serde_json::from_str(json).unwrap_or_default(),
        Some(b'[') => match serde_json::from_str::<Vec<Box<RawValue>>>(json) {
            Ok(members) if !members.iter().any(|member| is_object(member)) => {
                members.iter().map(|member| to_text(member)).collect::<Vec<_>>().join("|")
            }
            _ => json.to_owned(),
        },
        // Objects of MongoDB: {"$oid": "…"}, {"$date": …}.
        Some(b'{') => match serde_json::from_str::<HashMap<String, Box<RawValue>>>(json) {
            Ok(object) if object.len() == 1 && object.keys().all(|key| key.starts_with('$')) => {
                object.values().map(|value| to_text(value)).collect()
            }
            _ => json.to_owned(),
        },
        Some(b'n') => String::new(),
        _ => json.to_owned(),
    }
}
