//! The scale of a column of ratings: whether they are ratings or counts of events, and which of them are likes.

use crate::columns::normalize_name;
use penchant_base::{Error, ErrorKind, Result};
use serde::Serialize;
use std::fmt;
use std::str::FromStr;

/// What a column of numbers says about people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Feedback {
    /// Ratings: those above a threshold are likes.
    #[default]
    Explicit,
    /// Counts of events, such as plays or hours: each above 0 is a like, and more of them make it more certain.
    Implicit,
}

impl FromStr for Feedback {
    type Err = Error;

    /// Errors: `argument`.
    fn from_str(text: &str) -> Result<Self> {
        match text {
            "explicit" => Ok(Self::Explicit),
            "implicit" => Ok(Self::Implicit),
            _ => Err(Error::new(
                ErrorKind::Argument,
                format!("{text:?} is not a kind of feedback; choose from explicit (ratings) and implicit (counts)"),
            )),
        }
    }
}

impl fmt::Display for Feedback {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Explicit => "ratings",
            Self::Implicit => "counts",
        })
    }
}

/// The scale of a column.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Scale {
    /// The lowest number.
    pub min: f32,
    /// The highest number.
    pub max: f32,
    /// What the numbers say.
    pub feedback: Feedback,
    /// The threshold that fits the scale: numbers above it are likes.
    pub positive_above: f32,
    /// For counts: the count whose weight is 1 is (e − 1) times this one, which is the median of those above 0.
    pub epsilon: f32,
}

/// Words in the names of columns of counts.
const COUNT_WORDS: &[&str] = &[
    "count",
    "plays",
    "played",
    "hours",
    "playtime",
    "listens",
    "listen",
    "views",
    "clicks",
    "visits",
    "freq",
    "frequency",
    "quantity",
    "qty",
    "minutes",
    "duration",
    "watchtime",
    "次数",
    "播放",
    "时长",
    "次數",
    "回数",
    "횟수",
];

impl Scale {
    /// The scale of a column of this name and these numbers; the kind of feedback is decided unless it is `given`.
    pub fn of(name: &str, numbers: &[f32], given: Option<Feedback>) -> Self {
        let min = numbers.iter().copied().fold(f32::INFINITY, f32::min);
        let max = numbers.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        if numbers.is_empty() {
            return Self::default();
        }
        let feedback = given.unwrap_or_else(|| guess_feedback(name, min, max));
        let positive_above = match feedback {
            Feedback::Implicit => 0.0,
            Feedback::Explicit => threshold(numbers, min, max),
        };
        Self { min, max, feedback, positive_above, epsilon: median_above_zero(numbers) / (1f32.exp() - 1.0) }
    }

    /// The weight of a like: 1 for a rating, and log(1 + r/ε) for a count (Y. Hu, Y. Koren and C. Volinsky,
    /// "Collaborative Filtering for Implicit Feedback Datasets", ICDM 2008, equation 6). ε is chosen so that the median
    /// count weighs 1, and a family's α means the same for counts as for likes.
    pub fn weight(&self, value: f32) -> f32 {
        match self.feedback {
            Feedback::Explicit => 1.0,
            Feedback::Implicit => (value / self.epsilon).max(0.0).ln_1p(),
        }
    }
}

/// Counts have a name that says so, or, in a column called weight or by a name that says nothing, large numbers.
fn guess_feedback(name: &str, min: f32, max: f32) -> Feedback {
    let name = normalize_name(name);
    let says_counts = COUNT_WORDS.iter().any(|word| name.contains(word));
    let says_ratings = ["rating", "score", "star", "overall", "rate", "评分", "評分", "評価", "평점", "оцен"]
        .iter()
        .any(|word| name.contains(word));
    // More than the highest grade of any usual scale.
    const MAX_GRADE: f32 = 100.0;
    if min >= 0.0 && (says_counts || (!says_ratings && max > MAX_GRADE)) {
        Feedback::Implicit
    } else {
        Feedback::Explicit
    }
}

/// The threshold of a like on a scale of grades: 3.5 of 5, and as much of other scales.
fn threshold(numbers: &[f32], min: f32, max: f32) -> f32 {
    /// The highest grades of usual scales, each with seven tenths of it.
    const SCALES: [(f32, f32); 7] =
        [(3.0, 2.1), (5.0, 3.5), (6.0, 4.2), (7.0, 4.9), (10.0, 7.0), (20.0, 14.0), (100.0, 70.0)];
    if min == max {
        // They tell nothing apart: each row is a like.
        return min - 1.0;
    }
    if min < 0.0 {
        return 0.0;
    }
    if max <= 1.0 {
        return if numbers.iter().all(|&number| number == 0.0 || number == 1.0) { 0.5 } else { 0.7 };
    }
    // A table with few rows may lack the highest grades of its scale.
    let few = max <= 3.0 && numbers.iter().any(|number| number.fract() != 0.0);
    let scale = SCALES.iter().find(|&&(top, _)| max <= top && !(few && top < 5.0));
    scale.map_or(0.7 * max, |&(_, threshold)| threshold)
}

fn median_above_zero(numbers: &[f32]) -> f32 {
    let mut above: Vec<f32> = numbers.iter().copied().filter(|&number| number > 0.0).collect();
    if above.is_empty() {
        return 1.0;
    }
    above.sort_by(f32::total_cmp);
    above[above.len() / 2]
}

/// A rating: a number, with a decimal comma if `comma`, or a word such as `true` or `like`.
pub(crate) fn parse_rating(cell: &str, comma: bool) -> Result<f32, String> {
    let cell = cell.trim();
    let word = match cell.to_lowercase().as_str() {
        "true" | "yes" | "like" | "liked" | "up" | "thumbs up" | "thumbsup" | "positive" | "👍" | "喜欢" | "赞" => {
            Some(1.0)
        }
        "false" | "no" | "dislike" | "disliked" | "down" | "thumbs down" | "thumbsdown" | "negative" | "👎"
        | "不喜欢" | "踩" => Some(0.0),
        _ => None,
    };
    word.map_or_else(|| crate::cells::parse_number_with(cell, comma, "rating"), Ok)
}
