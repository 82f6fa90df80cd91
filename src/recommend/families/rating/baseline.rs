//! The baseline μ + b_u + b_i (Y. Koren, "Factor in the Neighbors", TKDD 2010, section 2.1), its biases
//! fitted by alternating least squares.

use super::rating_matrix::{Ratings, clip};
use crate::families::family::{Family, Train};
use crate::families::model::RatingModel;
use crate::families::parameters::{Parameter, Parameters};
use penchant_base::Result;

pub(in crate::families) const FAMILY: Family = Family {
    name: "baseline",
    about: "mean rating plus a bias of the user and one of the item",
    parameters: PARAMETERS,
    train: Train::Ratings(|ratings, parameters| {
        let ratings = Ratings::new(ratings);
        let biases = Biases::fit(&ratings, parameters)?;
        Ok(Box::new(Baseline { least: ratings.least, most: ratings.most, biases }))
    }),
    ..Family::NATIVE
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
    pub(super) fn fit(ratings: &Ratings<'_>, parameters: &Parameters) -> Result<Self> {
        let (of_users, of_items) =
            (parameters.positive("user_regularization")?, parameters.positive("item_regularization")?);
        let by_item = ratings.by_user.transpose();
        let mut biases =
            Self { mean: ratings.mean, users: vec![0.0; ratings.by_user.height()], items: vec![0.0; by_item.height()] };
        for _ in 0..ITERATIONS {
            for item in 0..by_item.height() {
                let rest = by_item
                    .entries(item)
                    .map(|(user, rating)| f64::from(rating) - biases.mean - biases.users[user as usize]);
                biases.items[item] = rest.sum::<f64>() / (of_items + by_item.row(item).len() as f64).max(1e-9);
            }
            for user in 0..ratings.by_user.height() {
                let rest = ratings
                    .by_user
                    .entries(user)
                    .map(|(item, rating)| f64::from(rating) - biases.mean - biases.items[item as usize]);
                biases.users[user] = rest.sum::<f64>() / (of_users + ratings.by_user.row(user).len() as f64).max(1e-9);
            }
        }
        Ok(biases)
    }

    pub(super) fn of(&self, user: u32, item: u32) -> f64 {
        self.mean + self.users[user as usize] + self.items[item as usize]
    }
}

struct Baseline {
    biases: Biases,
    least: f64,
    most: f64,
}

impl RatingModel for Baseline {
    fn predict(&self, user: u32, item: u32) -> f64 {
        clip(self.biases.of(user, item), self.least, self.most)
    }
}
