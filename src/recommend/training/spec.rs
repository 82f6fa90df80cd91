//! The specification of a model as one line of text: a family or a weighted sum of families, such as `ease` or
//! `ease + 0.5*als(factors=128) + 1..0/5*popularity`.

use crate::families::{self, Family, Parameters, families};
use crate::pack::{BlendWeight, ModelEntry, RatingModelEntry};
use penchant_base::{Error, ErrorKind, Result};
use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

/// The name of the default model, a blend of families.
pub const BLEND: &str = "blend";

/// The terms of the blend: the best sum found, and popularity while a visitor has few likes. The weights are within the
/// range that `evaluate --tune weights` finds in the folds.
const BLEND_TERMS: &str = "ease + 2*als(factors=128) + content + 4..0/5*popularity";

/// A model to train: one family, or several families whose standardised scores are added up.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelSpec {
    /// The specification as it was written.
    pub text: String,
    /// The families that are added up.
    pub terms: Vec<Term>,
}

/// One family of a [`ModelSpec`].
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// The factor of its scores.
    pub weight: BlendWeight,
    /// Its family's name.
    pub family: &'static str,
    /// Its hyper-parameters.
    pub parameters: Parameters,
}

impl ModelSpec {
    /// The specification of these terms. Its text can be parsed again, and has only the parameters that differ from the
    /// defaults.
    pub fn from_terms(terms: Vec<Term>) -> Self {
        let text: Vec<_> = terms.iter().map(Term::to_string).collect();
        Self { text: text.join(" + "), terms }
    }

    /// The manifest's entry for a model that predicts ratings, from the first term.
    pub fn rating_model_entry(&self) -> Option<RatingModelEntry> {
        let family = families::find(self.terms.first()?.family)?;
        Some(RatingModelEntry { family: family.name.into(), quantisation: family.quantisation.into() })
    }

    /// The manifest's entries for the models that rank, one for each term.
    ///
    /// Errors: `argument` if a recency is below 0.
    pub fn model_entries(&self) -> Result<Vec<ModelEntry>> {
        let entry = |term: &Term| {
            Ok(ModelEntry {
                family: term.family.into(),
                weight: term.weight,
                standardised: self.terms.len() > 1,
                recency: term.parameters.recency()?,
                quantisation: families::find(term.family).map_or("", |family| family.quantisation).into(),
            })
        };
        self.terms.iter().map(entry).collect()
    }
}

impl Term {
    /// The specification of this term without others and without its weight.
    pub(super) fn alone(&self) -> ModelSpec {
        ModelSpec::from_terms(vec![Self { weight: BlendWeight::constant(1.0), ..self.clone() }])
    }
}

impl Display for Term {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.weight {
            BlendWeight { full: 1.0, likes: 0, .. } => {}
            BlendWeight { full, likes: 0, .. } => write!(f, "{full}*")?,
            BlendWeight { first, full, likes } => write!(f, "{first}..{full}/{likes}*")?,
        }
        let known = families::find(self.family).map_or(&[][..], |family| family.parameters);
        let default = |name| known.iter().find(|parameter| parameter.name == name).map(|parameter| parameter.default);
        let changed = self.parameters.iter().filter(|&(name, value)| default(name) != Some(value));
        let changed: Vec<_> = changed.map(|(name, value)| format!("{name}={value}")).collect();
        f.write_str(self.family)?;
        if changed.is_empty() { Ok(()) } else { write!(f, "({})", changed.join(", ")) }
    }
}

impl FromStr for ModelSpec {
    type Err = Error;

    /// Terms are joined by `+`. A term is `WEIGHT*FAMILY(NAME=VALUE, …)`; weight and parameters are optional. A weight
    /// is a number, or `A..B/N`: A without likes, changing linearly to B with N likes.
    ///
    /// Errors: `argument`.
    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        let expanded = if text == BLEND { BLEND_TERMS } else { text };
        let terms: Vec<Term> = split_outside_brackets(expanded, '+')
            .map(parse_term)
            .collect::<Result<_>>()
            .map_err(|error| error.about(format!("in the model {text:?}")))?;
        let families = terms.iter().map(|term| term.family);
        if families.clone().any(|name| families.clone().filter(|other| *other == name).count() > 1) {
            let message = format!("the model {text:?} has a family twice: a pack has at most one model of each family");
            return Err(Error::new(ErrorKind::Argument, message));
        }
        Ok(Self { text: text.to_owned(), terms })
    }
}

