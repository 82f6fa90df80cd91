//! Parses cells: ids, numbers and timestamps. Errors say what is wrong with the cell.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};
use penchant_base::limits::MAX_TEXT_BYTES;

/// The id in a cell.
pub(crate) fn parse_id(cell: &str) -> Result<&str, String> {
    match cell.trim() {
        "" => Err("an id is empty".to_owned()),
        id if id.len() > MAX_TEXT_BYTES => Err(format!("an id is longer than {MAX_TEXT_BYTES} bytes")),
        id => Ok(id),
    }
}

/// The finite number in a cell. `kind` says in the error what it is: a rating, a weight, …
pub(crate) fn parse_number(cell: &str, kind: &str) -> Result<f32, String> {
    let number = cell.trim().parse::<f32>().ok().filter(|number| number.is_finite());
    number.ok_or_else(|| format!("{} is not a {kind}; expected a finite number", quote(cell)))
}

/// Seconds since 1970; `None` for an empty cell.
pub(crate) fn parse_timestamp(cell: &str) -> Result<Option<i64>, String> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Ok(None);
    }
    let number = cell.parse::<i64>().ok().or_else(|| {
        // Some tables have 1.2e9 or 881250949.0.
        cell.parse::<f64>().ok().filter(|number| number.abs() < i64::MAX as f64).map(|number| number as i64)
    });
    number.map(to_seconds).or_else(|| parse_date(cell)).map(Some).ok_or_else(|| {
        format!(
            "{} is not a timestamp; expected seconds since 1970 or a date, such as 1260759144 or 2009-12-14T02:52:24Z",
            quote(cell)
        )
    })
}

/// A time in seconds, milli-, micro- or nanoseconds since 1970, in seconds.
fn to_seconds(mut time: i64) -> i64 {
    // The year 5138 in seconds, or 1973 in milliseconds.
    const MAX_SECONDS: u64 = 100_000_000_000;
    while time.unsigned_abs() >= MAX_SECONDS {
        time = time.div_euclid(1_000);
    }
    time
}

fn parse_date(text: &str) -> Option<i64> {
    let zoned = || DateTime::parse_from_rfc3339(text).ok().map(|date| date.timestamp());
    let local = || NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").ok();
    let day = || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(|day| day.and_time(NaiveTime::MIN));
    zoned().or_else(|| local().or_else(day).map(|date| date.and_utc().timestamp()))
}

/// A cell as a message shows it: quoted, and cut short if it is long.
pub(crate) fn quote(cell: &str) -> String {
    const MAX_CHARACTERS: usize = 60;
    match cell.char_indices().nth(MAX_CHARACTERS) {
        Some((end, _)) => format!("{:?}…", &cell[..end]),
        None => format!("{cell:?}"),
    }
}
