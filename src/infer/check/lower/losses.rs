//! Losses of log-probabilities with the shape examples × classes × … .

use super::builder::{NodeBuilder, Value, int};
use penchant_base::Result;
use tract_onnx::pb::tensor_proto::DataType;

/// −log p of each example's class, times the weight of the class.
pub(super) fn negative_log_likelihood(builder: &mut NodeBuilder<'_>) -> Result<()> {
    let scores = builder.input(0);
    likelihood(builder, scores)
}

/// The same for scores, whose softmax are the probabilities.
pub(super) fn softmax_cross_entropy(builder: &mut NodeBuilder<'_>) -> Result<()> {
    if builder.opset < 13 {
        return builder.unsupported("needs version 13 of the ONNX operators or later: export the model again with it");
    }
    let scores = builder.input(0);
    let logarithms = builder.op_with("LogSoftmax", &[scores], vec![int("axis", 1)]);
    builder.set_output(1, logarithms);
    likelihood(builder, logarithms)
}

fn likelihood(builder: &mut NodeBuilder<'_>, logarithms: Value) -> Result<()> {
    let (labels, weights, ignored) = (builder.input(1), builder.optional_input(2), builder.int("ignore_index"));
    let labels = builder.cast(labels, DataType::Int64);
    let zero = builder.scalar_like(0.0, logarithms);
    // An ignored label need not be a class: class 0 replaces it.
    let ignored = ignored.map(|label| {
        let label = builder.int_scalar(label);
        builder.op("Equal", &[labels, label])
    });
    let classes = match ignored {
        Some(ignored) => {
            let first = builder.int_scalar(0);
            builder.op("Where", &[ignored, first, labels])
        }
        None => labels,
    };
    let indices = insert_axis(builder, classes);
    let chosen = builder.op_with("GatherElements", &[logarithms, indices], vec![int("axis", 1)]);
    let shape = builder.op("Shape", &[classes]);
    let chosen = builder.op("Reshape", &[chosen, shape]);
    let mut loss = builder.op("Neg", &[chosen]);
    let mut divisor = weights.map(|weights| builder.op("Gather", &[weights, classes]));
    if let Some(weight) = divisor {
        loss = builder.op("Mul", &[loss, weight]);
    }
    if let Some(ignored) = ignored {
        loss = builder.op("Where", &[ignored, zero, loss]);
        let weight = match divisor {
            Some(weight) => weight,
            None => {
                let one = builder.scalar_like(1.0, logarithms);
                builder.op("Expand", &[one, shape])
            }
        };
        divisor = Some(builder.op("Where", &[ignored, zero, weight]));
    }
    let reduced = match (builder.string("reduction", "mean"), divisor) {
        ("none", _) => loss,
        ("sum", _) => builder.reduce("ReduceSum", loss, None),
        ("mean", None) => builder.reduce("ReduceMean", loss, None),
        ("mean", Some(weight)) => {
            let (sum, weight) = (builder.reduce("ReduceSum", loss, None), builder.reduce("ReduceSum", weight, None));
            builder.op("Div", &[sum, weight])
        }
        (other, _) => {
            return builder.unsupported(&format!("has the reduction {other:?}: mean, sum and none are supported"));
        }
    };
    builder.set_output(0, reduced);
    Ok(())
}

/// From the shape examples × … to examples × 1 × … .
fn insert_axis(builder: &mut NodeBuilder<'_>, value: Value) -> Value {
    let shape = builder.op("Shape", &[value]);
    let [zero, one, all] = [0, 1, i64::MAX].map(|number| builder.int_list(&[number]));
    let (first, rest) = (builder.op("Slice", &[shape, zero, one]), builder.op("Slice", &[shape, one, all]));
    let shape = builder.op_with("Concat", &[first, one, rest], vec![int("axis", 0)]);
    builder.op("Reshape", &[value, shape])
}
