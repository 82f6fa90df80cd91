//! Pictures of other sizes, where to look in a picture that is turned, and pictures put together of blocks.

use super::builder::{NONE, Steps, Value, int, ints, word};
use penchant_base::Result;
use tract_onnx::pb::tensor_proto::DataType;

/// Upsample, which Resize has replaced: each axis by numbers that stand at ⌊place / scale⌋.
pub(super) fn upsample(steps: &mut Steps<'_>) -> Result<()> {
    if steps.word("mode", "nearest") != "nearest" {
        return steps
            .refuse("is run with the mode \"nearest\" only: export the model again, and it has Resize instead");
    }
    let [input, scales] = [0, 1].map(|place| steps.input(place));
    let Some(&[Some(rank)]) = steps.dims(1) else {
        return steps.refuse("has scales of which it is not known how many there are");
    };
    let mut picture = input;
    for axis in 0..rank.clamp(0, 16) {
        let place = steps.one(axis);
        let scale = steps.op("Gather", &[scales, place]);
        let length = steps.length(picture, axis);
        let length = steps.cast(length, DataType::Float);
        let longer = steps.op("Mul", &[length, scale]);
        let longer = steps.op("Floor", &[longer]);
        let longer = steps.cast(longer, DataType::Int64);
        let place = steps.range(longer);
        let place = steps.cast(place, DataType::Float);
        let from = steps.op("Div", &[place, scale]);
        let from = steps.op("Floor", &[from]);
        let from = steps.cast(from, DataType::Int64);
        picture = steps.op_with("Gather", &[picture, from], vec![int("axis", axis)]);
    }
    steps.give(0, picture);
    Ok(())
}

/// Where each place of a picture comes from: its coordinates, from −1 to 1, times an example's matrix.
pub(super) fn affine_grid(steps: &mut Steps<'_>) -> Result<()> {
    let [theta, size] = [0, 1].map(|place| steps.input(place));
    let sides = match steps.dims(1) {
        Some(&[Some(4)]) => 2,
        Some(&[Some(5)]) => 3,
        _ => return steps.refuse("has a size of which it is not known whether it has 4 or 5 numbers"),
    };
    let aligned = steps.int("align_corners") == Some(1);
    let (from, all) = (steps.whole(&[2]), steps.whole(&[i64::MAX]));
    let lengths = steps.op("Slice", &[size, from, all]);
    let mut columns = Vec::new();
    // The last side first: x, y, z.
    for side in (0..sides).rev() {
        let place = steps.one(side);
        let length = steps.op("Gather", &[lengths, place]);
        let place = steps.range(length);
        let place = steps.op("CastLike", &[place, theta]);
        let length = steps.op("CastLike", &[length, theta]);
        let [one, two] = [1.0, 2.0].map(|number| steps.real(number, theta));
        let twice = steps.op("Mul", &[place, two]);
        // From the middle of the first to the middle of the last, or from edge to edge.
        let (begin, span) = match aligned {
            true => (twice, steps.op("Sub", &[length, one])),
            false => (steps.op("Add", &[twice, one]), length),
        };
        let along = steps.op("Div", &[begin, span]);
        let along = steps.op("Sub", &[along, one]);
        let mut shape = vec![1; sides as usize];
        shape[side as usize] = -1;
        let along = steps.reshape(along, &shape);
        let everywhere = steps.op("Expand", &[along, lengths]);
        columns.push(steps.reshape(everywhere, &[-1, 1]));
    }
    let one = steps.real(1.0, theta);
    let zero = steps.op("Mul", &[columns[0], one]);
    let zero = steps.op("Sub", &[zero, columns[0]]);
    columns.push(steps.op("Add", &[zero, one]));
    let places = steps.op_with("Concat", &columns, vec![int("axis", 1)]);
    let turned = ints("perm", &[0, 2, 1]);
    let matrix = steps.op_with("Transpose", &[theta], vec![turned]);
    let grid = steps.op("MatMul", &[places, matrix]);
    let examples = steps.whole(&[-1]);
    let coordinates = steps.whole(&[sides]);
    let shape = steps.op_with("Concat", &[examples, lengths, coordinates], vec![int("axis", 0)]);
    let grid = steps.op("Reshape", &[grid, shape]);
    steps.give(0, grid);
    Ok(())
}

