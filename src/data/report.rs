//! What was understood of a table of ratings, for people in a line, and for programs as it is: each guess with its
//! reason, and what looks wrong.

use crate::layout::{By, Header, Layout};
use crate::scale::{Feedback, Scale};
use crate::times::TimeUnit;
use crate::warning::Warning;
use serde::Serialize;

/// What was understood of a table of ratings.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// How the text is laid out.
    pub layout: Layout,
    /// The columns, in their order.
    pub columns: Vec<ColumnReport>,
    /// The times, if the table has some.
    pub times: Option<TimesReport>,
    /// The scale of the ratings, if the table has some.
    pub scale: Option<Scale>,
    /// Rows that can be used, each user and item once.
    pub rows: usize,
    /// Users among them.
    pub users: usize,
    /// Items among them.
    pub items: usize,
    /// The threshold of a like: the one of the scale, unless the caller gave another.
    pub positive_above: f32,
    /// Why this threshold.
    pub positive_above_by: By,
    /// Rows that count as likes.
    pub likes: usize,
    /// The first rows as they are written.
    pub preview: Vec<Vec<String>>,
    /// What looks wrong.
    pub warnings: Vec<Warning>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ColumnReport {
    /// Its name, or its number from 1 in a table without names.
    pub name: String,
    /// `user`, `item`, `rating` or `time`; `None` if the column is not used.
    pub role: Option<&'static str>,
    /// Why it has this role.
    pub by: Option<By>,
}

/// The times of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TimesReport {
    /// What the times are written in.
    pub unit: TimeUnit,
    /// Why this unit.
    pub unit_by: By,
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
}

impl Report {
    /// The same report with another threshold, and how many rows are likes by it.
    #[must_use]
    pub fn with_threshold(mut self, positive_above: f32, likes: usize) -> Self {
        (self.positive_above, self.positive_above_by, self.likes) = (positive_above, By::Option, likes);
        self
    }

    /// What was understood, in a line; each guess with the option that overrides it.
    pub fn line(&self) -> String {
        [self.layout_words(), self.column_words(), self.time_words(), self.rating_words()].concat().join("; ")
    }

    /// All that looks wrong, with what the threshold makes of the rows.
    pub fn all_warnings(&self) -> Vec<Warning> {
        const NEARLY_ALL: f64 = 0.98;
        const NEARLY_NONE: f64 = 0.02;
        // Of fewer rows, shares say little.
        const MIN_ROWS: usize = 20;
        let mut warnings = self.warnings.clone();
        let (likes, rows, positive_above) = (self.likes, self.rows, self.positive_above);
        let share = likes as f64 / rows.max(1) as f64;
        let has_grades = self.scale.is_some_and(|scale| scale.feedback == Feedback::Explicit && scale.min < scale.max);
        if has_grades && rows >= MIN_ROWS && share > NEARLY_ALL {
            warnings.push(Warning::NearlyAllLikes { likes, rows, positive_above });
        }
        if has_grades && rows >= MIN_ROWS && share < NEARLY_NONE {
            warnings.push(Warning::NearlyNoLikes { likes, rows, positive_above });
        }
        if self.items == rows && rows >= MIN_ROWS {
            warnings.push(Warning::ItemsNeverRepeat { items: self.items });
        }
        if self.layout.replaced > 0 {
            warnings.push(Warning::ReplacedBytes {
                count: self.layout.replaced,
                line: self.layout.first_replaced,
                encoding: self.layout.encoding.clone().unwrap_or_default(),
            });
        }
        warnings
    }

    fn layout_words(&self) -> Vec<String> {
        let layout = &self.layout;
        let mut words = vec![layout.format.to_owned()];
        if let Some(packing) = layout.packing {
            words.push(format!("in {packing}"));
        }
        if let Some(encoding) = &layout.encoding {
            words.push(format!("in {encoding}{}", guessed(layout.encoding_by, "--encoding")));
        }
        if layout.parts > 1 {
            words.push(format!("in {} files", layout.parts));
        }
        let mut first = words.join(" ");
        if let Some(separator) = &layout.separator {
            let name = if separator.chars().count() > 2 { separator.clone() } else { format!("{separator:?}") };
            first += &format!(", cells separated by {name}{}", guessed(layout.separator_by, "--separator"));
            if layout.quote.is_some_and(|quote| quote != '"') {
                first += ", cells are enclosed by ' (--quote)";
            }
            if layout.backslash {
                first += ", \\\" is a quote (--backslash false)";
            }
            let (header, other) = match layout.header {
                Header::Names => ("a header", "--no-header"),
                Header::Numbers => ("a header of numbers", "--no-header"),
                Header::None => ("no header", "--header"),
            };
            first += &format!(", {header}{}", guessed(layout.header_by, other));
        }
        if layout.comments > 0 {
            first += &format!(", {} lines of comments and the like left out (--comment)", layout.comments);
        }
        vec![first]
    }

    fn column_words(&self) -> Vec<String> {
        let options = [
            ("user", "--user-column"),
            ("item", "--item-column"),
            ("rating", "--rating-column"),
            ("time", "--timestamp-column"),
        ];
        let words = options.iter().map(|(role, option)| {
            let column = self.columns.iter().find(|column| column.role == Some(*role));
            match column {
                None => format!("no {role} ({option})"),
                Some(ColumnReport { name, by, .. }) => {
                    let by = by.unwrap_or(By::Content);
                    let why = match by {
                        By::Option => " as told",
                        By::Name => " by name",
                        By::PartOfName => " by part of its name",
                        By::Place => " by place",
                        By::Content => "",
                    };
                    format!("{role} {name:?}{why}{}", guessed(by, option))
                }
            }
        });
        vec![words.collect::<Vec<_>>().join(", ")]
    }

    fn time_words(&self) -> Vec<String> {
        let words = |times: &TimesReport| {
            format!("times in {}{}, {} to {}", times.unit, guessed(times.unit_by, "--time-unit"), times.from, times.to)
        };
        self.times.iter().map(words).collect()
    }

    fn rating_words(&self) -> Vec<String> {
        let (likes, rows) = (self.likes, self.rows);
        let above = format!("above {}{}", self.positive_above, guessed(self.positive_above_by, "--positive-above"));
        let words = match self.scale {
            None => format!("{likes} of {rows} rows are likes"),
            Some(Scale { min, max, .. }) if min == max && self.positive_above < min => {
                format!("all ratings are {min}, so that every row is a like: {likes} of {rows} rows are likes, {above}")
            }
            Some(Scale { min, max, feedback: Feedback::Explicit, .. }) => {
                format!("ratings from {min} to {max} (--feedback), likes are those {above}: {likes} of {rows} rows")
            }
            Some(Scale { min, max, epsilon, feedback: Feedback::Implicit, .. }) => format!(
                "counts from {min} to {max} (--feedback), likes are those {above}: {likes} of {rows} rows, with the \
                 weight log(1 + count / {epsilon:.3})"
            ),
        };
        vec![words]
    }
}

/// The option that overrides a guess, in brackets.
fn guessed(by: By, option: &str) -> String {
    if by == By::Option { String::new() } else { format!(" ({option})") }
}
