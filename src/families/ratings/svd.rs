//! Biased matrix factorisation, μ + b_u + b_i + p_uᵀq_i, by stochastic gradient descent (Y. Koren, R. Bell and
//! C. Volinsky, "Matrix Factorization Techniques for Recommender Systems", IEEE Computer 2009).

use super::{Ratings, clip};
use crate::error::Result;
use crate::families::parameters::{Parameter, Parameters};
use crate::families::{Family, RatingModel, Train};
use crate::linear::dot;

pub(super) const FAMILY: Family = Family {
    name: "biased-svd",
    about: "matrix factorisation with biases, for ratings",
    parameters: &[
        Parameter {
            name: "factors",
            default: "100",
            values: &["50", "100", "200"],
            about: "numbers per user and item",
        },
        Parameter { name: "epochs", default: "60", values: &["40", "60", "80"], about: "passes over the ratings" },
        Parameter { name: "rate", default: "0.005", values: &["0.005", "0.01"], about: "learning rate" },
        Parameter { name: "regularization", default: "0.1", values: &["0.05", "0.1", "0.15"], about: "λ" },
        Parameter {
            name: "seed",
            default: "42",
            values: &["42"],
            about: "of the first factors and of the order of ratings",
        },
    ],
    train: Train::Ratings(|ratings, parameters| Ok(Box::new(BiasedSvd::train(&Ratings::new(ratings), parameters)?))),
    ..Family::NATIVE
};

/// How many numbers stay in a processor's second cache.
const CACHED: usize = 1 << 17;

struct BiasedSvd {
    factors: usize,
    mean: f32,
    user_biases: Vec<f32>,
    item_biases: Vec<f32>,
    users: Vec<f32>,
    items: Vec<f32>,
    least: f64,
    most: f64,
}

impl BiasedSvd {
    fn train(ratings: &Ratings<'_>, parameters: &Parameters) -> Result<Self> {
        let factors = parameters.count("factors", 1, 4096)?;
        let (rate, regularization) =
            (parameters.positive("rate")? as f32, parameters.positive("regularization")? as f32);
        let mut random = fastrand::Rng::with_seed(parameters.number("seed") as u64);
        let (height, width) = (ratings.by_user.height(), ratings.by_user.width());
        // Variance .01, as a normal distribution with a deviation of .1 has.
        let mut first =
            |rows: usize| -> Vec<f32> { (0..rows * factors).map(|_| (random.f32() - 0.5) * 0.12f32.sqrt()).collect() };
        let mut model = Self {
            factors,
            mean: ratings.mean as f32,
            user_biases: vec![0.0; height],
            item_biases: vec![0.0; width],
            users: first(height),
            items: first(width),
            least: ratings.least,
            most: ratings.most,
        };
        // Ratings by lot among some users at a time, by lot too: as many as have factors that stay in the cache.
        let together = (CACHED / factors).max(1);
        let mut order: Vec<usize> = (0..height).collect();
        let mut cells: Vec<(usize, u32, f32)> = Vec::new();
        for _ in 0..parameters.count("epochs", 1, 10_000)? {
            random.shuffle(&mut order);
            for users in order.chunks(together) {
                let of_user = |&user| ratings.by_user.entries(user).map(move |(item, rating)| (user, item, rating));
                cells.clear();
                cells.extend(users.iter().flat_map(of_user));
                random.shuffle(&mut cells);
                for &(user, item, rating) in &cells {
                    model.step(user, item as usize, rating, rate, regularization);
                }
            }
        }
        Ok(model)
    }

    fn step(&mut self, user: usize, item: usize, rating: f32, rate: f32, regularization: f32) {
        let p = &mut self.users[user * self.factors..][..self.factors];
        let q = &mut self.items[item * self.factors..][..self.factors];
        let (b_u, b_i) = (&mut self.user_biases[user], &mut self.item_biases[item]);
        let error = rating - self.mean - *b_u - *b_i - dot(p, q);
        *b_u += rate * (error - regularization * *b_u);
        *b_i += rate * (error - regularization * *b_i);
        for (p, q) in p.iter_mut().zip(q) {
            let before = *p;
            *p += rate * (error * *q - regularization * *p);
            *q += rate * (error * before - regularization * *q);
        }
    }
}

impl RatingModel for BiasedSvd {
    fn predict(&self, user: u32, item: u32) -> f64 {
        let (user, item) = (user as usize, item as usize);
        let factors =
            dot(&self.users[user * self.factors..][..self.factors], &self.items[item * self.factors..][..self.factors]);
        // Factors that no rating has moved are noise.
        clip(f64::from(self.mean + self.user_biases[user] + self.item_biases[item] + factors), self.least, self.most)
    }
}
