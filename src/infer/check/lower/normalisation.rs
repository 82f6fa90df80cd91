//! Normalisation in training: by the mean and the variance of what comes in.

use super::builder::Steps;
use penchant_base::Result;

/// With `training_mode`, y = scale·(x − mean)/√(variance + ε) + bias, of each channel's own mean and variance; and the
/// running ones, of which these are a part.
pub(super) fn batch_normalization(steps: &mut Steps<'_>) -> Result<()> {
    if steps.int("training_mode") != Some(1) {
        return Ok(());
    }
    let [x, scale, bias, mean, variance] = [0, 1, 2, 3, 4].map(|place| steps.input(place));
    let (epsilon, momentum) = (steps.float("epsilon", 1e-5), steps.float("momentum", 0.9));
    // Examples × channels × all else.
    let flat = steps.reshape(x, &[0, 0, -1]);
    let own_mean = steps.reduce("ReduceMean", flat, Some(&[0, 2]));
    let centred = steps.op("Sub", &[flat, own_mean]);
    let squares = steps.op("Mul", &[centred, centred]);
    let own_variance = steps.reduce("ReduceMean", squares, Some(&[0, 2]));

    let epsilon = steps.real(epsilon, x);
    let width = steps.op("Add", &[own_variance, epsilon]);
    let width = steps.op("Sqrt", &[width]);
    let normal = steps.op("Div", &[centred, width]);
    let [scale, bias] = [scale, bias].map(|value| {
        let value = steps.op("CastLike", &[value, x]);
        steps.reshape(value, &[1, -1, 1])
    });
    let scaled = steps.op("Mul", &[normal, scale]);
    let moved = steps.op("Add", &[scaled, bias]);
    let shape = steps.op("Shape", &[x]);
    let y = steps.op("Reshape", &[moved, shape]);
    steps.give(0, y);
    for (place, running, own) in [(1, mean, own_mean), (2, variance, own_variance)] {
        let [kept, new] = [momentum, 1.0 - momentum].map(|part| steps.real(part, running));
        let own = steps.op("CastLike", &[own, running]);
        let own = steps.reshape(own, &[-1]);
        let (kept, new) = (steps.op("Mul", &[running, kept]), steps.op("Mul", &[own, new]));
        let sum = steps.op("Add", &[kept, new]);
        steps.give(place, sum);
    }
    Ok(())
}
