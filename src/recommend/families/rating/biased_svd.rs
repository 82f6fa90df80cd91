//! Biased matrix factorisation, μ + b_u + b_i + p_uᵀq_i, by stochastic gradient descent (Y. Koren, R. Bell and
//! C. Volinsky, "Matrix Factorization Techniques for Recommender Systems", IEEE Computer 2009).
//!
//! A visitor is folded in by solving for b_u and p_u while the items' half stays fixed: they minimise the sum of
//! error² + λ(b_u² + |p_u|²) over the visitor's ratings.

use crate::families::factors::{self, Factors};
use crate::families::family::{Family, ModelReader};
use crate::families::model::{Prediction, RatingPredictor};
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
            about: "of the initial factors and of the order of ratings",
        },
    ],
    quantisation: factors::QUANTISATION,
    read: Some(ModelReader::Ratings(|reader| Ok(Box::new(BiasedSvdPredictor::read(reader)?)))),
    #[cfg(feature = "train")]
    train: train::TRAINER,
    #[cfg(feature = "train")]
    training_bytes: None,
};

const NAME: &str = "biased-svd";
const BIASES: &str = "biased-svd.biases";
const SETTINGS: &str = "biased-svd.settings";

/// The items' half of the model, in stars: this is what a pack has.
struct BiasedSvdPredictor {
    settings: Settings,
    /// The bias of each item.
    biases: Vec<f32>,
    items: Factors,
}

/// Single numbers of the model, in the order of their tensor.
#[derive(Clone, Copy)]
struct Settings {
    mean: f32,
    min: f32,
    max: f32,
    /// The ratings that a like and a dislike count as: the means of the ratings above and below `mean`.
    liked: f32,
    disliked: f32,
    regularization: f32,
}

impl BiasedSvdPredictor {
    fn read(reader: &pack::Reader<'_>) -> penchant_base::Result<Self> {
        let settings = reader.finite_f32(SETTINGS, 6)?;
        let [mean, min, max, liked, disliked, regularization] = settings[..] else {
            return Err(pack::invalid("its settings for ratings are not six numbers"));
        };
        if min > max {
            return Err(pack::invalid("its lowest rating is above its highest"));
        }
        let settings = Settings { mean, min, max, liked, disliked, regularization };
        Ok(Self { settings, biases: reader.finite_f32(BIASES, reader.items())?, items: Factors::read(reader, NAME)? })
    }
}

impl RatingPredictor for BiasedSvdPredictor {
    fn fold_in<'m>(&'m self, profile: &Profile) -> Box<dyn Fn(u32) -> Prediction + 'm> {
        let Settings { mean, min, max, liked, disliked, regularization } = self.settings;
        let unrated = profile.items.iter().zip(&profile.weights).filter(|(item, _)| profile.rating(**item).is_none());
        let unrated = unrated.map(|(&item, &weight)| (item, if weight > 0.0 { liked } else { disliked }));
        let ratings: Vec<(u32, f32)> = profile.stars.iter().copied().chain(unrated).collect();
        // The visitor's bias is one more factor, which is 1 for every item.
        let width = self.items.width() + 1;
        let mut system = vec![0.0; width * width];
        let mut visitor = vec![0.0; width];
        for &(item, stars) in &ratings {
            let item_factors = [&*self.items.item(item), &[1.0]].concat();
            for (line, &factor) in system.chunks_exact_mut(width).zip(&item_factors) {
                add_scaled(line, factor, &item_factors);
            }
            add_scaled(&mut visitor, stars - mean - self.biases[item as usize], &item_factors);
        }
        let diagonal = regularization * ratings.len() as f32;
        system.iter_mut().step_by(width + 1).for_each(|number| *number += diagonal);
        if !ratings.is_empty() && cholesky::decompose(&mut system, width) {
            cholesky::solve(&system, width, &mut visitor);
        } else {
            visitor.fill(0.0);
        }
        // Unlike `f32::clamp`, this does not panic.
        let clamp = move |stars: f32| stars.max(min).min(max);
        Box::new(move |item| {
            let usual = mean + self.biases[item as usize];
            let own = dot(&visitor[..width - 1], &self.items.item(item)) + visitor[width - 1];
            Prediction { stars: clamp(usual + own), usual: clamp(usual) }
        })
    }
}

#[cfg(feature = "train")]
mod train {
    use super::{BIASES, BiasedSvdPredictor, Factors, NAME, SETTINGS, Settings};
    use crate::families::model::RatingPredictor;
    use crate::families::packable::Packable;
    use crate::families::parameters::Parameters;
    use crate::families::training::{RatingMatrix, RatingModel, Trainer, clamp};
    use crate::history::MAX_RATING;
    use crate::pack;
    use penchant_base::limits::MAX_FACTORS;
    use penchant_base::{Error, ErrorKind, Result};
    use penchant_linear::Csr;
    use penchant_linear::dot;

