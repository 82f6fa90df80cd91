//! Biased matrix factorisation, μ + b_u + b_i + p_uᵀq_i, by stochastic gradient descent (Y. Koren, R. Bell and
//! C. Volinsky, "Matrix Factorization Techniques for Recommender Systems", IEEE Computer 2009).
//!
//! Of a visitor b_u and p_u are solved for, with the items' as they are: they minimise the sum over the visitor's
//! ratings of (error² + λ(b_u² + |p_u|²)).

use crate::families::factors::{self, Factors};
#[cfg(feature = "train")]
use crate::families::family::Train;
use crate::families::family::{Family, Read};
use crate::families::model::{Prediction, Rater};
use crate::families::parameters::Parameter;
use crate::history::Profile;
use crate::pack;
use penchant_linear::{add_scaled, cholesky, dot};

pub(in crate::families) const FAMILY: Family = Family {
    name: NAME,
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
    quantisation: factors::QUANTISATION,
    read: Some(Read::Ratings(|reader| Ok(Box::new(Packed::read(reader)?)))),
    #[cfg(feature = "train")]
    train: Train::Ratings(train::train),
};

const NAME: &str = "biased-svd";
const BIASES: &str = "biased-svd.biases";
const SETTINGS: &str = "biased-svd.settings";

/// What a pack holds, all of it in stars.
struct Packed {
    settings: Settings,
    /// Of each item.
    biases: Vec<f32>,
    items: Factors,
}

/// In the order of their tensor.
#[derive(Clone, Copy)]
struct Settings {
    mean: f32,
    least: f32,
    most: f32,
    /// What a like stands for, and what a dislike does: the means of the ratings above and below `mean`.
    liked: f32,
    disliked: f32,
    regularization: f32,
}

impl Packed {
    fn read(reader: &pack::Reader<'_>) -> penchant_base::Result<Self> {
        let settings = reader.finite(SETTINGS, 6)?;
        let [mean, least, most, liked, disliked, regularization] = settings[..] else {
            return Err(pack::broken("its settings for ratings are not six"));
        };
        if least > most {
            return Err(pack::broken("its ratings end before they begin"));
        }
        let settings = Settings { mean, least, most, liked, disliked, regularization };
        Ok(Self { settings, biases: reader.finite(BIASES, reader.items())?, items: Factors::read(reader, NAME)? })
    }
}

impl Rater for Packed {
    fn fold_in<'m>(&'m self, profile: &Profile) -> Box<dyn Fn(u32) -> Prediction + 'm> {
        let Settings { mean, least, most, liked, disliked, regularization } = self.settings;
        let unrated = profile.items.iter().zip(&profile.weights).filter(|(item, _)| profile.rating(**item).is_none());
        let unrated = unrated.map(|(&item, &weight)| (item, if weight > 0.0 { liked } else { disliked }));
        let ratings: Vec<(u32, f32)> = profile.stars.iter().copied().chain(unrated).collect();
        // The bias is one more factor, which every item has as 1.
        let width = self.items.width() + 1;
        let mut system = vec![0.0; width * width];
        let mut user = vec![0.0; width];
        for &(item, stars) in &ratings {
            let item_factors = [&*self.items.item(item), &[1.0]].concat();
            for (line, &factor) in system.chunks_exact_mut(width).zip(&item_factors) {
                add_scaled(line, factor, &item_factors);
            }
            add_scaled(&mut user, stars - mean - self.biases[item as usize], &item_factors);
        }
        let diagonal = regularization * ratings.len() as f32;
        system.iter_mut().step_by(width + 1).for_each(|number| *number += diagonal);
        if !ratings.is_empty() && cholesky::decompose(&mut system, width) {
            cholesky::solve(&system, width, &mut user);
        } else {
            user.fill(0.0);
        }
        let clip = move |stars: f32| stars.max(least).min(most);
        Box::new(move |item| {
            let usual = mean + self.biases[item as usize];
            let own = dot(&user[..width - 1], &self.items.item(item)) + user[width - 1];
            Prediction { stars: clip(usual + own), usual: clip(usual) }
        })
    }

    #[cfg(feature = "train")]
    fn pack(&self, writer: &mut pack::Writer) {
        let Settings { mean, least, most, liked, disliked, regularization } = self.settings;
        writer.f32(SETTINGS, &[mean, least, most, liked, disliked, regularization]);
        writer.f32(BIASES, &self.biases);
        self.items.pack(NAME, writer);
    }
}

#[cfg(feature = "train")]
mod train {
    use super::Factors;
    use super::Packed;
    use super::Settings;
    use crate::families::model::{Rater, RatingModel};
    use crate::families::parameters::Parameters;
    use crate::families::rating::rating_matrix::{Ratings, clip};
    use crate::history::MAX_RATING;
    use penchant_base::limits::MAX_FACTORS;
    use penchant_base::{Error, ErrorKind, Result};
    use penchant_linear::Csr;
    use penchant_linear::dot;

