//! Times in cells: texts of many forms and numbers of many units in, seconds since 1970 out. What a column's numbers
//! count, and whether 02/03/2017 is in February or in March, is decided once all of the column is known.

use crate::cells::quote;
use jiff_core::civil::{Date, UnixEpochDay};
use penchant_base::{Error, ErrorKind, Result};
use serde::Serialize;
use std::fmt;
use std::str::FromStr;

const SECONDS_PER_DAY: i64 = 86_400;
const NANOS_PER_SECOND: i64 = 1_000_000_000;

/// How a column writes its times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TimeUnit {
    /// Seconds since 1970.
    Seconds,
    /// Milliseconds since 1970.
    Milliseconds,
    /// Microseconds since 1970.
    Microseconds,
    /// Nanoseconds since 1970.
    Nanoseconds,
    /// Numbers since 1970, each in the unit that its magnitude suggests.
    MixedUnits,
    /// Days since 30 December 1899, as Excel counts them.
    ExcelDays,
    /// Days as numbers: 20170727.
    YearMonthDay,
    /// Days and times of day as numbers: 20170727091854, or without the seconds.
    YearMonthDayClock,
    /// Years.
    Years,
    /// Dates with the year first, as in ISO 8601, or with the month's name.
    Dates,
    /// Dates such as 27/07/2017.
    DayFirst,
    /// Dates such as 07/27/2017.
    MonthFirst,
}

impl TimeUnit {
    const ALL: [(&'static str, Self); 11] = [
        ("seconds", Self::Seconds),
        ("milliseconds", Self::Milliseconds),
        ("microseconds", Self::Microseconds),
        ("nanoseconds", Self::Nanoseconds),
        ("excel-days", Self::ExcelDays),
        ("year-month-day", Self::YearMonthDay),
        ("year-month-day-clock", Self::YearMonthDayClock),
        ("years", Self::Years),
        ("dates", Self::Dates),
        ("day-first", Self::DayFirst),
        ("month-first", Self::MonthFirst),
    ];

    /// Whether columns of this unit are numbers.
    fn counts(self) -> bool {
        !matches!(self, Self::Dates | Self::DayFirst | Self::MonthFirst)
    }

    /// Seconds and nanoseconds of a number; `None` for one that the unit does not have, such as a 13th month.
    fn instant(self, number: Number) -> Option<Instant> {
        let scaled = |per_second: i64| {
            let fraction = (number.fraction * NANOS_PER_SECOND as f64 / per_second as f64) as i64;
            let nanos = number.whole.rem_euclid(per_second) * (NANOS_PER_SECOND / per_second) + fraction;
            Some(Instant::new(number.whole.div_euclid(per_second), nanos))
        };
        match self {
            Self::Seconds => scaled(1),
            Self::Milliseconds => scaled(1_000),
            Self::Microseconds => scaled(1_000_000),
            Self::Nanoseconds => scaled(NANOS_PER_SECOND),
            Self::MixedUnits => Self::of_magnitude(number.whole).instant(number),
            Self::ExcelDays => {
                // Excel's day 0, which makes up for its 29 February 1900.
                const DAYS_TO_1970: i64 = 25_569;
                let day = number.whole.checked_sub(DAYS_TO_1970)?.checked_mul(SECONDS_PER_DAY)?;
                // A second is 1.2e-5 days, and cells are rounded.
                Some(Instant::new(day + (number.fraction * SECONDS_PER_DAY as f64).round() as i64, 0))
            }
            Self::YearMonthDay => day(number.whole).map(Instant::of),
            Self::YearMonthDayClock => {
                let (date, clock) = match number.whole {
                    // Without seconds.
                    ..=999_999_999_999 => (number.whole / 10_000, number.whole % 10_000 * 100),
                    _ => (number.whole / 1_000_000, number.whole % 1_000_000),
                };
                let (hour, minute, second) = (clock / 10_000, clock / 100 % 100, clock % 100);
                let clock = Instant::new((hour * 60 + minute) * 60 + second, 0);
                (hour < 24 && minute < 60 && second < 60).then(|| Some(at(day(date)?, clock)))?
            }
            Self::Years => Date::new(i16::try_from(number.whole).ok()?, 1, 1).ok().map(Instant::of),
            Self::Dates | Self::DayFirst | Self::MonthFirst => None,
        }
    }

    /// The unit of a number since 1970, by its size.
    fn of_magnitude(number: i64) -> Self {
        // The year 5138 in seconds, or 1973 in milliseconds.
        const MAX_SECONDS: u64 = 100_000_000_000;
        match number.unsigned_abs() / MAX_SECONDS {
            0 => Self::Seconds,
            1..1_000 => Self::Milliseconds,
            1_000..1_000_000 => Self::Microseconds,
            _ => Self::Nanoseconds,
        }
    }
}

impl fmt::Display for TimeUnit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Seconds => "seconds since 1970",
            Self::Milliseconds => "milliseconds since 1970",
            Self::Microseconds => "microseconds since 1970",
            Self::Nanoseconds => "nanoseconds since 1970",
            Self::MixedUnits => "numbers since 1970 in several units, each taken by its size",
            Self::ExcelDays => "Excel's days",
            Self::YearMonthDay => "days as YYYYMMDD",
            Self::YearMonthDayClock => "times as YYYYMMDDHHMMSS",
            Self::Years => "years",
            Self::Dates => "dates",
            Self::DayFirst => "dates, day before month",
            Self::MonthFirst => "dates, month before day",
        })
    }
}

