//! Hyper-parameters by name, as text: from a command line, with each family's defaults and the values that
//! tuning tries.

use penchant_base::{Error, ErrorKind, Result};
use std::collections::BTreeMap;

/// One hyper-parameter of a family.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// Its value unless another is given.
    pub default: &'static str,
    /// The values that `--tune` tries; for a parameter that is a word, all there are.
    pub values: &'static [&'static str],
    /// What it does.
    pub about: &'static str,
}

#[cfg(feature = "train")]
impl Parameter {
    /// Whether it says how events fade with those that follow them.
    pub fn is_recency(&self) -> bool {
        self.name == RECENCY.name
    }
}

/// What a family with it folds in: [`crate::history::Profile::taste`].
pub(super) const RECENCY: Parameter = Parameter {
    name: "recency",
    default: "0",
    values: &["0", "3", "5", "10", "20"],
    about: "events after which one of the history counts half; with 0 all count alike",
};

/// Values for a family's parameters, complete and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameters {
    values: BTreeMap<&'static str, String>,
}

impl Parameters {
    /// A family's defaults, with these in place of some.
    ///
    /// Errors: `argument` for a name that the family does not have or a value that is none.
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
            let wanted =
                if is_number(parameter.default) { "a number".into() } else { format!("one of {:?}", parameter.values) };
            Err(Error::new(ErrorKind::Argument, format!("{} = {value:?} is not {wanted}", parameter.name)))
        };
        Ok(Self { values: known.iter().map(value).collect::<Result<_>>()? })
    }

    /// The same with another value for one of them.
    #[must_use]
    pub fn with(&self, name: &'static str, value: &str) -> Self {
        let mut changed = self.clone();
        changed.values.insert(name, value.to_owned());
        changed
    }

    /// All names with their values.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.values.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// A parameter that is a word. The name must be one of the family's.
    pub fn word(&self, name: &str) -> &str {
        &self.values[name]
    }

    /// A parameter that is a number.
    pub fn number(&self, name: &str) -> f64 {
        self.values[name].parse().unwrap_or(f64::NAN)
    }

    /// The half-life of a family with the parameter `recency`, in events; 0 for others.
    pub fn recency(&self) -> Result<f32> {
        if self.values.contains_key(RECENCY.name) { Ok(self.positive(RECENCY.name)? as f32) } else { Ok(0.0) }
    }

    /// A number of at least 0 that is counted or regularises.
    pub fn positive(&self, name: &str) -> Result<f64> {
        let number = self.number(name);
        if number >= 0.0 {
            return Ok(number);
        }
        Err(Error::new(ErrorKind::Argument, format!("{name} = {number} is below 0")))
    }

    /// A whole number from `least` to `most`.
    pub fn count(&self, name: &str, least: usize, most: usize) -> Result<usize> {
        let number = self.number(name);
        if number.fract() == 0.0 && number >= least as f64 && number <= most as f64 {
            return Ok(number as usize);
        }
        Err(Error::new(ErrorKind::Argument, format!("{name} = {number} is not a whole number from {least} to {most}")))
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
    fn defaults_stand_unless_another_value_is_given() {
        let parameters = given("factors", "7").unwrap();
        assert_eq!(parameters.count("factors", 1, 100).unwrap(), 7);
        assert_eq!(parameters.word("solver"), "cholesky");
    }

    #[test]
    fn unknown_names_and_values_are_refused() {
        for (name, value) in [("factor", "7"), ("factors", "many"), ("factors", "inf"), ("solver", "magic")] {
            assert_eq!(given(name, value).unwrap_err().kind(), ErrorKind::Argument, "{name} = {value}");
        }
        assert!(given("factors", "0").unwrap().count("factors", 1, 100).is_err());
        assert!(given("factors", "1.5").unwrap().count("factors", 1, 100).is_err());
    }
}
