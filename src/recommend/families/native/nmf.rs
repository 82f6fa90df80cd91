//! Non-negative matrix factorisation of ratings, p_uᵀq_i with p, q ≥ 0, by multiplicative updates over the
//! known ratings (X. Luo et al., IEEE Transactions on Industrial Informatics 2014).

use super::base::NATIVE;
use crate::families::family::Family;
use crate::families::parameters::{Parameter, Parameters};
use crate::families::training::{RatingMatrix, RatingModel, Trainer, clamp};
use penchant_base::Result;
use penchant_linear::{add_scaled, dot};

pub(in crate::families) const FAMILY: Family = Family {
    name: "nmf",
    about: "non-negative matrix factorisation, for ratings",
    parameters: &[
        Parameter { name: "factors", default: "15", values: &["10", "15", "30"], about: "numbers per user and item" },
        Parameter { name: "epochs", default: "50", values: &["25", "50", "75"], about: "passes over the ratings" },
        Parameter { name: "regularization", default: "0.06", values: &["0.06", "0.12", "0.2"], about: "λ" },
        Parameter { name: "seed", default: "42", values: &["42"], about: "of the first factors" },
    ],
    train: Trainer::Ratings(|ratings, parameters| Ok(Box::new(Nmf::train(&RatingMatrix::new(ratings), parameters)?))),
    ..NATIVE
};

struct Nmf {
    factors: usize,
    users: Vec<f32>,
    items: Vec<f32>,
    known_users: Vec<bool>,
    known_items: Vec<bool>,
    mean: f64,
    min: f64,
    max: f64,
}

impl Nmf {
    fn train(ratings: &RatingMatrix<'_>, parameters: &Parameters) -> Result<Self> {
        let factors = parameters.integer("factors", 1, 4096)?;
        let regularization = parameters.non_negative("regularization")? as f32;
        let mut random = fastrand::Rng::with_seed(parameters.number("seed") as u64);
        let matrix = ratings.by_user;
        let mut random_factors = |rows: usize| -> Vec<f32> { (0..rows * factors).map(|_| random.f32()).collect() };
        let (mut users, mut items) = (random_factors(matrix.height()), random_factors(matrix.width()));
        let by_item = matrix.transpose();
        let counts = |matrix: &penchant_linear::Csr| -> Vec<usize> {
            (0..matrix.height()).map(|row| matrix.row(row).len()).collect()
        };
        let (user_counts, item_counts) = (counts(matrix), counts(&by_item));
        for _ in 0..parameters.integer("epochs", 1, 10_000)? {
            let mut sums = [(); 4].map(|()| Vec::new());
            let [user_numerators, user_denominators, item_numerators, item_denominators] = &mut sums;
            for (sum, length) in [
                (&mut *user_numerators, users.len()),
                (&mut *user_denominators, users.len()),
                (&mut *item_numerators, items.len()),
                (&mut *item_denominators, items.len()),
            ] {
                sum.resize(length, 0.0f32);
            }
            for user in 0..matrix.height() {
                let user_range = user * factors..(user + 1) * factors;
                for (item, rating) in matrix.entries(user) {
                    let item_range = item as usize * factors..(item as usize + 1) * factors;
                    let (p, q) = (&users[user_range.clone()], &items[item_range.clone()]);
                    let estimate = dot(p, q);
                    add_scaled(&mut user_numerators[user_range.clone()], rating, q);
                    add_scaled(&mut user_denominators[user_range.clone()], estimate, q);
                    add_scaled(&mut item_numerators[item_range.clone()], rating, p);
                    add_scaled(&mut item_denominators[item_range], estimate, p);
                }
            }
            for (rows, numerators, denominators, counts) in [
                (&mut users, user_numerators, user_denominators, &user_counts),
                (&mut items, item_numerators, item_denominators, &item_counts),
            ] {
                for (index, factor) in rows.iter_mut().enumerate() {
                    let count = counts[index / factors];
                    if count > 0 {
                        let denominator = denominators[index] + count as f32 * regularization * *factor;
                        *factor *= numerators[index] / denominator.max(1e-12);
                    }
                }
            }
        }
        let known = |counts: &[usize]| counts.iter().map(|&count| count > 0).collect();
        let (known_users, known_items) = (known(&user_counts), known(&item_counts));
        let RatingMatrix { mean, min, max, .. } = *ratings;
        Ok(Self { factors, users, items, known_users, known_items, mean, min, max })
    }
}

impl RatingModel for Nmf {
    fn predict(&self, user: u32, item: u32) -> f64 {
        let (user, item) = (user as usize, item as usize);
        if !self.known_users[user] || !self.known_items[item] {
            return self.mean;
        }
        let rating =
            dot(&self.users[user * self.factors..][..self.factors], &self.items[item * self.factors..][..self.factors]);
        clamp(f64::from(rating), self.min, self.max)
    }
}
