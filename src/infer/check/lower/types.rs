//! Types that tract takes for others, or takes in single precision only.

use super::builder::{Steps, Value};
use penchant_base::Result;
use tract_onnx::pb::tensor_proto::DataType;

/// Where the scales stand among the inputs.
const SCALES: [usize; 3] = [1, 4, 6];

/// To whole numbers of 64 bits; tract makes lengths of them, and has only 32 bits of what becomes a length.
pub(super) fn cast(steps: &mut Steps<'_>) -> Result<()> {
    if steps.int("to") == Some(DataType::Int64 as i64) {
        let value = steps.input(0);
        let numbers = steps.cast(value, DataType::Int64);
        steps.give(0, numbers);
    }
    Ok(())
}

/// The same, with scales of single precision.
pub(super) fn qlinear_matmul(steps: &mut Steps<'_>) -> Result<()> {
    let mut inputs: Vec<Value> = (0..steps.node.input.len()).map(|place| steps.input(place)).collect();
    for place in SCALES.into_iter().filter(|&place| place < steps.node.input.len()) {
        inputs[place] = steps.cast(inputs[place], DataType::Float);
    }
    let product = steps.instead("QLinearMatMul", &inputs, Vec::new());
    steps.give(0, product);
    Ok(())
}
