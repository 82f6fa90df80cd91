//! What training minimises, of the log-probabilities of classes: examples × classes × whatever follows.

use super::builder::{Steps, Value, int};
use penchant_base::Result;
use tract_onnx::pb::tensor_proto::DataType;

/// −log p of the class that is right, times the class's weight.
pub(super) fn negative_log_likelihood(steps: &mut Steps<'_>) -> Result<()> {
    let scores = steps.input(0);
    likelihood(steps, scores)
}

/// The same of the softmax of scores.
pub(super) fn softmax_cross_entropy(steps: &mut Steps<'_>) -> Result<()> {
    if steps.opset < 13 {
        return steps.refuse("is run from version 13 of the operators on: export the model again with it");
    }
    let scores = steps.input(0);
    let logarithms = steps.op_with("LogSoftmax", &[scores], vec![int("axis", 1)]);
    steps.give(1, logarithms);
    likelihood(steps, logarithms)
}

fn likelihood(steps: &mut Steps<'_>, logarithms: Value) -> Result<()> {
    let (labels, weights, ignored) = (steps.input(1), steps.optional(2), steps.int("ignore_index"));
    let labels = steps.cast(labels, DataType::Int64);
    let zero = steps.real(0.0, logarithms);
    // An ignored label need not be that of a class: the first stands in for it.
    let ignored = ignored.map(|label| {
        let label = steps.one(label);
        steps.op("Equal", &[labels, label])
    });
    let classes = match ignored {
        Some(ignored) => {
            let first = steps.one(0);
            steps.op("Where", &[ignored, first, labels])
        }
        None => labels,
    };
    let along = insert_axis(steps, classes);
    let chosen = steps.op_with("GatherElements", &[logarithms, along], vec![int("axis", 1)]);
    let shape = steps.op("Shape", &[classes]);
    let chosen = steps.op("Reshape", &[chosen, shape]);
    let mut loss = steps.op("Neg", &[chosen]);
    let mut counted = weights.map(|weights| steps.op("Gather", &[weights, classes]));
    if let Some(weight) = counted {
        loss = steps.op("Mul", &[loss, weight]);
    }
    if let Some(ignored) = ignored {
        loss = steps.op("Where", &[ignored, zero, loss]);
        let weight = match counted {
            Some(weight) => weight,
            None => {
                let one = steps.real(1.0, logarithms);
                steps.op("Expand", &[one, shape])
            }
        };
        counted = Some(steps.op("Where", &[ignored, zero, weight]));
    }
    let reduced = match (steps.word("reduction", "mean"), counted) {
        ("none", _) => loss,
        ("sum", _) => steps.reduce("ReduceSum", loss, None),
        ("mean", None) => steps.reduce("ReduceMean", loss, None),
        ("mean", Some(weight)) => {
            let (sum, weight) = (steps.reduce("ReduceSum", loss, None), steps.reduce("ReduceSum", weight, None));
            steps.op("Div", &[sum, weight])
        }
        (other, _) => return steps.refuse(&format!("has the reduction {other:?}: mean, sum and none are run")),
    };
    steps.give(0, reduced);
    Ok(())
}

/// examples × … as examples × 1 × ….
fn insert_axis(steps: &mut Steps<'_>, value: Value) -> Value {
    let shape = steps.op("Shape", &[value]);
    let [zero, one, all] = [0, 1, i64::MAX].map(|number| steps.whole(&[number]));
    let (first, rest) = (steps.op("Slice", &[shape, zero, one]), steps.op("Slice", &[shape, one, all]));
    let shape = steps.op_with("Concat", &[first, one, rest], vec![int("axis", 0)]);
    steps.op("Reshape", &[value, shape])
}
