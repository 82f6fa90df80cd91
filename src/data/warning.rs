//! What looks wrong in a table that was read all the same. Each has a code for programs, so that a page can say it in
//! its own language, and a sentence that names the option that helps.

use penchant_recommend::Detail;
use serde::Serialize;
use std::fmt;

/// What looks wrong in a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "code", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[allow(missing_docs)]
pub enum Warning {
    /// An unused column has numbers that may be ratings.
    UnusedRatings { column: String, min: f32, max: f32 },
    /// An unused column has times.
    UnusedTimes { column: String, example: String },
    /// Ids look like times.
    IdsAreTimes { role: &'static str, column: String, example: String },
    /// Ids have digits after the decimal point.
    IdsAreFractions { role: &'static str, column: String, example: String },
    /// Ids are written as floating-point numbers, and were read as whole numbers.
    IdsWereFloats { role: &'static str, example: String, read_as: String },
    /// Each item is in one row only.
    ItemsNeverRepeat { items: usize },
    /// Nearly all rows are likes.
    NearlyAllLikes { likes: usize, rows: usize, positive_above: f32 },
    /// Nearly no row is a like.
    NearlyNoLikes { likes: usize, rows: usize, positive_above: f32 },
    /// Dates are far from today.
    OddDates { from: String, to: String },
    /// Some times are unknown: their rows count, but not where the order of time does.
    UnknownTimes { count: usize, rows: usize },
    /// Some bytes are not of the encoding.
    ReplacedBytes { count: usize, line: u64, encoding: String },
    /// Rows that a later row of the same user and item replaces.
    Replaced { count: usize, by_time: bool },
    /// Rows whose item is not in the table of items.
    UnknownItems { count: usize, rows: usize, example: String },
    /// An event with a count of 0 is not a like.
    ZeroCounts { count: usize },
    /// Cells of a column of details that are left out.
    UnusableDetails { detail: Detail, column: String, count: usize, line: u64, example: String },
    /// A column that is called a length has numbers that are too large for minutes.
    UnusedMinutes { column: String, example: String },
    /// Rows of a table of folds that were left out.
    LeftOutOfFolds { count: usize, reason: &'static str, example: String },
}

impl fmt::Display for Warning {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnusedRatings { column, min, max } => write!(
                formatter,
                "the column {column:?} has numbers from {min} to {max} and is not used: if it has the ratings, give \
                 --rating-column {column:?}"
            ),
            Self::UnusedTimes { column, example } => write!(
                formatter,
                "the column {column:?} has times such as {example:?} and is not used: if they are those of the rows, \
                 give --timestamp-column {column:?}"
            ),
            Self::IdsAreTimes { role, column, example } => write!(
                formatter,
                "the {role} column {column:?} has what looks like times, such as {example:?}: if another column has \
                 the ids, give --{role}-column"
            ),
            Self::IdsAreFractions { role, column, example } => write!(
                formatter,
                "the {role} column {column:?} has numbers with a fraction, such as {example:?}: if another column has \
                 the ids, give --{role}-column"
            ),
            Self::IdsWereFloats { role, example, read_as } => write!(
                formatter,
                "all {role} ids are floating-point numbers such as {example:?}: read as {read_as:?} (--ids text keeps \
                 them as they are)"
            ),
            Self::ItemsNeverRepeat { items } => write!(
                formatter,
                "each of the {items} items is in one row only, so that nothing can be learned of them: if another \
                 column has the items, give --item-column"
            ),
            Self::NearlyAllLikes { likes, rows, positive_above } => write!(
                formatter,
                "{likes} of {rows} rows are likes, because they are above {positive_above}: if that is too many, give \
                 --positive-above or --rating-column"
            ),
            Self::NearlyNoLikes { likes, rows, positive_above } => write!(
                formatter,
                "only {likes} of {rows} rows are likes, because they are above {positive_above}: if that is too few, \
                 give --positive-above or --rating-column"
            ),
            Self::OddDates { from, to } => write!(
                formatter,
                "the times are from {from} to {to}: if that is wrong, give --time-unit or --timestamp-column"
            ),
            Self::UnknownTimes { count, rows } => write!(
                formatter,
                "{count} of {rows} rows have no time: they count, but not where the order of time does"
            ),
            Self::ReplacedBytes { count, line, encoding } => write!(
                formatter,
                "{count} places are not {encoding}, the first in line {line}, and became \u{fffd}: if the text has \
                 another encoding, give --encoding"
            ),
            Self::Replaced { count, by_time } => write!(
                formatter,
                "{count} rows were ignored, because a later {} has the same user and item",
                if *by_time { "time" } else { "row" }
            ),
            Self::UnknownItems { count, rows, example } => write!(
                formatter,
                "{count} of {rows} ratings were left out, because the table of items does not have their items, such \
                 as {example:?}"
            ),
            Self::ZeroCounts { count } => write!(formatter, "{count} rows have a count of 0 or less and are no likes"),
            Self::UnusableDetails { detail, column, count, line, example } => {
                let (fault, name) = (unusable(*detail), detail.name());
                write!(
                    formatter,
                    "{count} cells of the column {column:?} were left out, the first in line {line}: {example:?} {fault}; if \
                     another column has the {name}, give --{name}-column"
                )
            }
            Self::UnusedMinutes { column, example } => write!(
                formatter,
                "the column {column:?} has numbers such as {example:?} and is not used: if they are minutes, give \
                 --minutes-column {column:?}"
            ),
            Self::LeftOutOfFolds { count, reason, example } => {
                write!(formatter, "{count} rows were left out, because {reason}, such as {example}")
            }
        }
    }
}

/// What is wrong with a cell that cannot be used.
fn unusable(detail: Detail) -> &'static str {
    match detail {
        Detail::Minutes => "is not a number of minutes",
        Detail::Link => "is not an address that begins with http:// or https://",
        Detail::Creators | Detail::Cast | Detail::Synopsis => "is longer than 16384 bytes",
    }
}
