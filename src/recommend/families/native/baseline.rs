//! The baseline prediction μ + b_u + b_i, a mean and the biases of user and item (Y. Koren, "Factor in the Neighbors",
//! TKDD 2010, section 2.1). The biases are fitted by alternating least squares.

use super::base::NATIVE;
use crate::families::family::Family;
use crate::families::parameters::{Parameter, Parameters};
use crate::families::training::{RatingMatrix, RatingModel, Trainer, clamp};
use penchant_base::Result;

pub(in crate::families) const FAMILY: Family = Family {
    name: "baseline",
    about: "mean rating plus a bias of the user and one of the item",
    parameters: PARAMETERS,
    train: Trainer::Ratings(|ratings, parameters| {
        let ratings = RatingMatrix::new(ratings);
        let biases = Biases::fit(&ratings, parameters)?;
        Ok(Box::new(Baseline { min: ratings.min, max: ratings.max, biases }))
    }),
    ..NATIVE
};

pub(super) const PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "user_regularization",
        default: "15",
        values: &["5", "10", "15"],
        about: "added to the number of a user's ratings",
    },
    Parameter {
        name: "item_regularization",
        default: "10",
        values: &["5", "10", "15"],
        about: "added to the number of an item's ratings",
    },
];
const ITERATIONS: usize = 10;

pub(super) struct Biases {
    pub(super) mean: f64,
    pub(super) users: Vec<f64>,
    pub(super) items: Vec<f64>,
}

impl Biases {
    pub(super) fn fit(ratings: &RatingMatrix<'_>, parameters: &Parameters) -> Result<Self> {
        let (user_regularization, item_regularization) =
            (parameters.non_negative("user_regularization")?, parameters.non_negative("item_regularization")?);
        let by_item = ratings.by_user.transpose();
        let mut biases =
            Self { mean: ratings.mean, users: vec![0.0; ratings.by_user.height()], items: vec![0.0; by_item.height()] };
        for _ in 0..ITERATIONS {
            for item in 0..by_item.height() {
                let residuals = by_item
                    .entries(item)
                    .map(|(user, rating)| f64::from(rating) - biases.mean - biases.users[user as usize]);
                biases.items[item] =
                    residuals.sum::<f64>() / (item_regularization + by_item.row(item).len() as f64).max(1e-9);
            }
            for user in 0..ratings.by_user.height() {
                let residuals = ratings
                    .by_user
                    .entries(user)
                    .map(|(item, rating)| f64::from(rating) - biases.mean - biases.items[item as usize]);
                biases.users[user] =
                    residuals.sum::<f64>() / (user_regularization + ratings.by_user.row(user).len() as f64).max(1e-9);
            }
        }
        Ok(biases)
    }

    pub(super) fn predict(&self, user: u32, item: u32) -> f64 {
        self.mean + self.users[user as usize] + self.items[item as usize]
    }
}

struct Baseline {
    biases: Biases,
    min: f64,
    max: f64,
}

impl RatingModel for Baseline {
    fn predict(&self, user: u32, item: u32) -> f64 {
        clamp(self.biases.predict(user, item), self.min, self.max)
    }
}
