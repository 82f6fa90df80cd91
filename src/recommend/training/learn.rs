//! Trains the models of a specification.

use super::spec::{Spec, find, wrong};
use crate::families::{RatingModel, Train, Training};
use crate::pack::{Manifest, TrainedOn};
use crate::recommender::Recommender;
use penchant_base::{Error, ErrorKind, Result};
use penchant_linear::Csr;

/// Trains what `spec` says, to rank.
///
/// Errors: `data.empty` if there is nothing to learn from, `argument` for parameters out of range or a family
/// that does not rank.
pub fn train(spec: &Spec, training: &Training<'_>) -> Result<Recommender> {
    let likes = &training.interactions.likes;
    if likes.is_empty() {
        let message = "there is no like to learn from: lower the rating above which one is a like";
        return Err(Error::new(ErrorKind::DataEmpty, message));
    }
    let mut models = Vec::new();
    for (term, done) in spec.terms.iter().zip(0u8..) {
        let family = find(term.family)?;
        let Train::Ranking(train) = family.train else {
            return Err(wrong(format!(
                "{:?} predicts ratings and does not rank: evaluate it with --protocol ratings",
                family.name
            )));
        };
        let progress = |part: f32| (training.progress)((f32::from(done) + part) / spec.terms.len() as f32);
        let model = train(&Training { progress: &progress, ..*training }, &term.parameters);
        models.push(model.map_err(|error| error.about(format!("training {:?}", family.name)))?);
        progress(1.0);
    }
    let users = (0..likes.height()).filter(|&user| !likes.row(user).is_empty()).count();
    let trained_on = TrainedOn { users, interactions: likes.len(), ..TrainedOn::default() };
    let manifest = Manifest { models: spec.components()?, trained_on, ..Manifest::default() };
    Ok(Recommender::new(training.catalog.clone(), models, manifest))
}

/// Trains what `spec` says, to predict ratings, of those that there are, users × items.
///
/// Errors: `argument` for parameters out of range, or anything but one family that predicts ratings.
pub fn train_ratings(spec: &Spec, ratings: &Csr) -> Result<Box<dyn RatingModel>> {
    let [term] = &spec.terms[..] else {
        return Err(wrong(format!("{:?} is a sum: ratings are predicted by one family", spec.text)));
    };
    match find(term.family)?.train {
        Train::Ratings(train) => {
            train(ratings, &term.parameters).map_err(|error| error.about(format!("training {:?}", term.family)))
        }
        Train::Ranking(_) => {
            Err(wrong(format!("{:?} ranks and does not predict ratings: biased-svd and others do", term.family)))
        }
    }
}
