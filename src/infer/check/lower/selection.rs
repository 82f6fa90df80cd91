//! Operators that select parts of a tensor or change their order.

use super::builder::{NONE, NodeBuilder, int};
use penchant_base::Result;
use tract_onnx::pb::tensor_proto::DataType;

/// The slices along an axis, or the numbers of the flattened tensor, for which a condition is true.
pub(super) fn compress(builder: &mut NodeBuilder<'_>) -> Result<()> {
    let (mut input, condition) = (builder.input(0), builder.input(1));
    let axis = builder.int("axis");
    if axis.is_none() {
        input = builder.reshape(input, &[-1]);
    }
    let indices = builder.op("NonZero", &[condition]);
    let indices = builder.reshape(indices, &[-1]);
    let selected = builder.op_with("Gather", &[input, indices], vec![int("axis", axis.unwrap_or(0))]);
    builder.set_output(0, selected);
    Ok(())
}

/// Padded or cropped to a shape, evenly on both sides of each axis.
pub(super) fn center_crop_pad(builder: &mut NodeBuilder<'_>) -> Result<()> {
    let (input, target) = (builder.input(0), builder.input(1));
    let target = builder.cast(target, DataType::Int64);
    let mut lengths = builder.op("Shape", &[input]);
    let axes = builder.has_attribute("axes").then(|| builder.ints("axes", 0, 0)).map(|axes| builder.int_list(&axes));
    if let Some(axes) = axes {
        lengths = builder.op("Gather", &[lengths, axes]);
    }
    let axes = axes.unwrap_or_else(|| {
        let rank = builder.length(target, 0);
        builder.range(rank)
    });
    let (zero, two) = (builder.int_list(&[0]), builder.int_list(&[2]));
    let [missing, surplus] = [[target, lengths], [lengths, target]].map(|[a, b]| {
        let more = builder.op("Sub", &[a, b]);
        builder.op("Max", &[more, zero])
    });
    let before = builder.op("Div", &[missing, two]);
    let after = builder.op("Sub", &[missing, before]);
    let pads = builder.op_with("Concat", &[before, after], vec![int("axis", 0)]);
    let padded = builder.op("Pad", &[input, pads, NONE, axes]);
    let start = builder.op("Div", &[surplus, two]);
    let end = builder.op("Add", &[start, target]);
    let cropped = builder.op("Slice", &[padded, start, end, axes]);
    builder.set_output(0, cropped);
    Ok(())
}

/// Each example with its first steps reversed, as many as its length; the others stay.
pub(super) fn reverse_sequence(builder: &mut NodeBuilder<'_>) -> Result<()> {
    let time = builder.int("time_axis").unwrap_or(0);
    let batch = builder.int("batch_axis").unwrap_or(1);
    if (time, batch) != (0, 1) && (time, batch) != (1, 0) {
        return builder.unsupported("has a time axis and a batch axis other than the first two, which are supported");
    }
    let (input, lengths) = (builder.input(0), builder.input(1));
    let lengths = builder.cast(lengths, DataType::Int64);
    let flat = builder.reshape(input, &[0, 0, -1]);
    // The axes are time, examples and everything else, or examples, time and everything else.
    let [along_time, along_batch] = if time == 0 { [[-1, 1, 1], [1, -1, 1]] } else { [[1, -1, 1], [-1, 1, 1]] };
    let count = builder.length(input, time);
    let step = builder.range(count);
    let (step, lengths) = (builder.reshape(step, &along_time), builder.reshape(lengths, &along_batch));
    let one = builder.int_scalar(1);
    let last = builder.op("Sub", &[lengths, one]);
    let mirrored = builder.op("Sub", &[last, step]);
    let within = builder.op("Less", &[step, lengths]);
    let from = builder.op("Where", &[within, mirrored, step]);
    let shape = builder.op("Shape", &[flat]);
    let from = builder.op("Expand", &[from, shape]);
    let reversed = builder.op_with("GatherElements", &[flat, from], vec![int("axis", time)]);
    let shape = builder.op("Shape", &[input]);
    let reversed = builder.op("Reshape", &[reversed, shape]);
    builder.set_output(0, reversed);
    Ok(())
}
