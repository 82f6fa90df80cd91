//! Hyper-parameters by name: each family's defaults, the values that tuning tries, and values given as text.

use penchant_base::{Error, ErrorKind, Result};
use std::collections::BTreeMap;

/// One hyper-parameter of a family.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Its default value.
    pub default: &'static str,
    /// The values that tuning tries; for a parameter that is a word, all its values.
    pub values: &'static [&'static str],
    /// What it does.
    pub about: &'static str,
}

impl Parameter {
    /// Whether it is the half-life of events, which every family with recency has.
    pub fn is_recency(&self) -> bool {
        self.name == RECENCY.name
    }
}

/// The half-life of events in a history: see [`crate::history::Profile::weighted_items`].
pub(super) const RECENCY: Parameter = Parameter {
    name: "recency",
    default: "0",
    values: &["0", "3", "5", "10", "20"],
    about: "later events after which an event of the history counts half; 0: all count the same",
};

/// Values for a family's parameters, complete and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameters {
    values: BTreeMap<&'static str, String>,
}

impl Parameters {
    /// A family's defaults, some of them replaced by the given values.
    ///
    /// Errors: `argument` for a name that the family does not have, or a value that is not one of its parameter's.
    pub fn new(known: &'static [Parameter], given: &BTreeMap<String, String>) -> Result<Self> {
        if let Some(name) = given.keys().find(|name| known.iter().all(|parameter| parameter.name != **name)) {
            let names: Vec<_> = known.iter().map(|parameter| parameter.name).collect();
            let message = format!("there is no parameter {name:?}: choose from {names:?}");
            return Err(Error::new(ErrorKind::Argument, message));
        }
        let value = |parameter: &Parameter| {
            let value = given.get(parameter.name).map_or(parameter.default, String::as_str);
            let is_number = |text: &str| text.parse::<f64>().is_ok_and(f64::is_finite);
            let fits = if is_number(parameter.default) { is_number(value) } else { parameter.values.contains(&value) };
            if fits {
                return Ok((parameter.name, value.to_owned()));
            }
            let expected =
                if is_number(parameter.default) { "a number".into() } else { format!("one of {:?}", parameter.values) };
            Err(Error::new(ErrorKind::Argument, format!("{} = {value:?} is not {expected}", parameter.name)))
        };
        Ok(Self { values: known.iter().map(value).collect::<Result<_>>()? })
    }

    /// The same parameters with another value for one of them.
    #[must_use]
    pub fn with(&self, name: &'static str, value: &str) -> Self {
        let mut changed = self.clone();
        changed.values.insert(name, value.to_owned());
        changed
    }

    /// All parameters: names with values.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.values.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// The value of a parameter that is a word.
    ///
    /// Panics if the family has no parameter of this name.
    pub fn word(&self, name: &str) -> &str {
        &self.values[name]
    }

    /// The value of a parameter that is a number.
    ///
    /// Panics if the family has no parameter of this name.
    pub fn number(&self, name: &str) -> f64 {
        self.values[name].parse().unwrap_or(f64::NAN)
    }

    /// The half-life `recency`, in events; 0 for a family without this parameter.
    ///
    /// Errors: `argument` if it is below 0.
    pub fn recency(&self) -> Result<f32> {
        if self.values.contains_key(RECENCY.name) { Ok(self.non_negative(RECENCY.name)? as f32) } else { Ok(0.0) }
    }

    /// The value of a parameter that is a number of at least 0.
    ///
    /// Errors: `argument` if it is below 0. Panics if the family has no parameter of this name.
    pub fn non_negative(&self, name: &str) -> Result<f64> {
        let number = self.number(name);
        if number >= 0.0 {
            return Ok(number);
        }
        Err(Error::new(ErrorKind::Argument, format!("{name} = {number} is below 0: give 0 or more")))
    }

    /// The value of a parameter that is a whole number from `min` to `max`.
    ///
    /// Errors: `argument` if it is not. Panics if the family has no parameter of this name.
    pub fn integer(&self, name: &str, min: usize, max: usize) -> Result<usize> {
        let number = self.number(name);
        if number.fract() == 0.0 && number >= min as f64 && number <= max as f64 {
            return Ok(number as usize);
        }
        Err(Error::new(ErrorKind::Argument, format!("{name} = {number} is not a whole number from {min} to {max}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: &[Parameter] = &[
        Parameter { name: "factors", default: "64", values: &["32", "64"], about: "" },
        Parameter { name: "solver", default: "cholesky", values: &["cholesky", "cg"], about: "" },
    ];

    fn given(name: &str, value: &str) -> Result<Parameters> {
        Parameters::new(KNOWN, &BTreeMap::from([(name.into(), value.into())]))
    }

    #[test]
    fn a_given_value_replaces_the_default() {
        let parameters = given("factors", "7").unwrap();
        assert_eq!(parameters.integer("factors", 1, 100).unwrap(), 7);
        assert_eq!(parameters.word("solver"), "cholesky");
    }

    #[test]
    fn unknown_names_and_values_are_refused() {
        for (name, value) in [("factor", "7"), ("factors", "many"), ("factors", "inf"), ("solver", "magic")] {
            assert_eq!(given(name, value).unwrap_err().kind(), ErrorKind::Argument, "{name} = {value}");
        }
        assert!(given("factors", "0").unwrap().integer("factors", 1, 100).is_err());
        assert!(given("factors", "1.5").unwrap().integer("factors", 1, 100).is_err());
    }
}