impl FromStr for TimeUnit {
    type Err = Error;

    /// Errors: `argument`.
    fn from_str(text: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|(name, _)| *name == text);
        found.map(|(_, unit)| unit).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|(name, _)| *name).collect();
            let message = format!("{} is not a unit of time; choose from {}", quote(text), names.join(", "));
            Error::new(ErrorKind::Argument, message)
        })
    }
}

/// The day of a number such as 20170727, between 1900 and 2100.
fn day(number: i64) -> Option<Date> {
    let part = |divisor: i64| i8::try_from(number / divisor % 100).ok();
    let year = i16::try_from(number / 10_000).ok().filter(|year| (1900..=2100).contains(year))?;
    Date::new(year, part(100)?, part(1)?).ok()
}

/// A point in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Instant {
    /// Since 1970.
    pub seconds: i64,
    /// Below a second.
    pub nanos: u32,
}

impl Instant {
    fn new(seconds: i64, nanos: i64) -> Self {
        let seconds = seconds + nanos.div_euclid(NANOS_PER_SECOND);
        Self { seconds, nanos: nanos.rem_euclid(NANOS_PER_SECOND) as u32 }
    }

    /// The midnight with which a day begins.
    fn of(day: Date) -> Self {
        Self { seconds: i64::from(day.to_unix_epoch_day().day()) * SECONDS_PER_DAY, nanos: 0 }
    }

    /// Its day, for people.
    pub fn day(self) -> String {
        let day = i32::try_from(self.seconds.div_euclid(SECONDS_PER_DAY));
        match day.ok().and_then(|day| UnixEpochDay::new(day).ok()).map(UnixEpochDay::to_date) {
            Some(day) => format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day()),
            None => "beyond the year 9999".into(),
        }
    }
}

/// A number and what it has after its decimal point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Number {
    whole: i64,
    fraction: f64,
}

/// The time in a cell, as far as the cell alone says it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum TimeCell {
    Empty,
    Number(Number),
    Instant(Instant),
    /// A date whose first two numbers may be day and month or month and day.
    Ambiguous {
        numbers: [i8; 2],
        year: i16,
        clock: Instant,
    },
}

/// Parses cells, trying first what fitted the cell before.
#[derive(Debug, Default)]
pub(crate) struct TimeParser {
    pattern: usize,
}

/// Texts with names of months, and those that end in a year: `%b` is the name of a month, `%a` that of a day of the week,
/// `%T` the time of day and `%z` the zone. A space may be left out.
const PATTERNS: &[&str] = &[
    "%d-%b-%Y",
    "%d %b %Y",
    "%b %d, %Y",
    "%b %d %Y",
    // Amazon's reviews.
    "%m %d, %Y",
    // Twitter's, and those of the C library and of e-mails.
    "%a %b %d %T %z %Y",
    "%a %b %d %T %Y",
    "%a, %d %b %Y %T %z",
    "%d %b %Y %T %z",
    // Of web servers.
    "%d/%b/%Y:%T %z",
];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