fn parse_term(text: &str) -> Result<Term> {
    let (weight, model) = match split_outside_brackets(text, '*').collect::<Vec<_>>()[..] {
        [model] => (BlendWeight::constant(1.0), model),
        [factor, model] => (parse_weight(factor)?, model),
        _ => return Err(argument_error(format!("{text:?} has more than one weight"))),
    };
    let (name, given) = match model.trim().strip_suffix(')').map(|rest| rest.split_once('(')) {
        None => (model.trim(), ""),
        Some(Some((name, given))) => (name.trim(), given),
        Some(None) => return Err(argument_error(format!("{model:?} has a closing bracket without an opening one"))),
    };
    let family = find(name)?;
    let pairs = given.split(',').map(str::trim).filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair
            .split_once('=')
            .ok_or_else(|| argument_error(format!("{pair:?} is not a parameter; expected NAME=VALUE")))?;
        Ok((name.trim().to_owned(), value.trim().to_owned()))
    });
    let parameters = Parameters::new(family.parameters, &pairs.collect::<Result<BTreeMap<_, _>>>()?)?;
    Ok(Term { weight, family: family.name, parameters })
}

fn parse_weight(text: &str) -> Result<BlendWeight> {
    let number = |text: &str| {
        text.trim()
            .parse::<f32>()
            .map_err(|_| argument_error(format!("{text:?} is not a weight; expected a number or A..B/LIKES")))
    };
    let weight = match text.split_once("..") {
        None => BlendWeight::constant(number(text)?),
        Some((first, rest)) => {
            let (full, likes) = rest
                .split_once('/')
                .ok_or_else(|| argument_error(format!("{text:?} is not a weight; expected A..B/LIKES")))?;
            let likes = likes
                .trim()
                .parse()
                .map_err(|_| argument_error(format!("{likes:?} is not a number of likes; expected a whole number")))?;
            BlendWeight { first: number(first)?, full: number(full)?, likes }
        }
    };
    weight.check()?;
    Ok(weight)
}

/// The parts of `text` between the separators that are outside brackets.
pub fn split_outside_brackets(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut depth = 0i32;
    text.split(move |letter| {
        depth += i32::from(letter == '(') - i32::from(letter == ')');
        letter == separator && depth == 0
    })
}

pub(super) fn find(name: &str) -> Result<&'static Family> {
    families::find(name).ok_or_else(|| {
        let names: Vec<_> = families().map(|family| family.name).chain([BLEND]).collect();
        argument_error(format!("there is no model {name:?}: choose from {}", names.join(", ")))
    })
}

pub(super) fn argument_error(message: String) -> Error {
    Error::new(ErrorKind::Argument, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specifications_are_parsed() {
        let spec: ModelSpec = "ease + 0.5*als(factors=32, alpha=3) + 1..0/5*popularity".parse().unwrap();
        assert_eq!(spec.terms.iter().map(|term| term.family).collect::<Vec<_>>(), ["ease", "als", "popularity"]);
        assert_eq!(spec.terms[1].weight, BlendWeight::constant(0.5));
        assert_eq!(spec.terms[1].parameters.number("factors"), 32.0);
        assert_eq!(spec.terms[2].weight, BlendWeight { first: 1.0, full: 0.0, likes: 5 });
        assert_eq!(
            ModelSpec::from_terms(spec.terms.clone()).text,
            spec.text.replace("alpha=3", "@").replace("factors=32, @", "alpha=3, factors=32")
        );
        assert_eq!(split_outside_brackets("als(factors=8,alpha=3),blend", ',').count(), 2);
    }

    #[test]
    fn invalid_specifications_are_refused() {
        let cases = [
            "",
            "eas",
            "ease(",
            "ease)",
            "x*ease",
            "2*3*ease",
            "1..0*ease",
            "als(factors)",
            "als(factor=3)",
            "ease + ease",
            "inf*ease",
        ];
        for text in cases {
            assert_eq!(text.parse::<ModelSpec>().unwrap_err().kind(), ErrorKind::Argument, "{text:?}");
        }
    }
}
