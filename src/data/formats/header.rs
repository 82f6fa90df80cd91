//! Whether a table's first row has the names of its columns.

use crate::cells::quote;
use crate::columns::is_known;
use crate::layout::{By, Header};
use crate::times::looks_like_time;
use csv::StringRecord;
use penchant_base::{Error, ErrorKind, Result};

/// Decides from the first row and those after it, unless that is `given`. `named` says whether the caller calls a
/// column so.
///
/// Errors: `data.format` if it may be either.
pub(crate) fn decide(
    first: &StringRecord,
    rest: &[&StringRecord],
    given: Option<bool>,
    named: impl Fn(&str) -> bool,
) -> Result<(Header, By)> {
    if let Some(has_header) = given {
        let numbered = has_header && is_numbered(first);
        return Ok((
            if numbered {
                Header::Numbers
            } else if has_header {
                Header::Names
            } else {
                Header::None
            },
            By::Option,
        ));
    }
    let column = |index: usize| rest.iter().filter_map(move |cells| cells.get(index)).map(str::trim);
    if first.iter().any(|cell| named(cell.trim()) || is_known(cell.trim())) {
        return Ok((Header::Names, By::Name));
    }
    if is_numbered(first) && first.len() > 1 {
        // An event of user 0 and item 1 looks the same; but then both are found among the others, too.
        let fits = |(index, cell): (usize, &str)| {
            let Ok(number) = cell.trim().parse::<f64>() else { return column(index).any(|other| other == cell.trim()) };
            let numbers = || column(index).filter_map(|other| other.parse::<f64>().ok());
            let (low, high) = (numbers().fold(f64::INFINITY, f64::min), numbers().fold(f64::NEG_INFINITY, f64::max));
            low <= number && number <= high
        };
        let is_event = !rest.is_empty() && first.iter().enumerate().all(fits);
        return Ok((if is_event { Header::None } else { Header::Numbers }, By::Content));
    }
    // Columns are not named by numbers or times; rows of ratings or items practically always have one.
    if first.iter().any(|cell| is_number(cell) || looks_like_time(cell.trim())) {
        return Ok((Header::None, By::Content));
    }
    let is_unlike = |(index, cell): (usize, &str)| {
        let filled = || column(index).filter(|other| !other.is_empty());
        let numbers = filled().filter(|other| is_number(other) || looks_like_time(other)).count();
        (!cell.trim().is_empty() || index == 0) && numbers > 0 && numbers * 10 >= filled().count() * 8
    };
    if rest.is_empty() || first.len() == 1 || first.iter().enumerate().any(is_unlike) {
        return Ok((Header::Names, By::Content));
    }
    // Only texts: an event's user and item occur in other rows, too, and names of columns do not.
    let recurs =
        |(index, cell): (usize, &str)| !cell.trim().is_empty() && column(index).any(|other| other == cell.trim());
    if first.iter().enumerate().any(recurs) {
        return Ok((Header::None, By::Content));
    }
    let cells: Vec<_> = first.iter().take(6).map(quote).collect();
    let message = format!(
        "the first row, [{}], may have the names of the columns or be a row like the others: give --header if it has \
         names, and --no-header if not",
        cells.join(", ")
    );
    Err(Error::new(ErrorKind::DataFormat, message))
}

/// Whether the cells are 0, 1, 2, …, perhaps after the empty name or `Unnamed: 0` of an index, as pandas names columns
/// without names.
fn is_numbered(first: &StringRecord) -> bool {
    let index = first.get(0).map(str::trim).filter(|name| is_index_name(name));
    let cells = first.iter().skip(usize::from(index.is_some()));
    cells.clone().next().is_some() && cells.zip(0..).all(|(cell, number)| cell.trim().parse() == Ok(number))
}

/// Whether a column's name is one that pandas or R gives to the numbers of rows.
pub(crate) fn is_index_name(name: &str) -> bool {
    name.is_empty() || name.starts_with("Unnamed: ") || name == "index" || name == "level_0"
}

fn is_number(cell: &str) -> bool {
    let cell = cell.trim();
    cell.parse::<f64>().is_ok() || (cell.contains(',') && cell.replace(',', ".").parse::<f64>().is_ok())
}
