//! What is trained, said in a line: a family, or a weighted sum of families, such as `ease` or
//! `ease + 0.5*als(factors=128) + 1..0/5*popularity`.

use crate::families::{self, Family, Parameters, families};
use crate::pack::{Component, RatingComponent, Weight};
use penchant_base::{Error, ErrorKind, Result};
use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

/// The name of the blend that is shipped.
pub const BLEND: &str = "blend";

/// The best sum found, and popularity while there are few likes to go by. The weights lie within those that
/// `evaluate --tune weights` finds in the folds.
const SHIPPED: &str = "ease + 2*als(factors=128) + content + 4..0/5*popularity";

/// What to train: one family, or several whose standardised scores are added up.
#[derive(Debug, Clone, PartialEq)]
pub struct Spec {
    /// As it was written.
    pub text: String,
    /// What is added up.
    pub terms: Vec<Term>,
}

/// One family of a [`Spec`].
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// What its scores are multiplied by.
    pub weight: Weight,
    /// Its name.
    pub family: &'static str,
    /// Its hyper-parameters.
    pub parameters: Parameters,
}

impl Spec {
    /// What these terms are, written so that it can be read again; only what differs from the defaults.
    pub fn of(terms: Vec<Term>) -> Self {
        let text: Vec<_> = terms.iter().map(Term::to_string).collect();
        Self { text: text.join(" + "), terms }
    }

    /// What a pack says of a model that predicts ratings; of a sum, of its first.
    pub fn rating_component(&self) -> Option<RatingComponent> {
        let family = families::find(self.terms.first()?.family)?;
        Some(RatingComponent { family: family.name.into(), quantisation: family.quantisation.into() })
    }

    /// What a pack says of its models and how they are added up.
    pub fn components(&self) -> Result<Vec<Component>> {
        let component = |term: &Term| {
            Ok(Component {
                family: term.family.into(),
                weight: term.weight,
                standardised: self.terms.len() > 1,
                recency: term.parameters.recency()?,
                quantisation: families::find(term.family).map_or("", |family| family.quantisation).into(),
            })
        };
        self.terms.iter().map(component).collect()
    }
}

impl Display for Term {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self.weight {
            Weight { full: 1.0, likes: 0, .. } => {}
            Weight { full, likes: 0, .. } => write!(f, "{full}*")?,
            Weight { first, full, likes } => write!(f, "{first}..{full}/{likes}*")?,
        }
        let known = families::find(self.family).map_or(&[][..], |family| family.parameters);
        let default = |name| known.iter().find(|parameter| parameter.name == name).map(|parameter| parameter.default);
        let changed = self.parameters.iter().filter(|&(name, value)| default(name) != Some(value));
        let changed: Vec<_> = changed.map(|(name, value)| format!("{name}={value}")).collect();
        f.write_str(self.family)?;
        if changed.is_empty() { Ok(()) } else { write!(f, "({})", changed.join(", ")) }
    }
}

impl FromStr for Spec {
    type Err = Error;

    /// Terms are joined by `+`; a term is `WEIGHT*FAMILY(NAME=VALUE, …)`, of which only the family must be there.
    /// A weight is a number, or `A..B/N`: A without likes, then evenly towards B, which N likes reach.
    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        let whole = if text == BLEND { SHIPPED } else { text };
        let terms: Vec<Term> = split_outside(whole, '+')
            .map(term)
            .collect::<Result<_>>()
            .map_err(|error| error.about(format!("in the model {text:?}")))?;
        let families = terms.iter().map(|term| term.family);
        if families.clone().any(|name| families.clone().filter(|other| *other == name).count() > 1) {
            let message = format!("the model {text:?} has a family twice: a pack holds one model of each");
            return Err(Error::new(ErrorKind::Argument, message));
        }
        Ok(Self { text: text.to_owned(), terms })
    }
}

fn term(text: &str) -> Result<Term> {
    let (weight, model) = match split_outside(text, '*').collect::<Vec<_>>()[..] {
        [model] => (Weight::constant(1.0), model),
        [factor, model] => (weight(factor)?, model),
        _ => return Err(wrong(format!("{text:?} has more than one weight"))),
    };
    let (name, given) = match model.trim().strip_suffix(')').map(|rest| rest.split_once('(')) {
        None => (model.trim(), ""),
        Some(Some((name, given))) => (name.trim(), given),
        Some(None) => return Err(wrong(format!("{model:?} has a bracket too many"))),
    };
    let family = find(name)?;
    let pairs = given.split(',').map(str::trim).filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').ok_or_else(|| wrong(format!("{pair:?} is not NAME=VALUE")))?;
        Ok((name.trim().to_owned(), value.trim().to_owned()))
    });
    let parameters = Parameters::new(family.parameters, &pairs.collect::<Result<BTreeMap<_, _>>>()?)?;
    Ok(Term { weight, family: family.name, parameters })
}

fn weight(text: &str) -> Result<Weight> {
    let number = |text: &str| text.trim().parse::<f32>().map_err(|_| wrong(format!("{text:?} is no weight")));
    let weight = match text.split_once("..") {
        None => Weight::constant(number(text)?),
        Some((first, rest)) => {
            let (full, likes) = rest.split_once('/').ok_or_else(|| wrong(format!("{text:?} is not A..B/LIKES")))?;
            let likes = likes.trim().parse().map_err(|_| wrong(format!("{likes:?} is no number of likes")))?;
            Weight { first: number(first)?, full: number(full)?, likes }
        }
    };
    weight.check()?;
    Ok(weight)
}

/// The parts between separators that stand in no brackets.
pub fn split_outside(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut depth = 0i32;
    text.split(move |letter| {
        depth += i32::from(letter == '(') - i32::from(letter == ')');
        letter == separator && depth == 0
    })
}

pub(super) fn find(name: &str) -> Result<&'static Family> {
    families::find(name).ok_or_else(|| {
        let names: Vec<_> = families().map(|family| family.name).chain([BLEND]).collect();
        wrong(format!("there is no model {name:?}: choose from {}", names.join(", ")))
    })
}

pub(super) fn wrong(message: String) -> Error {
    Error::new(ErrorKind::Argument, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specifications_are_read() {
        let spec: Spec = "ease + 0.5*als(factors=32, alpha=3) + 1..0/5*popularity".parse().unwrap();
        assert_eq!(spec.terms.iter().map(|term| term.family).collect::<Vec<_>>(), ["ease", "als", "popularity"]);
        assert_eq!(spec.terms[1].weight, Weight::constant(0.5));
        assert_eq!(spec.terms[1].parameters.number("factors"), 32.0);
        assert_eq!(spec.terms[2].weight, Weight { first: 1.0, full: 0.0, likes: 5 });
        assert_eq!(
            Spec::of(spec.terms.clone()).text,
            spec.text.replace("alpha=3", "@").replace("factors=32, @", "alpha=3, factors=32")
        );
        assert_eq!(split_outside("als(factors=8,alpha=3),blend", ',').count(), 2);
    }

    #[test]
    fn wrong_specifications_say_what_is_wrong() {
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
            assert_eq!(text.parse::<Spec>().unwrap_err().kind(), ErrorKind::Argument, "{text:?}");
        }
    }
}
