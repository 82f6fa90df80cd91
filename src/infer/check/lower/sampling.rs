//! Images in other sizes, the coordinates of an affine transformation, and images assembled from blocks.

use super::builder::{NONE, NodeBuilder, Value, int, ints, string};
use penchant_base::Result;
use tract_onnx::pb::tensor_proto::DataType;

/// Upsample, which ONNX has replaced by Resize: along each axis, output i is input ⌊i / scale⌋.
pub(super) fn upsample(builder: &mut NodeBuilder<'_>) -> Result<()> {
    if builder.string("mode", "nearest") != "nearest" {
        return builder.unsupported(
            "is supported with the mode \"nearest\" only: export the model with a later version, \
             which has Resize instead",
        );
    }
    let [input, scales] = [0, 1].map(|index| builder.input(index));
    let Some(&[Some(rank)]) = builder.dims(1) else {
        return builder.unsupported("has an unknown number of scales: export the model with constant scales");
    };
    let mut image = input;
    for axis in 0..rank.clamp(0, 16) {
        let index = builder.int_scalar(axis);
        let scale = builder.op("Gather", &[scales, index]);
        let length = builder.length(image, axis);
        let length = builder.cast(length, DataType::Float);
        let longer = builder.op("Mul", &[length, scale]);
        let longer = builder.op("Floor", &[longer]);
        let longer = builder.cast(longer, DataType::Int64);
        let index = builder.range(longer);
        let index = builder.cast(index, DataType::Float);
        let from = builder.op("Div", &[index, scale]);
        let from = builder.op("Floor", &[from]);
        let from = builder.cast(from, DataType::Int64);
        image = builder.op_with("Gather", &[image, from], vec![int("axis", axis)]);
    }
    builder.set_output(0, image);
    Ok(())
}

/// For each pixel of the output, its coordinates in the input: from −1 to 1, times the matrix of the example.
pub(super) fn affine_grid(builder: &mut NodeBuilder<'_>) -> Result<()> {
    let [theta, size] = [0, 1].map(|index| builder.input(index));
    let sides = match builder.dims(1) {
        Some(&[Some(4)]) => 2,
        Some(&[Some(5)]) => 3,
        _ => return builder.unsupported("has a size of an unknown number of dimensions: 4 or 5 are supported"),
    };
    let aligned = builder.int("align_corners") == Some(1);
    let (from, all) = (builder.int_list(&[2]), builder.int_list(&[i64::MAX]));
    let lengths = builder.op("Slice", &[size, from, all]);
    let mut columns = Vec::new();
    // In the order x, y, z, which is from the last side to the first.
    for side in (0..sides).rev() {
        let index = builder.int_scalar(side);
        let length = builder.op("Gather", &[lengths, index]);
        let index = builder.range(length);
        let index = builder.op("CastLike", &[index, theta]);
        let length = builder.op("CastLike", &[length, theta]);
        let [one, two] = [1.0, 2.0].map(|number| builder.scalar_like(number, theta));
        let twice = builder.op("Mul", &[index, two]);
        // −1 and 1 are the centres of the first and the last pixel, or the edges of the image.
        let (start, span) = match aligned {
            true => (twice, builder.op("Sub", &[length, one])),
            false => (builder.op("Add", &[twice, one]), length),
        };
        let along = builder.op("Div", &[start, span]);
        let along = builder.op("Sub", &[along, one]);
        let mut shape = vec![1; sides as usize];
        shape[side as usize] = -1;
        let along = builder.reshape(along, &shape);
        let everywhere = builder.op("Expand", &[along, lengths]);
        columns.push(builder.reshape(everywhere, &[-1, 1]));
    }
    let one = builder.scalar_like(1.0, theta);
    let zero = builder.op("Mul", &[columns[0], one]);
    let zero = builder.op("Sub", &[zero, columns[0]]);
    columns.push(builder.op("Add", &[zero, one]));
    let coordinates = builder.op_with("Concat", &columns, vec![int("axis", 1)]);
    let transposed = ints("perm", &[0, 2, 1]);
    let matrix = builder.op_with("Transpose", &[theta], vec![transposed]);
    let grid = builder.op("MatMul", &[coordinates, matrix]);
    let examples = builder.int_list(&[-1]);
    let axes = builder.int_list(&[sides]);
    let shape = builder.op_with("Concat", &[examples, lengths, axes], vec![int("axis", 0)]);
    let grid = builder.op("Reshape", &[grid, shape]);
    builder.set_output(0, grid);
    Ok(())
}

