//! Operators that tract has for some types only, or with another meaning.

use super::builder::{NodeBuilder, Value};
use penchant_base::Result;
use tract_onnx::pb::tensor_proto::DataType;

/// The inputs of `QLinearMatMul` that are scales.
const SCALES: [usize; 3] = [1, 4, 6];

/// To integers of 64 bits. tract's cast makes lengths of them, and keeps only 32 bits of a length.
pub(super) fn cast(builder: &mut NodeBuilder<'_>) -> Result<()> {
    if builder.int("to") == Some(DataType::Int64 as i64) {
        let value = builder.input(0);
        let numbers = builder.cast(value, DataType::Int64);
        builder.set_output(0, numbers);
    }
    Ok(())
}

/// The same operator with scales of single precision.
pub(super) fn qlinear_matmul(builder: &mut NodeBuilder<'_>) -> Result<()> {
    let mut inputs: Vec<Value> = (0..builder.node.input.len()).map(|index| builder.input(index)).collect();
    for index in SCALES.into_iter().filter(|&index| index < builder.node.input.len()) {
        inputs[index] = builder.cast(inputs[index], DataType::Float);
    }
    let product = builder.node_as("QLinearMatMul", &inputs, Vec::new());
    builder.set_output(0, product);
    Ok(())
}
