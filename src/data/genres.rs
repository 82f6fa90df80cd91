//! The genres of a cell: names with a separator, which is guessed for the whole column, or a list as Python or JSON
//! writes it, of names or of objects with names, as in TMDB's tables. Names of people are written in the same ways.

use crate::columns::RECBOLE_WORDS;
use crate::table::Table;
use serde_json::Value;

/// How the genres of a column are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum GenreReader {
    Separated(String),
    Lists,
}

impl GenreReader {
    pub fn separated(separator: &str) -> Self {
        Self::Separated(separator.to_owned())
    }

    /// How a column is written, unless the separator is `given`.
    pub fn of_column(table: &Table<'_>, column: usize, given: Option<&str>) -> Self {
        if table.header[column].ends_with(RECBOLE_WORDS) {
            return Self::separated(" ");
        }
        Self::of(table.sampled(column), given)
    }

    /// How a column of these cells is written, unless the separator is `given`.
    fn of<'c>(cells: impl Iterator<Item = &'c str> + Clone, given: Option<&str>) -> Self {
        if let Some(given) = given {
            return Self::separated(given);
        }
        let is_list = |cell: &str| cell.starts_with('[') && cell.ends_with(']');
        if cells.clone().next().is_some() && cells.clone().all(is_list) {
            return Self::Lists;
        }
        // A name may have a comma where cells are separated by something else.
        let separator =
            ["|", ";", ","].into_iter().find(|separator| cells.clone().any(|cell| cell.contains(separator)));
        Self::separated(separator.unwrap_or("|"))
    }

    /// The genres of a cell.
    pub fn read(&self, cell: &str) -> Vec<String> {
        let named = |name: &&str| !name.is_empty() && *name != "(no genres listed)" && *name != "\\N";
        match self {
            Self::Separated(separator) => {
                cell.split(separator.as_str()).map(str::trim).filter(named).map(str::to_owned).collect()
            }
            Self::Lists => read_list(cell),
        }
    }

    /// How they are written, for people.
    pub fn describe(&self) -> String {
        match self {
            Self::Separated(separator) => format!("separated by {separator:?}"),
            Self::Lists => "as lists".to_owned(),
        }
    }
}

/// The names in a list of names or of objects that have a `name`.
fn read_list(cell: &str) -> Vec<String> {
    let members: Vec<Value> = serde_json::from_slice(cell.as_bytes())
        .or_else(|_| serde_json::from_slice(python_to_json(cell).as_bytes()))
        // Without quotes: [Action, Drama].
        .unwrap_or_else(|_| cell.trim_matches(['[', ']']).split(',').map(|name| name.trim().into()).collect());
    let name = |member: Value| match member {
        Value::String(name) => Some(name),
        Value::Object(mut object) => ["name", "Name", "title", "description"]
            .iter()
            .find_map(|key| object.remove(*key))
            .and_then(|name| name.as_str().map(str::to_owned)),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    members.into_iter().filter_map(name).map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

/// A list as Python writes it, as JSON: `'a'` for `"a"`, `None` for `null`.
fn python_to_json(text: &str) -> String {
    let mut json = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\'' | '"' => {
                let mut inside = String::new();
                while let Some(next) = letters.next().filter(|next| *next != letter) {
                    match next {
                        '\\' => inside.extend(letters.next()),
                        _ => inside.push(next),
                    }
                }
                json += &Value::from(inside).to_string();
            }
            // Words outside of strings: None, True, False.
            word if word.is_alphabetic() => {
                let mut name = word.to_string();
                while let Some(next) = letters.next_if(|next| next.is_alphanumeric()) {
                    name.push(next);
                }
                json += match name.as_str() {
                    "True" | "true" => "true",
                    "False" | "false" => "false",
                    _ => "null",
                };
            }
            other => json.push(other),
        }
    }
    json
}