/// Adds up blocks that overlap, each a column of numbers, where they lie in a picture: where each number of a block
/// lies along a side is the block's place plus its own within the block.
pub(super) fn col2im(steps: &mut Steps<'_>) -> Result<()> {
    let Some(&[Some(rank)]) = steps.dims(1) else {
        return steps.refuse("has an image shape of which it is not known how many dimensions it has");
    };
    if steps.dims(2) != steps.dims(1) {
        return steps.refuse("has blocks of another number of dimensions than its picture");
    }
    let sides = rank.clamp(0, 16) as usize;
    let (strides, dilations) = (steps.ints("strides", sides, 1), steps.ints("dilations", sides, 1));
    let pads = steps.ints("pads", 2 * sides, 0);
    if strides.len() != sides || dilations.len() != sides || pads.len() != 2 * sides {
        return steps.refuse("has a picture, strides, dilations and pads of different numbers of dimensions");
    }
    let (before, after) = pads.split_at(sides);
    let [columns, image, block] = [0, 1, 2].map(|place| steps.input(place));
    let both: Vec<i64> = before.iter().zip(after).map(|(before, after)| before + after).collect();
    let both = steps.whole(&both);
    let padded = steps.op("Add", &[image, both]);

    let mut place: Option<Value> = None;
    for side in 0..sides {
        let at = steps.one(side as i64);
        let [length, size] = [padded, block].map(|lengths| steps.op("Gather", &[lengths, at]));
        let [stride, dilation, one] = [strides[side], dilations[side], 1].map(|number| steps.one(number));
        let last = steps.op("Sub", &[size, one]);
        let reach = steps.op("Mul", &[last, dilation]);
        let room = steps.op("Sub", &[length, reach]);
        let limit = steps.op("Max", &[room, one]);
        let zero = steps.one(0);
        let begin = steps.op("Range", &[zero, limit, stride]);
        let within = steps.range(size);
        let within = steps.op("Mul", &[within, dilation]);
        // Those within a block lie along the first axes, the blocks along the last.
        let [mut inner, mut outer] = [vec![1; 2 * sides], vec![1; 2 * sides]];
        (inner[side], outer[sides + side]) = (-1, -1);
        let (within, begin) = (steps.reshape(within, &inner), steps.reshape(begin, &outer));
        let along = steps.op("Add", &[begin, within]);
        place = Some(match place {
            None => along,
            Some(before) => {
                let line = steps.op("Mul", &[before, length]);
                steps.op("Add", &[line, along])
            }
        });
    }
    let place = steps.reshape(place.unwrap_or(NONE), &[1, -1]);
    let numbers = steps.length(place, 1);
    let (all, numbers) = (steps.whole(&[-1]), steps.reshape(numbers, &[1]));
    let rows = steps.op_with("Concat", &[all, numbers], vec![int("axis", 0)]);
    let rows = steps.op("Reshape", &[columns, rows]);
    let shape = steps.op("Shape", &[rows]);
    let place = steps.op("Expand", &[place, shape]);

    let count = steps.reduce("ReduceProd", padded, None);
    let count = steps.reshape(count, &[1]);
    let height = steps.length(rows, 0);
    let height = steps.reshape(height, &[1]);
    let empty = steps.op_with("Concat", &[height, count], vec![int("axis", 0)]);
    let zero = steps.real(0.0, columns);
    let empty = steps.op("Expand", &[zero, empty]);
    let sums = vec![int("axis", 1), word("reduction", "add")];
    let sums = steps.op_with("ScatterElements", &[empty, place, rows], sums);

    let examples = steps.length(columns, 0);
    let examples = steps.reshape(examples, &[1]);
    let shape = steps.op_with("Concat", &[examples, all, padded], vec![int("axis", 0)]);
    let sums = steps.op("Reshape", &[sums, shape]);
    let begin = steps.whole(before);
    let end = steps.op("Add", &[begin, image]);
    let axes = steps.whole(&(2..2 + rank).collect::<Vec<_>>());
    let picture = steps.op("Slice", &[sums, begin, end, axes]);
    steps.give(0, picture);
    Ok(())
}
