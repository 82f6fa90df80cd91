//! Ids of a column: as they are written, unless all were made floating-point numbers on their way, or the caller says
//! that they are whole numbers. What two spellings would make of one id is refused, with both.

use crate::cells::quote;
use crate::options::IdForm;
use crate::warning::Warning;
use penchant_base::{Error, ErrorKind, Result};
use std::borrow::Cow;

/// How the ids of a column become ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IdReader {
    AsWritten,
    /// Floating-point numbers, of which each is whole: without their `.0`.
    Floats,
    Numbers,
}

impl IdReader {
    /// How to read a column of these ids, unless the form is `given`. `role` is `user` or `item`.
    ///
    /// Errors: `data.format` for ids that lost digits, or that are whole numbers in two spellings.
    pub fn of<'i>(ids: impl Iterator<Item = &'i str> + Clone, role: &str, given: Option<IdForm>) -> Result<Self> {
        match given {
            Some(IdForm::Text) => return Ok(Self::AsWritten),
            Some(IdForm::Numbers) => return Ok(Self::Numbers),
            None => {}
        }
        let float = ids.clone().find(|id| whole_of_float(id).is_some());
        let whole = ids.clone().find(|id| is_whole(id));
        let is_number = |id: &str| is_whole(id) || whole_of_float(id).is_some() || is_scientific(id);
        if let Some(example) = ids.clone().find(|id| is_scientific(id))
            && ids.clone().all(is_number)
        {
            return Err(refusal(format!(
                "{role} ids such as {} have lost digits, as in a spreadsheet that shows large numbers so: save the \
                 column as text, or give --ids text to take them as they are",
                quote(example)
            )));
        }
        match (float, whole) {
            (Some(_), None) if ids.clone().all(|id| whole_of_float(id).is_some()) => Ok(Self::Floats),
            (Some(float), Some(whole)) => Err(refusal(format!(
                "the {role} ids are whole numbers in two spellings, such as {} and {}: give --ids numbers if 101 and \
                 101.0 are one, and --ids text if not",
                quote(whole),
                quote(float)
            ))),
            _ => Ok(Self::AsWritten),
        }
    }

    /// The id that a cell's text stands for.
    pub fn read<'c>(self, cell: &'c str) -> Result<Cow<'c, str>, String> {
        match self {
            Self::AsWritten => Ok(cell.into()),
            Self::Floats => whole_of_float(cell).map(Cow::from).ok_or_else(|| {
                format!("the id {} is not a number such as \"101.0\", as others are; give --ids text", quote(cell))
            }),
            Self::Numbers => canonical_number(cell)
                .map(Cow::from)
                .ok_or_else(|| format!("the id {} is not a whole number; leave --ids numbers out", quote(cell))),
        }
    }

    /// What to say of this reading.
    pub fn warning(self, role: &'static str, example: &str) -> Option<Warning> {
        let read_as = self.read(example).ok()?.into_owned();
        (self == Self::Floats).then(|| Warning::IdsWereFloats { role, example: example.to_owned(), read_as })
    }
}

/// `101` for `101.0`.
fn whole_of_float(id: &str) -> Option<&str> {
    let (whole, zeros) = id.split_once('.')?;
    (is_whole(whole) && !zeros.is_empty() && zeros.bytes().all(|digit| digit == b'0')).then_some(whole)
}

fn is_whole(id: &str) -> bool {
    let digits = id.strip_prefix('-').unwrap_or(id);
    !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit())
}

/// Such as 1.23457E+12.
fn is_scientific(id: &str) -> bool {
    let Some((number, power)) = id.split_once(['e', 'E']) else { return false };
    let digits = number.replacen(['.', ','], "", 1);
    is_whole(&digits) && is_whole(power.strip_prefix('+').unwrap_or(power))
}

/// A whole number without `+`, `.0` and zeros before it, of any length.
pub(crate) fn canonical_number(id: &str) -> Option<String> {
    let id = id.trim().strip_prefix('+').unwrap_or(id.trim());
    let whole = whole_of_float(id).unwrap_or(id);
    if !is_whole(whole) {
        return None;
    }
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let digits = digits.trim_start_matches('0');
    Some(if digits.is_empty() { "0".into() } else { format!("{sign}{digits}") })
}

fn refusal(message: String) -> Error {
    Error::new(ErrorKind::DataFormat, message)
}
