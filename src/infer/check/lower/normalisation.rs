//! Batch normalisation as in training: by the mean and the variance of the batch.

use super::builder::NodeBuilder;
use penchant_base::Result;

/// With `training_mode`, y = scale·(x − mean)/√(variance + ε) + bias, with each channel's mean and variance in the
/// batch. Further outputs are the running mean and variance, into which these are mixed.
pub(super) fn batch_normalization(builder: &mut NodeBuilder<'_>) -> Result<()> {
    if builder.int("training_mode") != Some(1) {
        return Ok(());
    }
    let [x, scale, bias, mean, variance] = [0, 1, 2, 3, 4].map(|index| builder.input(index));
    let (epsilon, momentum) = (builder.float("epsilon", 1e-5), builder.float("momentum", 0.9));
    // Examples × channels × everything else.
    let flat = builder.reshape(x, &[0, 0, -1]);
    let own_mean = builder.reduce("ReduceMean", flat, Some(&[0, 2]));
    let centred = builder.op("Sub", &[flat, own_mean]);
    let squares = builder.op("Mul", &[centred, centred]);
    let own_variance = builder.reduce("ReduceMean", squares, Some(&[0, 2]));

    let epsilon = builder.scalar_like(epsilon, x);
    let deviation = builder.op("Add", &[own_variance, epsilon]);
    let deviation = builder.op("Sqrt", &[deviation]);
    let normal = builder.op("Div", &[centred, deviation]);
    let [scale, bias] = [scale, bias].map(|value| {
        let value = builder.op("CastLike", &[value, x]);
        builder.reshape(value, &[1, -1, 1])
    });
    let scaled = builder.op("Mul", &[normal, scale]);
    let shifted = builder.op("Add", &[scaled, bias]);
    let shape = builder.op("Shape", &[x]);
    let y = builder.op("Reshape", &[shifted, shape]);
    builder.set_output(0, y);
    for (output, running, own) in [(1, mean, own_mean), (2, variance, own_variance)] {
        let [kept, new] = [momentum, 1.0 - momentum].map(|share| builder.scalar_like(share, running));
        let own = builder.op("CastLike", &[own, running]);
        let own = builder.reshape(own, &[-1]);
        let (kept, new) = (builder.op("Mul", &[running, kept]), builder.op("Mul", &[own, new]));
        let sum = builder.op("Add", &[kept, new]);
        builder.set_output(output, sum);
    }
    Ok(())
}
