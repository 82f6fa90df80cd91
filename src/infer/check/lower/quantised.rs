//! Quantised operators whose scales tract takes in single precision only.

use super::steps::Steps;
use crate::error::Result;
use tract_onnx::pb::tensor_proto::DataType;

/// Where the scales stand among the inputs.
const SCALES: [usize; 3] = [1, 4, 6];

/// The same, with scales of single precision.
pub(super) fn matmul(steps: &mut Steps<'_>) -> Result<()> {
    let mut inputs: Vec<String> = (0..steps.node.input.len()).map(|place| steps.input(place)).collect();
    for place in SCALES.into_iter().filter(|&place| place < steps.node.input.len()) {
        inputs[place] = steps.cast(&inputs[place], DataType::Float);
    }
    let inputs: Vec<&str> = inputs.iter().map(String::as_str).collect();
    let product = steps.instead("QLinearMatMul", &inputs, Vec::new());
    steps.give(0, &product);
    Ok(())
}
