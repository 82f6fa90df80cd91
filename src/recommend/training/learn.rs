//! Training the models of a specification.

use super::in_stars::InStars;
use super::spec::{ModelSpec, argument_error, find};
use crate::families::{RatingModel, Trainer, TrainingInput};
use crate::pack::{PackManifest, TrainingSummary};
use crate::recommender::Recommender;
use penchant_base::{Error, ErrorKind, Result};
use penchant_linear::Csr;

/// Trains a model that ranks.
///
/// Errors: `data.empty` if there is nothing to learn from; `argument` for parameters out of range, a family that does
/// not rank, or interactions with another number of items than the catalogue.
pub fn train(spec: &ModelSpec, input: &TrainingInput<'_>) -> Result<Recommender> {
    let likes = &input.interactions.likes;
    if likes.width() != input.catalog.len() {
        let (items, columns) = (input.catalog.len(), likes.width());
        return Err(argument_error(format!("the catalogue has {items} items and the interactions have {columns}")));
    }
    if likes.is_empty() {
        let message = "there are no likes to learn from: lower the rating above which a rating is a like";
        return Err(Error::new(ErrorKind::DataEmpty, message));
    }
    let mut models = Vec::new();
    for (term, done) in spec.terms.iter().zip(0u8..) {
        let family = find(term.family)?;
        let Trainer::Ranking(train) = family.train else {
            return Err(argument_error(format!(
                "{:?} predicts ratings and does not rank: evaluate it with --protocol ratings",
                family.name
            )));
        };
        let progress = |part: f32| (input.progress)((f32::from(done) + part) / spec.terms.len() as f32);
        let model = train(&TrainingInput { progress: &progress, ..*input }, &term.parameters);
        models.push(model.map_err(|error| error.about(format!("training {:?}", family.name)))?);
        progress(1.0);
    }
    let users = (0..likes.height()).filter(|&user| !likes.row(user).is_empty()).count();
    let trained_on = TrainingSummary { users, interactions: likes.len(), ..TrainingSummary::default() };
    let manifest = PackManifest { models: spec.model_entries()?, trained_on, ..PackManifest::default() };
    Ok(Recommender::new(input.catalog.clone(), models, manifest))
}

/// Trains a model that predicts ratings, on the known ratings, users × items. The ratings are brought to one scale, of
/// which the highest has five stars, so that learning rates and regularisation mean the same on any.
///
/// Errors: `argument` for parameters out of range, a sum of families, or a family that does not predict ratings;
/// `data.format` if the predictions are not finite.
pub fn train_ratings(spec: &ModelSpec, ratings: &Csr) -> Result<Box<dyn RatingModel>> {
    let [term] = &spec.terms[..] else {
        return Err(argument_error(format!(
            "{:?} is a sum, and ratings are predicted by one family: choose one",
            spec.text
        )));
    };
    match find(term.family)?.train {
        Trainer::Ratings(train) => {
            let in_stars = InStars::new(ratings);
            let stars = in_stars.convert(ratings);
            let model = train(stars.as_ref().unwrap_or(ratings), &term.parameters);
            let model = model.map_err(|error| error.about(format!("training {:?}", term.family)))?;
            in_stars.check(&*model, ratings).map_err(|error| error.about(format!("training {:?}", term.family)))?;
            Ok(in_stars.convert_back(model))
        }
        Trainer::Ranking(_) => Err(argument_error(format!(
            "{:?} ranks and does not predict ratings: choose another family, such as biased-svd",
            term.family
        ))),
    }
}