impl TimeParser {
    /// The time in a cell. Texts without a zone are in UTC.
    pub fn parse(&mut self, cell: &str) -> Result<TimeCell, String> {
        let cell = cell.trim();
        if cell.is_empty() || matches!(cell, "NULL" | "null" | "\\N" | "NaN" | "nan" | "NaT" | "None" | "NA" | "N/A") {
            return Ok(TimeCell::Empty);
        }
        if let Some(number) = parse_number(cell) {
            return Ok(TimeCell::Number(number));
        }
        self.parse_text(cell).ok_or_else(|| {
            format!(
                "{} is not a timestamp; expected seconds since 1970 or a date, such as 1260759144 or \
                 2009-12-14T02:52:24Z",
                quote(cell)
            )
        })
    }

    fn parse_text(&mut self, cell: &str) -> Option<TimeCell> {
        if let Some(time) = parse_three_numbers(cell).or_else(|| parse_compact(cell)) {
            return Some(time);
        }
        let mut patterns = (self.pattern..PATTERNS.len()).chain(0..self.pattern);
        let (pattern, time) = patterns.find_map(|pattern| Some((pattern, parse_pattern(PATTERNS[pattern], cell)?)))?;
        self.pattern = pattern;
        Some(TimeCell::Instant(time))
    }
}

/// A whole number or one with a fraction, such as 1501147134, 881250949.0, 1.26e9 or, with a decimal comma, 42943,5.
fn parse_number(cell: &str) -> Option<Number> {
    if let Ok(whole) = cell.parse() {
        return Some(Number { whole, fraction: 0.0 });
    }
    if !cell.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b',' | b'-' | b'+' | b'e' | b'E')) {
        return None;
    }
    let point = cell.replace(',', ".");
    let number: f64 = point.parse().ok()?;
    if !number.is_finite() || number.abs() >= i64::MAX as f64 {
        return None;
    }
    // More digits than a floating-point number has.
    let whole = point.split_once('.').and_then(|(whole, _)| whole.parse().ok().filter(|_| !point.contains(['e', 'E'])));
    let whole: i64 = whole.unwrap_or(number.floor() as i64);
    let fraction = if number < 0.0 { 0.0 } else { (number - whole as f64).clamp(0.0, 1.0) };
    Some(Number { whole: if number < 0.0 { number.floor() as i64 } else { whole }, fraction })
}

/// Dates of three numbers with any separator and perhaps a time of day: ISO 8601 and what is near it, such as
/// 2017-07-27T09:18:54.5+02:00, 2017/7/27 9:18, 27.07.2017, 7/27/2017 9:18 PM or 2017年7月27日.
fn parse_three_numbers(cell: &str) -> Option<TimeCell> {
    let end = cell.find([' ', 'T', 't', '日', ',']).unwrap_or(cell.len());
    let (date, rest) = cell.split_at(end);
    let clock = parse_clock_in_zone(rest.trim_start_matches([' ', 'T', 't', '日', ',']))?;
    let parts: Vec<&str> = date.split(['-', '/', '.', '年', '月']).collect();
    let [first, second, third] = parts[..] else { return None };
    let number = |text: &str| text.parse::<i8>().ok().filter(|_| text.len() <= 2);
    let year = |text: &str| text.parse::<i16>().ok().filter(|_| text.len() == 4);
    if let Some(year) = year(first) {
        let day = Date::new(year, number(second)?, number(third)?).ok()?;
        return Some(TimeCell::Instant(at(day, clock)));
    }
    Some(TimeCell::Ambiguous { numbers: [number(first)?, number(second)?], year: year(third)?, clock })
}

/// ISO 8601 without separators, such as 20170727T091854Z.
fn parse_compact(cell: &str) -> Option<TimeCell> {
    let (date, clock) = cell.split_once(['T', 't', ' ']).filter(|(date, _)| date.len() == 8)?;
    Some(TimeCell::Instant(at(day(date.parse().ok()?)?, parse_clock_in_zone(clock)?)))
}

fn at(day: Date, clock: Instant) -> Instant {
    Instant { seconds: Instant::of(day).seconds + clock.seconds, nanos: clock.nanos }
}

