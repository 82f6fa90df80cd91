//! Times in cells: texts of many forms and numbers of many units in, seconds since 1970 out. What a column's numbers
//! count, and whether 02/03/2017 is in February or in March, is decided once all of the column is known.

use crate::cells::quote;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::fmt::{strtime, temporal::DateTimeParser};
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
            Self::YearMonthDay => day(number.whole).map(|day| Instant::of(day.at(0, 0, 0, 0))),
            Self::YearMonthDayClock => {
                let (date, clock) = match number.whole {
                    // Without seconds.
                    ..=999_999_999_999 => (number.whole / 10_000, number.whole % 10_000 * 100),
                    _ => (number.whole / 1_000_000, number.whole % 1_000_000),
                };
                let part = |divisor: i64| i8::try_from(clock / divisor % 100).ok();
                let time = jiff::civil::Time::new(part(10_000)?, part(100)?, part(1)?, 0).ok()?;
                Some(Instant::of(day(date)?.to_datetime(time)))
            }
            Self::Years => {
                Date::new(i16::try_from(number.whole).ok()?, 1, 1).ok().map(|day| Instant::of(day.at(0, 0, 0, 0)))
            }
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

    /// Of a date and a time of day in UTC.
    fn of(time: DateTime) -> Self {
        let days = time.date().since((jiff::Unit::Day, Date::constant(1970, 1, 1))).map_or(0, |span| span.get_days());
        let clock = (i64::from(time.hour()) * 60 + i64::from(time.minute())) * 60 + i64::from(time.second());
        Self { seconds: i64::from(days) * SECONDS_PER_DAY + clock, nanos: time.subsec_nanosecond() as u32 }
    }

    /// Its day, for people.
    pub fn day(self) -> String {
        Timestamp::from_second(self.seconds)
            .map_or_else(|_| "beyond the year 9999".into(), |time| time.strftime("%F").to_string())
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

/// Texts with names of months, and those that end in a year.
const PATTERNS: &[&str] = &[
    "%d-%b-%Y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%b %d %Y",
    "%B %d %Y",
    // Amazon's reviews.
    "%m %d, %Y",
    // Twitter's, and those of the C library and of e-mails.
    "%a %b %d %H:%M:%S %z %Y",
    "%a %b %d %H:%M:%S %Y",
    "%a, %d %b %Y %H:%M:%S %z",
    "%d %b %Y %H:%M:%S %z",
    // Of web servers.
    "%d/%b/%Y:%H:%M:%S %z",
];

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
        if let Some(time) = parse_iso(cell) {
            return Some(TimeCell::Instant(time));
        }
        if let Some(time) = parse_three_numbers(cell) {
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

/// ISO 8601 and what is near it: a space for the T, `UTC` or `GMT` for the Z, a space before the zone.
fn parse_iso(cell: &str) -> Option<Instant> {
    let bytes = cell.as_bytes();
    if bytes.len() < 8 || !bytes[..4].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let utc = ["UTC", "GMT", "utc", "Utc"].iter().find_map(|zone| cell.strip_suffix(zone));
    let spaced = || {
        let (time, zone) = cell.rsplit_once(' ')?;
        (zone.starts_with(['+', '-']) || zone == "Z").then(|| format!("{}{zone}", time.trim_end()))
    };
    let text = match utc {
        // 2017-07-27 09:18:54+00:00 UTC names its zone twice.
        Some(time) if time.trim_end().ends_with('Z') || time.contains('+') => time.trim_end().to_owned(),
        Some(time) => format!("{}Z", time.trim_end()),
        None => spaced().unwrap_or_else(|| cell.to_owned()),
    };
    let parser = DateTimeParser::new();
    if let Ok(time) = parser.parse_timestamp(text.as_bytes()) {
        return Some(Instant::new(time.as_second(), time.subsec_nanosecond().into()));
    }
    parser.parse_datetime(text.as_bytes()).ok().map(Instant::of)
}

/// Dates of three numbers with any separator, such as 2017/7/27 9:18, 27.07.2017, 7/27/2017 9:18 PM or 2017年7月27日.
fn parse_three_numbers(cell: &str) -> Option<TimeCell> {
    let end = cell.find([' ', 'T', '日', ',']).unwrap_or(cell.len());
    let (date, rest) = cell.split_at(end);
    let clock = parse_clock(rest.trim_start_matches([' ', 'T', '日', ',']))?;
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

fn at(day: Date, clock: Instant) -> Instant {
    let midnight = Instant::of(day.at(0, 0, 0, 0));
    Instant { seconds: midnight.seconds + clock.seconds, nanos: clock.nanos }
}

/// A time of day, from midnight; midnight itself for an empty text.
fn parse_clock(text: &str) -> Option<Instant> {
    let upper = text.trim().to_ascii_uppercase();
    if upper.is_empty() {
        return Some(Instant { seconds: 0, nanos: 0 });
    }
    let upper = upper.strip_suffix("UTC").or(upper.strip_suffix('Z')).unwrap_or(&upper).trim_end();
    let (time, shift) = match (upper.strip_suffix("AM"), upper.strip_suffix("PM")) {
        (Some(time), _) => (time, Some(0)),
        (_, Some(time)) => (time, Some(12)),
        _ => (upper, None),
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

/// A text of a pattern; where that has no time of day, one may follow.
fn parse_pattern(pattern: &str, cell: &str) -> Option<Instant> {
    if pattern.contains("%H") {
        let time = strtime::parse(pattern, cell).ok()?;
        return match time.to_timestamp() {
            Ok(time) => Some(Instant::new(time.as_second(), time.subsec_nanosecond().into())),
            Err(_) => time.to_datetime().ok().map(Instant::of),
        };
    }
    let (date, clock) = match cell.find(':') {
        None => (cell, ""),
        Some(colon) => cell.split_at(cell[..colon].rfind(' ')?),
    };
    let day = strtime::parse(pattern, date.trim_end_matches([' ', ','])).ok()?.to_date().ok()?;
    Some(at(day, parse_clock(clock)?))
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