/// Adds overlapping blocks, each given as a column of numbers, into an image. Along each side, a number's position is
/// that of its block plus its own within the block.
pub(super) fn col2im(builder: &mut NodeBuilder<'_>) -> Result<()> {
    let Some(&[Some(rank)]) = builder.dims(1) else {
        return builder.unsupported(
            "has an image of an unknown number of dimensions: export the model with a constant image shape",
        );
    };
    if builder.dims(2) != builder.dims(1) {
        return builder.unsupported("has blocks and an image of different numbers of dimensions");
    }
    let sides = rank.clamp(0, 16) as usize;
    let (strides, dilations) = (builder.ints("strides", sides, 1), builder.ints("dilations", sides, 1));
    let pads = builder.ints("pads", 2 * sides, 0);
    if strides.len() != sides || dilations.len() != sides || pads.len() != 2 * sides {
        return builder.unsupported("has an image, strides, dilations and pads for different numbers of dimensions");
    }
    let (before, after) = pads.split_at(sides);
    let [columns, image, block] = [0, 1, 2].map(|index| builder.input(index));
    let pads: Vec<i64> = before.iter().zip(after).map(|(before, after)| before + after).collect();
    let pads = builder.int_list(&pads);
    let padded = builder.op("Add", &[image, pads]);

    let mut positions: Option<Value> = None;
    for side in 0..sides {
        let index = builder.int_scalar(side as i64);
        let [length, size] = [padded, block].map(|lengths| builder.op("Gather", &[lengths, index]));
        let [stride, dilation, one] = [strides[side], dilations[side], 1].map(|number| builder.int_scalar(number));
        let last = builder.op("Sub", &[size, one]);
        let reach = builder.op("Mul", &[last, dilation]);
        let room = builder.op("Sub", &[length, reach]);
        let limit = builder.op("Max", &[room, one]);
        let zero = builder.int_scalar(0);
        let start = builder.op("Range", &[zero, limit, stride]);
        let within = builder.range(size);
        let within = builder.op("Mul", &[within, dilation]);
        // Positions within a block are along the first axes, the blocks along the last.
        let [mut inner, mut outer] = [vec![1; 2 * sides], vec![1; 2 * sides]];
        (inner[side], outer[sides + side]) = (-1, -1);
        let (within, start) = (builder.reshape(within, &inner), builder.reshape(start, &outer));
        let along = builder.op("Add", &[start, within]);
        positions = Some(match positions {
            None => along,
            Some(before) => {
                let line = builder.op("Mul", &[before, length]);
                builder.op("Add", &[line, along])
            }
        });
    }
    let positions = builder.reshape(positions.unwrap_or(NONE), &[1, -1]);
    let numbers = builder.length(positions, 1);
    let (all, numbers) = (builder.int_list(&[-1]), builder.reshape(numbers, &[1]));
    let rows = builder.op_with("Concat", &[all, numbers], vec![int("axis", 0)]);
    let rows = builder.op("Reshape", &[columns, rows]);
    let shape = builder.op("Shape", &[rows]);
    let positions = builder.op("Expand", &[positions, shape]);

    let count = builder.reduce("ReduceProd", padded, None);
    let count = builder.reshape(count, &[1]);
    let height = builder.length(rows, 0);
    let height = builder.reshape(height, &[1]);
    let empty = builder.op_with("Concat", &[height, count], vec![int("axis", 0)]);
    let zero = builder.scalar_like(0.0, columns);
    let empty = builder.op("Expand", &[zero, empty]);
    let add = vec![int("axis", 1), string("reduction", "add")];
    let sums = builder.op_with("ScatterElements", &[empty, positions, rows], add);

    let examples = builder.length(columns, 0);
    let examples = builder.reshape(examples, &[1]);
    let shape = builder.op_with("Concat", &[examples, all, padded], vec![int("axis", 0)]);
    let sums = builder.op("Reshape", &[sums, shape]);
    let start = builder.int_list(before);
    let end = builder.op("Add", &[start, image]);
    let axes = builder.int_list(&(2..2 + rank).collect::<Vec<_>>());
    let image = builder.op("Slice", &[sums, start, end, axes]);
    builder.set_output(0, image);
    Ok(())
}
