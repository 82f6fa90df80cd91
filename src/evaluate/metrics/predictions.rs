//! Predicted and actual ratings in, the size of the error out.

/// A metric of predicted ratings under its name.
#[derive(Debug, Clone, Copy)]
pub struct RatingMetric {
    /// As it is printed.
    pub name: &'static str,
    /// Of predicted and actual ratings, in the same order; the smaller, the better.
    pub of: fn(&[f32], &[f32]) -> f64,
}

/// Every metric of ratings, in the order of printing.
pub const RATING_METRICS: &[RatingMetric] =
    &[RatingMetric { name: "rmse", of: rmse }, RatingMetric { name: "mae", of: mae }];

/// √ of the mean of (predicted − actual)². NaN of no ratings. Panics if there are not as many of both.
pub fn rmse(predicted: &[f32], actual: &[f32]) -> f64 {
    mean_of_errors(predicted, actual, |error| error * error).sqrt()
}

/// The mean of |predicted − actual|. NaN of no ratings. Panics if there are not as many of both.
pub fn mae(predicted: &[f32], actual: &[f32]) -> f64 {
    mean_of_errors(predicted, actual, f64::abs)
}

fn mean_of_errors(predicted: &[f32], actual: &[f32], of: fn(f64) -> f64) -> f64 {
    assert_eq!(predicted.len(), actual.len(), "there are not as many predicted as actual ratings");
    let errors = predicted.iter().zip(actual).map(|(&predicted, &actual)| of(f64::from(predicted) - f64::from(actual)));
    errors.sum::<f64>() / predicted.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_by_hand() {
        // Errors of 1, −2 and 0.
        let (predicted, actual) = ([4.0, 1.0, 3.5], [3.0, 3.0, 3.5]);
        assert_eq!(rmse(&predicted, &actual), (5.0f64 / 3.0).sqrt());
        assert_eq!(mae(&predicted, &actual), 1.0);
        assert!(rmse(&[], &[]).is_nan());
    }
}
