//! How well a model did, gathered fold by fold.

use penchant_base::{Error, ErrorKind, Result};
use penchant_recommend::training::ModelSpec;

/// How well one model did.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// The model's name as it was asked for.
    pub model: String,
    /// What was asked for: of rankings the means over all held-out users, of lists those over the folds.
    pub means: Vec<f64>,
    /// The values of each held-out user for each metric of rankings, for comparing models in pairs.
    pub users: Vec<Vec<f64>>,
    /// What was trained in each fold; with tuning they may differ.
    pub specs: Vec<ModelSpec>,
}

/// Gathers what a model reached, fold by fold.
#[derive(Default)]
pub(crate) struct Tally {
    pub users: Vec<Vec<f64>>,
    pub folds: Vec<Vec<f64>>,
    pub specs: Vec<ModelSpec>,
}

impl Tally {
    pub fn score(self, model: String) -> Result<Score> {
        if self.users.is_empty() {
            return Err(Error::new(ErrorKind::DataEmpty, "nobody is held out: there is nothing to measure"));
        }
        let means = |rows: &[Vec<f64>]| -> Vec<f64> {
            let mean = |place: usize| rows.iter().map(|row| row[place]).sum::<f64>() / rows.len() as f64;
            (0..rows[0].len()).map(mean).collect()
        };
        let means = [means(&self.users), means(&self.folds)].concat();
        Ok(Score { model, means, users: self.users, specs: self.specs })
    }
}
