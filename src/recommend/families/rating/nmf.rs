//! Non-negative matrix factorisation of ratings, p_uᵀq_i with p, q ≥ 0, by multiplicative updates over the
//! known ratings (X. Luo et al., IEEE Transactions on Industrial Informatics 2014).

use super::rating_matrix::{Ratings, clip};
use crate::families::family::{Family, Train};
use crate::families::model::RatingModel;
use crate::families::parameters::{Parameter, Parameters};
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
    train: Train::Ratings(|ratings, parameters| Ok(Box::new(Nmf::train(&Ratings::new(ratings), parameters)?))),
    ..Family::NATIVE
};

struct Nmf {
    factors: usize,
    users: Vec<f32>,
    items: Vec<f32>,
    known_users: Vec<bool>,
    known_items: Vec<bool>,
    mean: f64,
    least: f64,
    most: f64,
}

impl Nmf {
    fn train(ratings: &Ratings<'_>, parameters: &Parameters) -> Result<Self> {
        let factors = parameters.count("factors", 1, 4096)?;
        let regularization = parameters.positive("regularization")? as f32;
        let mut random = fastrand::Rng::with_seed(parameters.number("seed") as u64);
        let matrix = ratings.by_user;
        let mut first = |rows: usize| -> Vec<f32> { (0..rows * factors).map(|_| random.f32()).collect() };
        let (mut users, mut items) = (first(matrix.height()), first(matrix.width()));
        let by_item = matrix.transpose();
        let counts = |matrix: &penchant_linear::Csr| -> Vec<usize> {
            (0..matrix.height()).map(|row| matrix.row(row).len()).collect()
        };
        let (user_counts, item_counts) = (counts(matrix), counts(&by_item));
        for _ in 0..parameters.count("epochs", 1, 10_000)? {
            let mut sums = [(); 4].map(|()| Vec::new());
            let [user_wants, user_has, item_wants, item_has] = &mut sums;
            for (sum, length) in [
                (&mut *user_wants, users.len()),
                (&mut *user_has, users.len()),
                (&mut *item_wants, items.len()),
                (&mut *item_has, items.len()),
            ] {
                sum.resize(length, 0.0f32);
            }
            for user in 0..matrix.height() {
                let of_user = user * factors..(user + 1) * factors;
                for (item, rating) in matrix.entries(user) {
                    let of_item = item as usize * factors..(item as usize + 1) * factors;
                    let (p, q) = (&users[of_user.clone()], &items[of_item.clone()]);
                    let estimate = dot(p, q);
                    add_scaled(&mut user_wants[of_user.clone()], rating, q);
                    add_scaled(&mut user_has[of_user.clone()], estimate, q);
                    add_scaled(&mut item_wants[of_item.clone()], rating, p);
                    add_scaled(&mut item_has[of_item], estimate, p);
                }
            }
            for (rows, wants, has, counts) in
                [(&mut users, user_wants, user_has, &user_counts), (&mut items, item_wants, item_has, &item_counts)]
            {
                for (place, factor) in rows.iter_mut().enumerate() {
                    let count = counts[place / factors];
                    if count > 0 {
                        *factor *= wants[place] / (has[place] + count as f32 * regularization * *factor).max(1e-12);
                    }
                }
            }
        }
        let known = |counts: &[usize]| counts.iter().map(|&count| count > 0).collect();
        let (known_users, known_items) = (known(&user_counts), known(&item_counts));
        let Ratings { mean, least, most, .. } = *ratings;
        Ok(Self { factors, users, items, known_users, known_items, mean, least, most })
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
        clip(f64::from(rating), self.least, self.most)
    }
}