/// A time of day, from midnight; midnight itself for an empty text.
fn parse_clock(text: &str) -> Option<Instant> {
    let upper = text.trim().to_ascii_uppercase();
    if upper.is_empty() {
        return Some(Instant { seconds: 0, nanos: 0 });
    }
    let (time, shift) = match (upper.strip_suffix("AM"), upper.strip_suffix("PM")) {
        (Some(time), _) => (time, Some(0)),
        (_, Some(time)) => (time, Some(12)),
        _ => (upper.as_str(), None),
    };
    let mut parts = time.trim().split(':');
    let hour: i64 = parts.next()?.parse().ok()?;
    let minute: i64 = parts.next()?.parse().ok()?;
    let second: f64 = parts.next().map_or(Some(0.0), |second| second.replace(',', ".").parse().ok())?;
    let valid_hour = if shift.is_some() { (1..=12).contains(&hour) } else { (0..24).contains(&hour) };
    if parts.next().is_some() || !valid_hour || !(0..60).contains(&minute) || !(0.0..61.0).contains(&second) {
        return None;
    }
    let hour = shift.map_or(hour, |shift| hour % 12 + shift);
    Some(Instant::new(
        (hour * 60 + minute) * 60 + second as i64,
        (second.fract() * NANOS_PER_SECOND as f64).round() as i64,
    ))
}

/// A time of day with a zone after it, if there is one, in UTC: 09:18:54+02:00, 0918Z, 09:18:54 +0200 UTC.
fn parse_clock_in_zone(text: &str) -> Option<Instant> {
    let text = text.trim();
    // The name of the place says nothing beyond the offset before it, and without one it is not understood.
    let (text, needs_offset) = text.split_once('[').map_or((text, false), |(before, _)| (before, true));
    let upper = text.to_ascii_uppercase();
    let named = ["UTC", "GMT", "Z"].iter().find_map(|zone| upper.strip_suffix(zone));
    let text = named.unwrap_or(&upper).trim_end();
    let (time, offset) = match text.rfind(['+', '-']) {
        Some(sign) => (text[..sign].trim_end(), parse_offset(&text[sign..])?),
        None if needs_offset && named.is_none() => return None,
        None => (text, 0),
    };
    let clock = match time.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(time.len()) {
        2 if time.len() == 2 => parse_clock(&format!("{time}:00")),
        4 if time.len() == 4 => parse_clock(&format!("{}:{}", &time[..2], &time[2..])),
        6 => parse_clock(&format!("{}:{}:{}", &time[..2], &time[2..4], &time[4..])),
        _ => parse_clock(time),
    }?;
    Some(Instant { seconds: clock.seconds - offset, ..clock })
}

/// The seconds of an offset from UTC: +02:00, -0530 or +02.
fn parse_offset(text: &str) -> Option<i64> {
    let (sign, digits) = text.split_at_checked(1)?;
    let digits = digits.replace(':', "");
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let minutes = digits.get(2..4).map_or(Some(0), |minutes| minutes.parse().ok())?;
    let hours: i64 = digits[..2].parse().ok()?;
    if hours > 23 || minutes > 59 {
        return None;
    }
    Some((hours * 60 + minutes) * 60 * if sign == "-" { -1 } else { 1 })
}

/// A text of a pattern; where that has no time of day, one may follow.
fn parse_pattern(pattern: &str, cell: &str) -> Option<Instant> {
    let (mut text, mut clock) = match cell.find(':') {
        Some(colon) if !pattern.contains("%T") => {
            let (date, clock) = cell.split_at(cell[..colon].rfind(' ')?);
            (date.trim_end_matches([' ', ',']), parse_clock_in_zone(clock)?)
        }
        _ => (cell, Instant { seconds: 0, nanos: 0 }),
    };
    let (mut year, mut month, mut day) = (0, 0, 0);
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '%' => match letters.next()? {
                'Y' => year = take(&mut text, |byte| byte.is_ascii_digit()).parse().ok()?,
                'm' => month = take(&mut text, |byte| byte.is_ascii_digit()).parse().ok()?,
                'd' => day = take(&mut text, |byte| byte.is_ascii_digit()).parse().ok()?,
                'b' => month = take_name(&mut text, &MONTHS)?,
                'a' => drop(take_name(&mut text, &WEEKDAYS)?),
                'T' => clock = parse_clock(take(&mut text, |byte| !byte.is_ascii_whitespace()))?,
                _ => clock.seconds -= parse_zone(take(&mut text, |byte| !byte.is_ascii_whitespace()))?,
            },
            ' ' => text = text.trim_start(),
            other => text = text.strip_prefix(other)?,
        }
    }
    // Years of two digits say too little.
    (text.is_empty() && year >= 1000).then(|| Date::new(year, month, day).ok().map(|day| at(day, clock)))?
}

/// The seconds of a zone from UTC, by its offset or as the name of UTC.
fn parse_zone(text: &str) -> Option<i64> {
    if matches!(text, "UTC" | "GMT" | "Z") { Some(0) } else { parse_offset(text) }
}