    /// How many numbers stay in a processor's second cache.
    const CACHED: usize = 1 << 17;

    pub(super) fn train(ratings: &Csr, parameters: &Parameters) -> Result<Box<dyn RatingModel>> {
        Ok(Box::new(BiasedSvd::train(ratings, parameters)?))
    }

    struct BiasedSvd {
        factors: usize,
        mean: f32,
        user_biases: Vec<f32>,
        item_biases: Vec<f32>,
        users: Vec<f32>,
        items: Vec<f32>,
        regularization: f32,
        least: f64,
        most: f64,
        /// Of those above the mean and of those below it; the mean itself where there are none.
        liked: f64,
        disliked: f64,
    }

    impl BiasedSvd {
        fn train(ratings: &Csr, parameters: &Parameters) -> Result<Self> {
            let ratings = Ratings::new(ratings);
            let factors = parameters.count("factors", 1, MAX_FACTORS)?;
            let (rate, regularization) =
                (parameters.positive("rate")? as f32, parameters.positive("regularization")? as f32);
            let mut random = fastrand::Rng::with_seed(parameters.number("seed") as u64);
            let (height, width) = (ratings.by_user.height(), ratings.by_user.width());
            // Variance .01, as a normal distribution with a deviation of .1 has.
            let mut first = |rows: usize| -> Vec<f32> {
                (0..rows * factors).map(|_| (random.f32() - 0.5) * 0.12f32.sqrt()).collect()
            };
            let mut model = Self {
                factors,
                mean: ratings.mean as f32,
                user_biases: vec![0.0; height],
                item_biases: vec![0.0; width],
                users: first(height),
                items: first(width),
                regularization,
                least: ratings.least,
                most: ratings.most,
                liked: mean_of(&mut ratings.values().filter(|rating| *rating > ratings.mean), ratings.mean),
                disliked: mean_of(&mut ratings.values().filter(|rating| *rating < ratings.mean), ratings.mean),
            };
            // Ratings by lot among some users at a time, by lot too: as many as have factors that stay in the cache.
            let together = (CACHED / factors).max(1);
            let mut order: Vec<usize> = (0..height).collect();
            let mut cells: Vec<(usize, u32, f32)> = Vec::new();
            for _ in 0..parameters.count("epochs", 1, 10_000)? {
                shuffle(&mut random, &mut order);
                for users in order.chunks(together) {
                    let of_user = |&user| ratings.by_user.entries(user).map(move |(item, rating)| (user, item, rating));
                    cells.clear();
                    cells.extend(users.iter().flat_map(of_user));
                    shuffle(&mut random, &mut cells);
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

    /// As `Rng::shuffle`, which on 32 bits draws other numbers than on 64.
    fn shuffle<T>(random: &mut fastrand::Rng, slice: &mut [T]) {
        for place in 1..slice.len() {
            slice.swap(place, random.u64(..=place as u64) as usize);
        }
    }

    fn mean_of(numbers: &mut dyn Iterator<Item = f64>, of_none: f64) -> f64 {
        let (sum, count) = numbers.fold((0.0, 0usize), |(sum, count), number| (sum + number, count + 1));
        if count > 0 { sum / count as f64 } else { of_none }
    }

    impl RatingModel for BiasedSvd {
        fn predict(&self, user: u32, item: u32) -> f64 {
            let (user, item) = (user as usize, item as usize);
            let factors = dot(
                &self.users[user * self.factors..][..self.factors],
                &self.items[item * self.factors..][..self.factors],
            );
            // Factors that no rating has moved are noise.
            clip(
                f64::from(self.mean + self.user_biases[user] + self.item_biases[item] + factors),
                self.least,
                self.most,
            )
        }

        fn into_rater(self: Box<Self>) -> Result<Box<dyn Rater>> {
            if self.most <= 0.0 {
                let message = "ratings of which none is above 0 are not brought to stars: shift them";
                return Err(Error::new(ErrorKind::Argument, message));
            }
            let unit = self.most / f64::from(MAX_RATING);
            let stars = |rating: f64| (rating / unit) as f32;
            let settings = Settings {
                mean: stars(self.mean.into()),
                least: stars(self.least),
                most: stars(self.most),
                liked: stars(self.liked),
                disliked: stars(self.disliked),
                regularization: self.regularization,
            };
            let biases = self.item_biases.iter().map(|&bias| stars(bias.into())).collect();
            // A visitor's factors then have the unit of the ratings' square root, as they had.
            let root = unit.sqrt() as f32;
            let items = self.items.iter().map(|number| number / root).collect();
            Ok(Box::new(Packed { settings, biases, items: Factors::new(self.factors, items) }))
        }
    }
}
