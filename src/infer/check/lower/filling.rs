//! Tensors that are filled by a rule.

use super::builder::{Steps, int};
use penchant_base::Result;
use tract_onnx::pb::tensor_proto::DataType;

/// Zeros of single precision where no value is given; tract has them of double.
pub(super) fn constant_of_shape(steps: &mut Steps<'_>) -> Result<()> {
    if !steps.has("value") {
        let shape = steps.input(0);
        let zeros = steps.op("ConstantOfShape", &[shape]);
        let zeros = steps.cast(zeros, DataType::Float);
        steps.give(0, zeros);
    }
    Ok(())
}

/// The numbers from a start on, a step apart and short of a limit: whole ones from 0 on, times the step. tract reckons
/// their count with whole numbers above 0, and so has only such steps, and no limit that is passed from the start.
pub(super) fn range(steps: &mut Steps<'_>) -> Result<()> {
    let none = steps.number(0).zip(steps.number(1)).is_some_and(|(start, limit)| start > limit);
    if !none && steps.number(2).is_some_and(|step| step > 0) {
        return Ok(());
    }
    let [start, limit, step] = [0, 1, 2].map(|place| steps.input(place));
    let way = steps.op("Sub", &[limit, start]);
    let [way, stride] = [way, step].map(|value| steps.cast(value, DataType::Double));
    let count = steps.op("Div", &[way, stride]);
    let count = steps.op("Ceil", &[count]);
    let count = steps.cast(count, DataType::Int64);
    let zero = steps.one(0);
    let count = steps.op("Max", &[count, zero]);
    let places = steps.range(count);
    let places = steps.op("CastLike", &[places, start]);
    let offsets = steps.op("Mul", &[places, step]);
    let numbers = steps.op("Add", &[offsets, start]);
    steps.give(0, numbers);
    Ok(())
}

/// Pads by what stands at the other end, as if the tensor went on and on.
pub(super) fn pad(steps: &mut Steps<'_>) -> Result<()> {
    if steps.word("mode", "constant") != "wrap" {
        return Ok(());
    }
    let Some(rank) = steps.dims(0).map(|dims| dims.len() as i64).filter(|_| steps.optional(3).is_none()) else {
        return steps.refuse("wraps around along some axes only, or an input of which it is not known how many it has");
    };
    let (mut tensor, pads) = (steps.input(0), steps.input(1));
    for axis in 0..rank {
        let [before, after] = [axis, rank + axis].map(|place| {
            let place = steps.one(place);
            steps.op("Gather", &[pads, place])
        });
        let length = steps.length(tensor, axis);
        let (begin, end) = (steps.op("Neg", &[before]), steps.op("Add", &[length, after]));
        let one = steps.one(1);
        let places = steps.op("Range", &[begin, end, one]);
        let places = steps.op("Mod", &[places, length]);
        tensor = steps.op_with("Gather", &[tensor, places], vec![int("axis", axis)]);
    }
    steps.give(0, tensor);
    Ok(())
}