    pub(super) const TRAINER: Trainer =
        Trainer::Ratings(|ratings, parameters| Ok(Box::new(BiasedSvd::train(ratings, parameters)?)));

    /// How many numbers fit a processor's second-level cache.
    const CACHED_NUMBERS: usize = 1 << 17;

    struct BiasedSvd {
        factors: usize,
        mean: f32,
        user_biases: Vec<f32>,
        item_biases: Vec<f32>,
        users: Vec<f32>,
        items: Vec<f32>,
        regularization: f32,
        min: f64,
        max: f64,
        /// The means of the ratings above and below the mean; the mean itself if there are none.
        liked: f64,
        disliked: f64,
    }

    impl BiasedSvd {
        fn train(ratings: &Csr, parameters: &Parameters) -> Result<Self> {
            let ratings = RatingMatrix::new(ratings);
            let factors = parameters.integer("factors", 1, MAX_FACTORS)?;
            let (rate, regularization) =
                (parameters.non_negative("rate")? as f32, parameters.non_negative("regularization")? as f32);
            let mut random = fastrand::Rng::with_seed(parameters.number("seed") as u64);
            let (height, width) = (ratings.by_user.height(), ratings.by_user.width());
            // Uniform with a variance of .01, like a normal distribution with a standard deviation of .1.
            let mut initial = |rows: usize| -> Vec<f32> {
                (0..rows * factors).map(|_| (random.f32() - 0.5) * 0.12f32.sqrt()).collect()
            };
            let mut model = Self {
                factors,
                mean: ratings.mean as f32,
                user_biases: vec![0.0; height],
                item_biases: vec![0.0; width],
                users: initial(height),
                items: initial(width),
                regularization,
                min: ratings.min,
                max: ratings.max,
                liked: mean_or(ratings.mean, &mut ratings.values().filter(|rating| *rating > ratings.mean)),
                disliked: mean_or(ratings.mean, &mut ratings.values().filter(|rating| *rating < ratings.mean)),
            };
            // Users are shuffled and taken in groups whose factors fit the cache; in each group the ratings are
            // shuffled.
            let group = (CACHED_NUMBERS / factors).max(1);
            let mut order: Vec<usize> = (0..height).collect();
            let mut cells: Vec<(usize, u32, f32)> = Vec::new();
            for _ in 0..parameters.integer("epochs", 1, 10_000)? {
                shuffle(&mut random, &mut order);
                for users in order.chunks(group) {
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

    /// As `Rng::shuffle`, but with the same result on 32-bit and 64-bit machines.
    fn shuffle<T>(random: &mut fastrand::Rng, slice: &mut [T]) {
        for index in 1..slice.len() {
            slice.swap(index, random.u64(..=index as u64) as usize);
        }
    }

    fn mean_or(default: f64, numbers: &mut dyn Iterator<Item = f64>) -> f64 {
        let (sum, count) = numbers.fold((0.0, 0usize), |(sum, count), number| (sum + number, count + 1));
        if count > 0 { sum / count as f64 } else { default }
    }

    impl RatingModel for BiasedSvd {
        fn predict(&self, user: u32, item: u32) -> f64 {
            let (user, item) = (user as usize, item as usize);
            let factors = dot(
                &self.users[user * self.factors..][..self.factors],
                &self.items[item * self.factors..][..self.factors],
            );
            clamp(f64::from(self.mean + self.user_biases[user] + self.item_biases[item] + factors), self.min, self.max)
        }

        fn into_predictor(self: Box<Self>) -> Result<Box<dyn RatingPredictor>> {
            if self.max <= 0.0 {
                let message =
                    "no rating is above 0, so that ratings cannot be converted to stars: add a constant to them";
                return Err(Error::new(ErrorKind::Argument, message));
            }
            let unit = self.max / f64::from(MAX_RATING);
            let stars = |rating: f64| (rating / unit) as f32;
            let settings = Settings {
                mean: stars(self.mean.into()),
                min: stars(self.min),
                max: stars(self.max),
                liked: stars(self.liked),
                disliked: stars(self.disliked),
                regularization: self.regularization,
            };
            let biases = self.item_biases.iter().map(|&bias| stars(bias.into())).collect();
            // A visitor's factors are then scaled by the same root, so that their products are in stars.
            let root = unit.sqrt() as f32;
            let items = self.items.iter().map(|number| number / root).collect();
            Ok(Box::new(BiasedSvdPredictor { settings, biases, items: Factors::new(self.factors, items) }))
        }
    }

    impl Packable for BiasedSvdPredictor {
        fn pack(&self, writer: &mut pack::Writer<'_>) -> Result<()> {
            let Settings { mean, min, max, liked, disliked, regularization } = self.settings;
            writer.f32(SETTINGS, &[mean, min, max, liked, disliked, regularization]);
            writer.f32(BIASES, &self.biases);
            self.items.pack(NAME, writer);
            Ok(())
        }
    }
}
