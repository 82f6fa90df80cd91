//! Neighbourhoods over ratings (Y. Koren, "Factor in the Neighbors", TKDD 2010, section 2.2): a prediction is the
//! baseline plus a weighted mean of residuals, ratings less their baseline, either of the user's ratings of the nearest
//! items or of the nearest users' ratings of the item.

use super::base::NATIVE;
use super::baseline::{self, Biases};
use crate::families::family::Family;
use crate::families::parameters::{Parameter, Parameters};
use crate::families::training::{RatingMatrix, RatingModel, Trainer, clamp};
use penchant_base::Result;
use penchant_linear::Csr;
use rayon::prelude::*;

pub(in crate::families) const FAMILY: Family = Family {
    name: "knn",
    about: "neighbourhoods over ratings",
    parameters: &[
        Parameter {
            name: "of",
            default: "items",
            values: &["items", "users"],
            about: "whether the neighbours are items or users",
        },
        Parameter { name: "neighbours", default: "40", values: &["20", "40", "80"], about: "maximum per prediction" },
        Parameter {
            name: "similarity",
            default: "pearson-baseline",
            values: &["pearson-baseline", "pearson", "cosine", "adjusted-cosine", "euclidean", "jaccard"],
            about: "of two items or two users, over the ratings they share",
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
            about: "subtracted from ratings before they are averaged",
        },
        baseline::PARAMETERS[0],
        baseline::PARAMETERS[1],
    ],
    train: Trainer::Ratings(|ratings, parameters| Ok(Box::new(Knn::train(&RatingMatrix::new(ratings), parameters)?))),
    // The similarities of items; those of users are as many as the square of the users.
    training_bytes: Some(|ratings| (ratings.width() as u64).pow(2) * size_of::<f32>() as u64),
    ..NATIVE
};

struct Knn {
    of_users: bool,
    neighbours: usize,
    /// The ratings by item, or by user if the neighbours are users.
    rows: Csr,
    /// The same ratings, transposed.
    columns: Csr,
    /// Rows × rows.
    similarities: Vec<f32>,
    biases: Biases,
    centre: Centre,
    min: f64,
    max: f64,
}

/// What is subtracted from a rating.
enum Centre {
    Baseline,
    /// The mean of its row.
    Means(Vec<f64>),
    Nothing,
}

impl Knn {
    fn train(ratings: &RatingMatrix<'_>, parameters: &Parameters) -> Result<Self> {
        let of_users = parameters.word("of") == "users";
        let biases = Biases::fit(ratings, parameters)?;
        let by_item = ratings.by_user.transpose();
        let (rows, columns) =
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
        // Each similarity is one of residuals: ratings less its own centre.
        let column_means = means(&columns);
        let row_means = means(&rows);
        let residuals = rows.map(|row, column, value| {
            let (user, item) = if of_users { (row as u32, column) } else { (column, row as u32) };
            let centre = match similarity {
                "pearson-baseline" => biases.predict(user, item),
                "pearson" => row_means[row],
                "adjusted-cosine" => column_means[column as usize],
                _ => 0.0,
            };
            (f64::from(value) - centre) as f32
        });
        let similarities = similarities(&residuals, similarity, parameters.non_negative("shrinkage")?);
        let neighbours = parameters.integer("neighbours", 1, 1_000_000)?;
        let RatingMatrix { min, max, .. } = *ratings;
        Ok(Self { of_users, neighbours, rows, columns, similarities, biases, centre, min, max })
    }

    fn centre(&self, row: u32, column: u32) -> f64 {
        match &self.centre {
            Centre::Baseline if self.of_users => self.biases.predict(row, column),
            Centre::Baseline => self.biases.predict(column, row),
            Centre::Means(means) => means[row as usize],
            Centre::Nothing => 0.0,
        }
    }
}

impl RatingModel for Knn {
    fn predict(&self, user: u32, item: u32) -> f64 {
        let (row, column) = if self.of_users { (user, item) } else { (item, user) };
        let line = &self.similarities[row as usize * self.rows.height()..][..self.rows.height()];
        let rated = self.columns.entries(column as usize).map(|(other, rating)| (line[other as usize], other, rating));
        let mut nearest: Vec<_> = rated.filter(|&(similarity, _, _)| similarity > 0.0).collect();
        if nearest.len() > self.neighbours {
            nearest.select_nth_unstable_by(self.neighbours - 1, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            nearest.truncate(self.neighbours);
        }
        let weights: f64 = nearest.iter().map(|&(similarity, _, _)| f64::from(similarity)).sum();
        let residuals = nearest.iter().map(|&(similarity, other, rating)| {
            f64::from(similarity) * (f64::from(rating) - self.centre(other, column))
        });
        let known = weights > 0.0 && !self.rows.row(row as usize).is_empty();
        let rating = if known {
            self.centre(row, column) + residuals.sum::<f64>() / weights
        } else {
            self.biases.predict(user, item)
        };
        clamp(rating, self.min, self.max)
    }
}

/// The similarities of all pairs of rows, rows × rows, each over the columns that both rows have.
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
