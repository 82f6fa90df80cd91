//! Tables with a JSON object on each line.

use crate::formats::lines::Lines;
use crate::table::{Place, Rows, Table};
use csv::StringRecord;
use penchant_base::{Error, ErrorKind, Result};
use serde_json::{Map, Value};
use std::collections::{BTreeSet, VecDeque};
use std::io::BufRead;

/// How many objects are looked through for the names of columns.
const FIRST: usize = 100;

type Object = Result<Map<String, Value>, String>;

struct JsonLines<R> {
    lines: Lines<R>,
    first: VecDeque<(u64, Object)>,
    columns: Vec<String>,
}

/// A table whose columns are the names in its first 100 objects.
pub(crate) fn open<'r>(text: impl BufRead + 'r) -> Result<Table<'r>> {
    let mut lines = Lines::new(text);
    let mut first = VecDeque::new();
    while first.len() < FIRST
        && let Some(row) = next(&mut lines)?
    {
        first.push_back(row);
    }
    let names: BTreeSet<&String> =
        first.iter().filter_map(|(_, object)| object.as_ref().ok()).flat_map(Map::keys).collect();
    let columns: Vec<String> = names.into_iter().cloned().collect();
    if columns.is_empty() {
        let what = first.iter().find_map(|(line, object)| Some(format!("line {line}: {}", object.as_ref().err()?)));
        let message = what.unwrap_or_else(|| "its objects are empty".to_owned());
        return Err(Error::new(ErrorKind::DataFormat, format!("there is no JSON object a line: {message}")));
    }
    Ok(Table::new(columns.clone(), "line", JsonLines { lines, first, columns }))
}

fn next(lines: &mut Lines<impl BufRead>) -> Result<Option<(u64, Object)>> {
    let parse = |line: &[u8]| serde_json::from_slice(line).map_err(|error| format!("it is no JSON object: {error}"));
    Ok(lines.next()?.map(|(number, line)| (number, parse(line))))
}

impl<R: BufRead> Rows for JsonLines<R> {
    fn next(&mut self, cells: &mut StringRecord) -> Result<Option<Place>> {
        let row = match self.first.pop_front() {
            Some(row) => Some(row),
            None => next(&mut self.lines)?,
        };
        Ok(row.map(|(number, object)| {
            let filled = object.map(|object| {
                self.columns.iter().for_each(|name| cells.push_field(&object.get(name).map(text).unwrap_or_default()));
            });
            (number, filled)
        }))
    }
}

/// A value as a table has it; the members of an array between `|`.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(members) => members.iter().map(text).collect::<Vec<_>>().join("|"),
        other => other.to_string(),
    }
}
