//! Operators that compute with strings or encoded pictures are refused: strings are only looked up and moved.

use super::entry::{Operator, refuse};

const STRINGS: &str = "strings are only looked up and moved: do this before the model, and export the rest";

pub(super) const OPERATORS: &[Operator] = &[
    refuse(
        "ImageDecoder",
        "pictures are decoded before the model gets them: export the model with pixels as its input",
    ),
    refuse("RegexFullMatch", STRINGS),
    refuse("StringConcat", STRINGS),
    refuse("StringNormalizer", STRINGS),
    refuse("StringSplit", STRINGS),
    refuse("TfIdfVectorizer", "counts of words are not supported: make them before the model, and export the rest"),
];
