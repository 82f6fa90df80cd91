//! The quality of a model's rankings, collected fold by fold.

use penchant_base::{Error, ErrorKind, Result};
use penchant_recommend::training::ModelSpec;

/// The quality of one model's rankings.
#[derive(Debug, Clone, PartialEq)]
pub struct RankingScore {
    /// The model's name, [`EvaluatedModel::name`](crate::EvaluatedModel::name).
    pub model: String,
    /// The values of the metrics, in the order of [`MetricSet::names`](crate::MetricSet::names): means over all
    /// held-out users for metrics of rankings, over the folds for those of lists.
    pub means: Vec<f64>,
    /// Each held-out user's values of the metrics of rankings, for comparing models in pairs.
    pub per_user: Vec<Vec<f64>>,
    /// The model trained in each fold; with tuning they may differ.
    pub specs: Vec<ModelSpec>,
}

/// Collects the values of a model, fold by fold.
#[derive(Default)]
pub(crate) struct Tally {
    pub per_user: Vec<Vec<f64>>,
    pub per_fold: Vec<Vec<f64>>,
    pub specs: Vec<ModelSpec>,
}

impl Tally {
    pub fn score(self, model: String) -> Result<RankingScore> {
        if self.per_user.is_empty() {
            return Err(Error::new(
                ErrorKind::DataEmpty,
                "no users are held out, so there is nothing to measure: give folds with users",
            ));
        }
        let means = |rows: &[Vec<f64>]| -> Vec<f64> {
            let mean = |metric: usize| rows.iter().map(|row| row[metric]).sum::<f64>() / rows.len() as f64;
            (0..rows[0].len()).map(mean).collect()
        };
        let means = [means(&self.per_user), means(&self.per_fold)].concat();
        check_finite(&means, &model)?;
        Ok(RankingScore { model, means, per_user: self.per_user, specs: self.specs })
    }
}

/// Errors: `data.format` if a measurement is not a finite number.
pub(crate) fn check_finite(values: &[f64], model: &str) -> Result<()> {
    if values.iter().all(|value| value.is_finite()) {
        return Ok(());
    }
    let message = format!(
        "{model} learned numbers that are not finite, so that it cannot be measured: change its parameters, or look for \
         extreme numbers among the ratings"
    );
    Err(Error::new(ErrorKind::DataFormat, message))
}
