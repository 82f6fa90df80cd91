//! Neighbourhoods over ratings: a prediction is the baseline plus the weighted mean of how far the user's
//! ratings of the nearest items, or the nearest users' ratings of the item, lie from theirs
//! (Y. Koren, TKDD 2010, section 2.2).

use super::baseline::{self, Biases};
use super::rating_matrix::{Ratings, clip};
use crate::families::family::{Family, Train};
use crate::families::model::RatingModel;
use crate::families::parameters::{Parameter, Parameters};
use penchant_base::Result;
use penchant_linear::Csr;
use rayon::prelude::*;

pub(in crate::families) const FAMILY: Family = Family {
    name: "knn",
    about: "neighbourhoods over ratings",
    parameters: &[
        Parameter { name: "of", default: "items", values: &["items", "users"], about: "whose neighbourhoods" },
        Parameter { name: "neighbours", default: "40", values: &["20", "40", "80"], about: "at most, per prediction" },
        Parameter {
            name: "similarity",
            default: "pearson-baseline",
            values: &["pearson-baseline", "pearson", "cosine", "adjusted-cosine", "euclidean", "jaccard"],
            about: "of two rows of ratings, over what both have rated",
        },
        Parameter {
            name: "shrinkage",
            default: "100",
            values: &["0", "50", "100"],
            about: "similarities are multiplied by (n − 1) / (n − 1 + shrinkage), n being the ratings they share",
        },
        Parameter {
            name: "centre",
            default: "baseline",
            values: &["baseline", "mean", "none"],
            about: "what is taken off ratings before they are averaged",
        },
        baseline::PARAMETERS[0],
        baseline::PARAMETERS[1],
    ],
    train: Train::Ratings(|ratings, parameters| Ok(Box::new(Knn::train(&Ratings::new(ratings), parameters)?))),
    ..Family::NATIVE
};

struct Knn {
    of_users: bool,
    neighbours: usize,
    /// Rows are what has neighbourhoods: ratings by item, or by user.
    ratings: Csr,
    /// The other way round.
    across: Csr,
    similarities: Vec<f32>,
    biases: Biases,
    centre: Centre,
    least: f64,
    most: f64,
}

/// What is taken off a rating.
enum Centre {
    Baseline,
    /// The mean of its row.
    Means(Vec<f64>),
    Nothing,
}

impl Knn {
    fn train(ratings: &Ratings<'_>, parameters: &Parameters) -> Result<Self> {
        let of_users = parameters.word("of") == "users";
        let biases = Biases::fit(ratings, parameters)?;
        let by_item = ratings.by_user.transpose();
        let (rows, across) =
            if of_users { (ratings.by_user.clone(), by_item) } else { (by_item, ratings.by_user.clone()) };
        let means = |matrix: &Csr| -> Vec<f64> {
            let mean = |row: usize| {
                matrix.entries(row).map(|(_, value)| f64::from(value)).sum::<f64>()
                    / matrix.row(row).len().max(1) as f64
            };
            (0..matrix.height()).map(mean).collect()
        };
        let centre = match parameters.word("centre") {
            "baseline" => Centre::Baseline,
            "mean" => Centre::Means(means(&rows)),
            _ => Centre::Nothing,
        };
        let similarity = parameters.word("similarity");
        // What the similarity is taken of: ratings less what it takes off them.
        let across_means = means(&across);
        let row_means = means(&rows);
        let residuals = rows.map(|row, column, value| {
            let (user, item) = if of_users { (row as u32, column) } else { (column, row as u32) };
            let off = match similarity {
                "pearson-baseline" => biases.of(user, item),
                "pearson" => row_means[row],
                "adjusted-cosine" => across_means[column as usize],
                _ => 0.0,
            };
            (f64::from(value) - off) as f32
        });
        let similarities = similarities(&residuals, similarity, parameters.positive("shrinkage")?);
        let neighbours = parameters.count("neighbours", 1, 1_000_000)?;
        let Ratings { least, most, .. } = *ratings;
        Ok(Self { of_users, neighbours, ratings: rows, across, similarities, biases, centre, least, most })
    }

    fn centre(&self, row: u32, column: u32) -> f64 {
        match &self.centre {
            Centre::Baseline if self.of_users => self.biases.of(row, column),
            Centre::Baseline => self.biases.of(column, row),
            Centre::Means(means) => means[row as usize],
            Centre::Nothing => 0.0,
        }
    }
}

impl RatingModel for Knn {
    fn predict(&self, user: u32, item: u32) -> f64 {
        let (row, column) = if self.of_users { (user, item) } else { (item, user) };
        let line = &self.similarities[row as usize * self.ratings.height()..][..self.ratings.height()];
        let rated = self.across.entries(column as usize).map(|(other, rating)| (line[other as usize], other, rating));
        let mut nearest: Vec<_> = rated.filter(|&(similarity, _, _)| similarity > 0.0).collect();
        if nearest.len() > self.neighbours {
            nearest.select_nth_unstable_by(self.neighbours - 1, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            nearest.truncate(self.neighbours);
        }
        let weights: f64 = nearest.iter().map(|&(similarity, _, _)| f64::from(similarity)).sum();
        let far = nearest.iter().map(|&(similarity, other, rating)| {
            f64::from(similarity) * (f64::from(rating) - self.centre(other, column))
        });
        let known = weights > 0.0 && !self.ratings.row(row as usize).is_empty();
        let rating =
            if known { self.centre(row, column) + far.sum::<f64>() / weights } else { self.biases.of(user, item) };
        clip(rating, self.least, self.most)
    }
}

/// Rows × rows, over the columns that both have.
fn similarities(rows: &Csr, similarity: &str, shrinkage: f64) -> Vec<f32> {
    let height = rows.height();
    let columns = rows.transpose();
    let mut similarities = vec![0.0f32; height * height];
    let scratch = || vec![[0.0f64; 4]; height];
    similarities.par_chunks_exact_mut(height.max(1)).enumerate().for_each_init(scratch, |sums, (row, line)| {
        sums.fill([0.0; 4]);
        for (column, value) in rows.entries(row) {
            for (other, other_value) in columns.entries(column as usize) {
                let (value, other_value) = (f64::from(value), f64::from(other_value));
                let sums = &mut sums[other as usize];
                sums[0] += value * other_value;
                sums[1] += value * value;
                sums[2] += other_value * other_value;
                sums[3] += 1.0;
            }
        }
        for (other, (cell, [product, norm, other_norm, shared])) in line.iter_mut().zip(sums.iter()).enumerate() {
            if *shared == 0.0 || other == row {
                continue;
            }
            let raw = match similarity {
                "euclidean" => 1.0 / (1.0 + ((norm + other_norm - 2.0 * product).max(0.0) / shared).sqrt()),
                "jaccard" => shared / ((rows.row(row).len() + rows.row(other).len()) as f64 - shared),
                _ => product / (norm * other_norm).sqrt(),
            };
            let shrunk = raw * if shrinkage > 0.0 { (shared - 1.0) / (shared - 1.0 + shrinkage) } else { 1.0 };
            *cell = if shrunk.is_finite() { shrunk as f32 } else { 0.0 };
        }
    });
    similarities
}
