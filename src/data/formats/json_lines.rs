//! Tables with a JSON object on each line.

use crate::formats::lines::Lines;
use crate::table::{NumberedRow, Rows, Table};
use csv::StringRecord;
use penchant_base::{Error, ErrorKind, Result};
use serde_json::{Map, Value};
use std::collections::{BTreeSet, VecDeque};
use std::io::BufRead;

/// How many objects are searched for the names of columns.
const SAMPLED_OBJECTS: usize = 100;

type Object = Result<Map<String, Value>, String>;

struct JsonLines<R> {
    lines: Lines<R>,
    /// Objects that were read for the names of columns.
    sampled: VecDeque<(u64, Object)>,
    columns: Vec<String>,
}

/// A table whose columns are the names in its first 100 objects.
pub(crate) fn open<'r>(text: impl BufRead + 'r) -> Result<Table<'r>> {
    let mut lines = Lines::new(text);
    let mut sampled = VecDeque::new();
    while sampled.len() < SAMPLED_OBJECTS
        && let Some(row) = next_object(&mut lines)?
    {
        sampled.push_back(row);
    }
    let names: BTreeSet<&String> =
        sampled.iter().filter_map(|(_, object)| object.as_ref().ok()).flat_map(Map::keys).collect();
    let columns: Vec<String> = names.into_iter().cloned().collect();
    if columns.is_empty() {
        let fault = sampled.iter().find_map(|(line, object)| Some(format!("line {line}: {}", object.as_ref().err()?)));
        let found = fault.unwrap_or_else(|| "the objects are empty".to_owned());
        return Err(Error::new(ErrorKind::DataFormat, format!("expected a JSON object on each line; {found}")));
    }
    Ok(Table::new(columns.clone(), "line", JsonLines { lines, sampled, columns }))
}

fn next_object(lines: &mut Lines<impl BufRead>) -> Result<Option<(u64, Object)>> {
    let parse = |line: &[u8]| serde_json::from_slice(line).map_err(|error| format!("not a JSON object: {error}"));
    Ok(lines.next()?.map(|(number, line)| (number, parse(line))))
}

impl<R: BufRead> Rows for JsonLines<R> {
    fn next(&mut self, cells: &mut StringRecord) -> Result<Option<NumberedRow>> {
        let row = match self.sampled.pop_front() {
            Some(row) => Some(row),
            None => next_object(&mut self.lines)?,
        };
        Ok(row.map(|(number, object)| {
            let filled = object.map(|object| {
                self.columns
                    .iter()
                    .for_each(|name| cells.push_field(&object.get(name).map(to_text).unwrap_or_default()));
            });
            (number, filled)
        }))
    }
}

/// The text of a value; the members of an array are separated by `|`.
fn to_text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(members) => members.iter().map(to_text).collect::<Vec<_>>().join("|"),
        other => other.to_string(),
    }
}