/// Takes the bytes of a kind from the beginning of a text.
fn take<'t>(text: &mut &'t str, is_taken: impl Fn(&u8) -> bool) -> &'t str {
    let end = text.bytes().position(|byte| !is_taken(&byte)).unwrap_or(text.len());
    let (taken, rest) = text.split_at_checked(end).unwrap_or(("", text));
    *text = rest;
    taken
}

/// Takes a name, in full or its first three letters; its number from 1.
fn take_name(text: &mut &str, names: &[&str]) -> Option<i8> {
    let word = take(text, u8::is_ascii_alphabetic).to_ascii_lowercase();
    let place = names.iter().position(|name| name.starts_with(&word) && (word.len() == 3 || *name == word))?;
    i8::try_from(place + 1).ok()
}

/// What the times of a column are, and the times.
pub(crate) struct DecidedTimes {
    pub unit: TimeUnit,
    pub times: Vec<Option<Instant>>,
    /// The rows whose time the unit does not have, such as a 13th month.
    pub odd: Vec<usize>,
}

/// Decides what a column's cells count, unless that is `given`.
///
/// Errors: `data.format` if dates may have the day or the month first.
pub(crate) fn decide(cells: &[TimeCell], given: Option<TimeUnit>) -> Result<DecidedTimes> {
    let order = day_order(cells, given)?;
    let numbers =
        || cells.iter().filter_map(|cell| if let TimeCell::Number(number) = cell { Some(*number) } else { None });
    let unit = given.filter(|unit| unit.counts()).unwrap_or_else(|| unit_of(numbers));
    let mut odd = Vec::new();
    let times = cells.iter().enumerate().map(|(row, cell)| {
        let time = match *cell {
            TimeCell::Empty => return None,
            TimeCell::Instant(instant) => Some(instant),
            TimeCell::Number(number) => unit.instant(number),
            TimeCell::Ambiguous { numbers: [a, b], year, clock } => {
                let (day, month) = if order == TimeUnit::DayFirst { (a, b) } else { (b, a) };
                Date::new(year, month, day).ok().map(|day| at(day, clock))
            }
        };
        if time.is_none() {
            odd.push(row);
        }
        time
    });
    let times = times.collect();
    let has = |kind: fn(&TimeCell) -> bool| cells.iter().any(kind);
    let unit = if has(|cell| matches!(cell, TimeCell::Number(_))) {
        unit
    } else if has(|cell| matches!(cell, TimeCell::Ambiguous { .. })) {
        order
    } else {
        TimeUnit::Dates
    };
    Ok(DecidedTimes { unit, times, odd })
}

/// Whether days come before months.
fn day_order(cells: &[TimeCell], given: Option<TimeUnit>) -> Result<TimeUnit> {
    if let Some(order @ (TimeUnit::DayFirst | TimeUnit::MonthFirst)) = given {
        return Ok(order);
    }
    let pairs = || {
        cells.iter().filter_map(|cell| match cell {
            TimeCell::Ambiguous { numbers, year, .. } => Some((*numbers, *year)),
            _ => None,
        })
    };
    match (pairs().any(|([a, _], _)| a > 12), pairs().any(|([_, b], _)| b > 12)) {
        (true, false) => Ok(TimeUnit::DayFirst),
        (false, true) => Ok(TimeUnit::MonthFirst),
        (false, false) => match pairs().find(|([a, b], _)| a != b) {
            None => Ok(TimeUnit::DayFirst),
            Some(([a, b], year)) => Err(Error::new(
                ErrorKind::DataFormat,
                format!(
                    "dates such as {a:02}/{b:02}/{year} may have the day or the month first, and no date of the table \
                     says which: give --time-unit day-first or month-first"
                ),
            )),
        },
        (true, true) => Err(Error::new(
            ErrorKind::DataFormat,
            "some dates have the day first and others the month: give --time-unit day-first or month-first, and those \
             of the other kind are skipped",
        )),
    }
}

