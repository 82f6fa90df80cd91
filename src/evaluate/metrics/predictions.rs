//! Predicted and actual ratings in, the error out.

/// A metric of predicted ratings, with its name.
#[derive(Debug, Clone, Copy)]
pub struct RatingMetric {
    /// The name as it is printed.
    pub name: &'static str,
    /// The metric of predicted and actual ratings, in the same order; smaller is better.
    pub compute: fn(&[f32], &[f32]) -> f64,
}

/// Every metric of ratings, in the order of printing.
pub const RATING_METRICS: &[RatingMetric] =
    &[RatingMetric { name: "rmse", compute: rmse }, RatingMetric { name: "mae", compute: mae }];

/// √ of the mean of (predicted − actual)²; NaN without ratings. Panics if the lengths differ.
pub fn rmse(predicted: &[f32], actual: &[f32]) -> f64 {
    mean_error(predicted, actual, |error| error * error).sqrt()
}

/// The mean of |predicted − actual|; NaN without ratings. Panics if the lengths differ.
pub fn mae(predicted: &[f32], actual: &[f32]) -> f64 {
    mean_error(predicted, actual, f64::abs)
}

fn mean_error(predicted: &[f32], actual: &[f32], loss: fn(f64) -> f64) -> f64 {
    assert_eq!(predicted.len(), actual.len(), "the numbers of predicted and actual ratings differ");
    let losses =
        predicted.iter().zip(actual).map(|(&predicted, &actual)| loss(f64::from(predicted) - f64::from(actual)));
    losses.sum::<f64>() / predicted.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_by_hand() {
        // Errors of 1, −2 and 0.
        let (predicted, actual) = ([4.0, 1.0, 3.5], [3.0, 3.0, 3.5]);
        assert_eq!(rmse(&predicted, &actual), (5.0f64 / 3.0).sqrt());
        assert_eq!(mae(&predicted, &actual), 1.0);
        assert!(rmse(&[], &[]).is_nan());
    }
}
