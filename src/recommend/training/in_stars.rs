//! Ratings on any scale, brought to stars before a model learns from them, and its predictions brought back.

use crate::families::{RatingModel, RatingPredictor};
use crate::history::MAX_RATING;
use penchant_base::{Error, ErrorKind, Result};
use penchant_linear::Csr;

/// The scale of a table of ratings.
pub(super) struct InStars {
    /// What a star is in the table's ratings.
    unit: f32,
}

impl InStars {
    /// The scale of which the rating that is farthest from 0 has five stars.
    pub fn new(ratings: &Csr) -> Self {
        let values = (0..ratings.height()).flat_map(|user| ratings.entries(user)).map(|(_, rating)| rating.abs());
        let unit = values.fold(0.0, f32::max) / MAX_RATING;
        Self { unit: if unit > 0.0 { unit } else { 1.0 } }
    }

    /// The ratings in stars; `None` if they are that already.
    pub fn convert(&self, ratings: &Csr) -> Option<Csr> {
        (self.unit != 1.0).then(|| ratings.map(|_, _, rating| rating / self.unit))
    }

    /// Checks that a model predicts numbers, for a few of its ratings.
    ///
    /// Errors: `data.format` if it does not, as after a learning rate that is too high.
    pub fn check(&self, model: &dyn RatingModel, ratings: &Csr) -> Result<()> {
        const CHECKED: usize = 1_000;
        let cells =
            (0..ratings.height()).flat_map(|user| ratings.row(user).iter().map(move |&item| (user as u32, item)));
        for (user, item) in cells.step_by(ratings.len().div_ceil(CHECKED).max(1)) {
            if !model.predict(user, item).is_finite() {
                let message =
                    "the model learned numbers that are not finite: lower its rate, or raise its regularization";
                return Err(Error::new(ErrorKind::DataFormat, message));
            }
        }
        Ok(())
    }

    /// The model with predictions on the table's scale.
    pub fn convert_back(self, model: Box<dyn RatingModel>) -> Box<dyn RatingModel> {
        if self.unit == 1.0 { model } else { Box::new(Scaled { model, unit: self.unit.into() }) }
    }
}

/// A model that was trained in stars.
struct Scaled {
    model: Box<dyn RatingModel>,
    unit: f64,
}

impl RatingModel for Scaled {
    fn predict(&self, user: u32, item: u32) -> f64 {
        self.unit * self.model.predict(user, item)
    }

    /// The part that goes into a pack predicts in stars.
    fn into_predictor(self: Box<Self>) -> Result<Box<dyn RatingPredictor>> {
        self.model.into_predictor()
    }
}
