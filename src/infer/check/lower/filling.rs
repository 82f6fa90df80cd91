//! Operators that fill a tensor by a rule: constants, ranges, padding.

use super::builder::{NodeBuilder, int};
use penchant_base::Result;
use tract_onnx::pb::tensor_proto::DataType;

/// Without a value the constant is a zero of single precision; tract takes double precision.
pub(super) fn constant_of_shape(builder: &mut NodeBuilder<'_>) -> Result<()> {
    if !builder.has_attribute("value") {
        let shape = builder.input(0);
        let zeros = builder.op("ConstantOfShape", &[shape]);
        let zeros = builder.cast(zeros, DataType::Float);
        builder.set_output(0, zeros);
    }
    Ok(())
}

/// start + step·i for i from 0 to ⌈(limit − start) / step⌉ − 1. tract computes that count in positive integers, so it
/// lacks fractions, negative steps, and ranges that are empty because the limit is before the start.
pub(super) fn range(builder: &mut NodeBuilder<'_>) -> Result<()> {
    let empty = builder.constant_int(0).zip(builder.constant_int(1)).is_some_and(|(start, limit)| start > limit);
    if !empty && builder.constant_int(2).is_some_and(|step| step > 0) {
        return Ok(());
    }
    let [start, limit, step] = [0, 1, 2].map(|index| builder.input(index));
    let span = builder.op("Sub", &[limit, start]);
    let [span, stride] = [span, step].map(|value| builder.cast(value, DataType::Double));
    let count = builder.op("Div", &[span, stride]);
    let count = builder.op("Ceil", &[count]);
    let count = builder.cast(count, DataType::Int64);
    let zero = builder.int_scalar(0);
    let count = builder.op("Max", &[count, zero]);
    let indices = builder.range(count);
    let indices = builder.op("CastLike", &[indices, start]);
    let offsets = builder.op("Mul", &[indices, step]);
    let numbers = builder.op("Add", &[offsets, start]);
    builder.set_output(0, numbers);
    Ok(())
}

/// In the mode `wrap`, the padding repeats the tensor.
pub(super) fn pad(builder: &mut NodeBuilder<'_>) -> Result<()> {
    if builder.string("mode", "constant") != "wrap" {
        return Ok(());
    }
    let Some(rank) = builder.dims(0).map(|dims| dims.len() as i64).filter(|_| builder.optional_input(3).is_none())
    else {
        return builder.unsupported(
            "pads in the mode \"wrap\" with axes, or an input of unknown rank: \
             only all axes of a known rank are supported",
        );
    };
    let (mut tensor, pads) = (builder.input(0), builder.input(1));
    for axis in 0..rank {
        let [before, after] = [axis, rank + axis].map(|index| {
            let index = builder.int_scalar(index);
            builder.op("Gather", &[pads, index])
        });
        let length = builder.length(tensor, axis);
        let (start, end) = (builder.op("Neg", &[before]), builder.op("Add", &[length, after]));
        let one = builder.int_scalar(1);
        let indices = builder.op("Range", &[start, end, one]);
        let indices = builder.op("Mod", &[indices, length]);
        tensor = builder.op_with("Gather", &[tensor, indices], vec![int("axis", axis)]);
    }
    builder.set_output(0, tensor);
    Ok(())
}