/// The unit of a column's numbers.
fn unit_of<N: Iterator<Item = Number>>(numbers: impl Fn() -> N) -> TimeUnit {
    let all = |fits: &dyn Fn(Number) -> bool| numbers().all(fits);
    let whole = |number: Number| number.fraction == 0.0;
    if numbers().next().is_none() {
        return TimeUnit::Dates;
    }
    if all(&|number| whole(number) && TimeUnit::YearMonthDay.instant(number).is_some()) {
        return TimeUnit::YearMonthDay;
    }
    let has_clock = |number: Number| {
        let digits = number.whole.checked_ilog10().unwrap_or(0) + 1;
        whole(number) && matches!(digits, 12 | 14) && TimeUnit::YearMonthDayClock.instant(number).is_some()
    };
    if all(&has_clock) {
        return TimeUnit::YearMonthDayClock;
    }
    if all(&|number| whole(number) && (1900..=2100).contains(&number.whole)) {
        return TimeUnit::Years;
    }
    // From 1970 to 2099.
    if all(&|number| (25_569..73_051).contains(&number.whole)) {
        return TimeUnit::ExcelDays;
    }
    let mut units = numbers().filter(|number| number.whole != 0).map(|number| TimeUnit::of_magnitude(number.whole));
    let first = units.next().unwrap_or(TimeUnit::Seconds);
    if units.all(|unit| unit == first) { first } else { TimeUnit::MixedUnits }
}

/// The day of a date or time, in days since 1970.
pub fn parse_day(text: &str) -> Option<f32> {
    match TimeParser::default().parse(text).ok()? {
        TimeCell::Instant(instant) => Some((instant.seconds as f64 / SECONDS_PER_DAY as f64) as f32),
        TimeCell::Number(number) => {
            let unit = unit_of(|| std::iter::once(number));
            unit.instant(number).map(|instant| (instant.seconds as f64 / SECONDS_PER_DAY as f64) as f32)
        }
        TimeCell::Empty | TimeCell::Ambiguous { .. } => None,
    }
}

/// Whether a cell of a sample is a time and cannot be much else: a date, or a number that is one since 2000.
pub(crate) fn looks_like_time(cell: &str) -> bool {
    match TimeParser::default().parse(cell) {
        Ok(TimeCell::Instant(_) | TimeCell::Ambiguous { .. }) => true,
        Ok(TimeCell::Number(number)) => {
            let seconds = TimeUnit::of_magnitude(number.whole).instant(number).map_or(0, |instant| instant.seconds);
            // From 1995 to 2060.
            (788_918_400..2_840_140_800).contains(&seconds)
                || TimeUnit::YearMonthDay.instant(number).is_some_and(|_| number.fraction == 0.0)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Instant, TimeCell, TimeParser};

    fn seconds(cell: &str) -> Option<i64> {
        match TimeParser::default().parse(cell) {
            Ok(TimeCell::Instant(Instant { seconds, .. })) => Some(seconds),
            _ => None,
        }
    }

    #[test]
    fn zones_clocks_and_names_of_months_are_understood() {
        // By `date -u -d … +%s`.
        const TIME: i64 = 1_501_147_134;
        for cell in [
            "2017-07-27T09:18:54Z",
            "2017-07-27t09:18:54z",
            "2017-07-27 09:18:54.0",
            "2017-07-27T11:18:54+02:00",
            "2017-07-27 03:48:54 -0530 UTC",
            "2017-07-27 11:18:54+02",
            "2017-07-27T11:18:54+02:00[Europe/Berlin]",
            "20170727T091854Z",
            "20170727 091854",
            "2017/7/27 9:18:54 AM",
            "27 Jul 2017 09:18:54",
            "27-jul-2017 09:18:54 GMT",
            "July 27, 2017 9:18:54 am",
            "Thu Jul 27 09:18:54 +0000 2017",
            "Thu Jul 27 09:18:54 2017",
            "Thu, 27 Jul 2017 11:18:54 +0200",
            "27/Jul/2017:09:18:54 +0000",
        ] {
            assert_eq!(seconds(cell), Some(TIME), "{cell}");
        }
        assert_eq!(seconds("1969-12-31 23:59:59"), Some(-1));
        assert_eq!(seconds("2016-02-29"), Some(1_456_704_000));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for cell in [
            "2017-02-29",
            "2017-13-01",
            "2017-07-27T25:00",
            "2017-07-27T09:60",
            "2017-07-27T09:18[Europe/Berlin]",
            "2017-07-27 09:18+99:00",
            "27 Juli 2017",
            "27 Jul 17",
            "Jul 2017",
            "fargo",
            "é",
            "2017-07-27 é",
            "2017-07-27 09é00",
        ] {
            assert_eq!(seconds(cell), None, "{cell}");
        }
    }
}
