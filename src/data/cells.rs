//! Parses cells: ids and numbers. Errors say what is wrong with the cell.

use penchant_base::limits::MAX_TEXT_BYTES;

/// The id in a cell.
pub(crate) fn parse_id(cell: &str) -> Result<&str, String> {
    match cell.trim() {
        "" => Err("an id is empty".to_owned()),
        id if id.len() > MAX_TEXT_BYTES => Err(format!("an id is longer than {MAX_TEXT_BYTES} bytes")),
        id if id.starts_with("{\"") => Err("an id is a JSON object; expected a text or a number".to_owned()),
        id => Ok(id),
    }
}

/// The finite number in a cell. `kind` says in the error what it is: a rating, a weight, …
pub(crate) fn parse_number(cell: &str, kind: &str) -> Result<f32, String> {
    let number = cell.trim().parse::<f32>().ok().filter(|number| number.is_finite());
    number.ok_or_else(|| format!("{} is not a {kind}; expected a finite number", quote(cell)))
}

/// As [`parse_number`]; with `comma`, 4,5 is four and a half, and otherwise 1,234 is a thousand and more.
pub(crate) fn parse_number_with(cell: &str, comma: bool, kind: &str) -> Result<f32, String> {
    if !cell.contains(',') {
        return parse_number(cell, kind);
    }
    let plain = if comma {
        // 1.234,5 has points between thousands.
        cell.replace('.', "").replace(',', ".")
    } else if is_grouped(cell) {
        cell.replace(',', "")
    } else {
        cell.to_owned()
    };
    parse_number(&plain, kind).map_err(|_| format!("{} is not a {kind}; expected a finite number", quote(cell)))
}

/// Whether the commas of a number are between thousands: 1,234,567.5.
pub(crate) fn is_grouped(cell: &str) -> bool {
    let whole = cell.trim().trim_start_matches('-').split('.').next().unwrap_or_default();
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    (1..=3).contains(&first.len()) && digits(first) && groups.all(|group| group.len() == 3 && digits(group))
}

/// Whether a cell is a number with a decimal comma, such as 4,5 or 1.234,5.
pub(crate) fn has_decimal_comma(cell: &str) -> bool {
    let Some((whole, fraction)) = cell.trim().rsplit_once(',') else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(fraction) && digits(&whole.trim_start_matches('-').replace('.', "")) && !whole.contains(',')
}

/// A cell as a message shows it: quoted, and cut short if it is long.
pub(crate) fn quote(cell: &str) -> String {
    const MAX_CHARACTERS: usize = 60;
    match cell.char_indices().nth(MAX_CHARACTERS) {
        Some((end, _)) => format!("{:?}…", &cell[..end]),
        None => format!("{cell:?}"),
    }
}
