//! Positive interactions and a catalogue in, a recommender out: which families make up a model, and
//! what each of them counts.

use crate::catalog::Catalog;
use crate::error::{Error, ErrorKind, Result};
use crate::families::{self, FAMILIES, Weight};
use crate::interactions::Csr;
use crate::pack::{Component, Manifest, TrainedOn};
use crate::recommend::Recommender;

/// The name of the blend that is shipped.
pub const BLEND: &str = "blend";

/// What is shipped: EASE, and popularity while there are few likes. A share of users and EASE's score are
/// both a guess at "would this visitor like it", so they add up without rescaling.
const DEFAULT_BLEND: &[(&str, Weight)] =
    &[("ease", Weight::constant(1.0)), ("popularity", Weight { first: 1.0, full: 0.0, likes: 5 })];

/// Every name that [`train`] takes.
pub fn names() -> Vec<&'static str> {
    FAMILIES.iter().map(|family| family.name).chain([BLEND]).collect()
}

/// Trains the model of this name: a family alone, or [`BLEND`]. `interactions` are users × the catalogue's items.
///
/// Errors: `argument` for an unknown name, `data.empty` if there is nothing to learn from.
pub fn train(name: &str, interactions: &Csr, catalog: Catalog) -> Result<Recommender> {
    if interactions.is_empty() {
        let message = "there is no positive interaction to learn from: lower the rating above which one is positive";
        return Err(Error::new(ErrorKind::DataEmpty, message));
    }
    let alone = [(name, Weight::constant(1.0))];
    let parts = if name == BLEND { DEFAULT_BLEND } else { &alone };
    let (mut models, mut components) = (Vec::new(), Vec::new());
    for &(name, weight) in parts {
        let family = families::find(name).ok_or_else(|| {
            Error::new(ErrorKind::Argument, format!("there is no model {name:?}: choose one of {}", names().join(", ")))
        })?;
        models.push((family.train)(interactions)?);
        components.push(Component { family: name.into(), weight, quantisation: family.quantisation.into() });
    }
    let users = (0..interactions.height()).filter(|&user| !interactions.row(user).is_empty()).count();
    let trained_on = TrainedOn { users, interactions: interactions.len(), ..TrainedOn::default() };
    Ok(Recommender::new(catalog, models, Manifest { models: components, trained_on, ..Manifest::default() }))
}
