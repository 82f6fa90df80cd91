//! Parts of a tensor, and tensors in another order.

use super::builder::{NONE, Steps, int};
use penchant_base::Result;
use tract_onnx::pb::tensor_proto::DataType;

/// What a condition holds for, along an axis or of all numbers in a row.
pub(super) fn compress(steps: &mut Steps<'_>) -> Result<()> {
    let (mut input, condition) = (steps.input(0), steps.input(1));
    let axis = steps.int("axis");
    if axis.is_none() {
        input = steps.reshape(input, &[-1]);
    }
    let places = steps.op("NonZero", &[condition]);
    let places = steps.reshape(places, &[-1]);
    let kept = steps.op_with("Gather", &[input, places], vec![int("axis", axis.unwrap_or(0))]);
    steps.give(0, kept);
    Ok(())
}

/// Padded or cut to a shape, as evenly as can be.
pub(super) fn center_crop_pad(steps: &mut Steps<'_>) -> Result<()> {
    let (input, wanted) = (steps.input(0), steps.input(1));
    let wanted = steps.cast(wanted, DataType::Int64);
    let mut lengths = steps.op("Shape", &[input]);
    let axes = steps.has("axes").then(|| steps.ints("axes", 0, 0)).map(|axes| steps.whole(&axes));
    if let Some(axes) = axes {
        lengths = steps.op("Gather", &[lengths, axes]);
    }
    let axes = axes.unwrap_or_else(|| {
        let rank = steps.length(wanted, 0);
        steps.range(rank)
    });
    let (zero, two) = (steps.whole(&[0]), steps.whole(&[2]));
    let [missing, surplus] = [[wanted, lengths], [lengths, wanted]].map(|[a, b]| {
        let more = steps.op("Sub", &[a, b]);
        steps.op("Max", &[more, zero])
    });
    let before = steps.op("Div", &[missing, two]);
    let after = steps.op("Sub", &[missing, before]);
    let pads = steps.op_with("Concat", &[before, after], vec![int("axis", 0)]);
    let padded = steps.op("Pad", &[input, pads, NONE, axes]);
    let begin = steps.op("Div", &[surplus, two]);
    let end = steps.op("Add", &[begin, wanted]);
    let cut = steps.op("Slice", &[padded, begin, end, axes]);
    steps.give(0, cut);
    Ok(())
}

/// Each example's first steps, as many as it is long, backwards; the others stay.
pub(super) fn reverse_sequence(steps: &mut Steps<'_>) -> Result<()> {
    let time = steps.int("time_axis").unwrap_or(0);
    let batch = steps.int("batch_axis").unwrap_or(1);
    if (time, batch) != (0, 1) && (time, batch) != (1, 0) {
        return steps.refuse("has axes of time and examples that are not the first two");
    }
    let (input, lengths) = (steps.input(0), steps.input(1));
    let lengths = steps.cast(lengths, DataType::Int64);
    let flat = steps.reshape(input, &[0, 0, -1]);
    // By lines of time, examples and all else, or of examples, time and all else.
    let [along_time, along_batch] = if time == 0 { [[-1, 1, 1], [1, -1, 1]] } else { [[1, -1, 1], [-1, 1, 1]] };
    let count = steps.length(input, time);
    let place = steps.range(count);
    let (place, lengths) = (steps.reshape(place, &along_time), steps.reshape(lengths, &along_batch));
    let one = steps.one(1);
    let last = steps.op("Sub", &[lengths, one]);
    let mirrored = steps.op("Sub", &[last, place]);
    let within = steps.op("Less", &[place, lengths]);
    let from = steps.op("Where", &[within, mirrored, place]);
    let shape = steps.op("Shape", &[flat]);
    let from = steps.op("Expand", &[from, shape]);
    let turned = steps.op_with("GatherElements", &[flat, from], vec![int("axis", time)]);
    let shape = steps.op("Shape", &[input]);
    let turned = steps.op("Reshape", &[turned, shape]);
    steps.give(0, turned);
    Ok(())
}
