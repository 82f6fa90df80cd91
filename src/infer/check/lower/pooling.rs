//! Pooling: by powers, with a rounded-up number of windows, and the inverse of max pooling.

use super::builder::{NodeBuilder, Value, int, ints};
use penchant_base::Result;

/// (Σ |x|ᵖ)^(1/p) over each window, from the average of |x|ᵖ, padding included, times the size of the window.
pub(super) fn lp_pool(builder: &mut NodeBuilder<'_>) -> Result<()> {
    let power = builder.int("p").unwrap_or(2) as f32;
    let size: f32 = builder.ints("kernel_shape", 0, 1).iter().map(|&side| side as f32).product();
    let image = builder.input(0);
    let image = pad_to_windows(builder, image)?;
    let [p, size, root] = [power, size, 1.0 / power].map(|number| builder.scalar_like(number, image));
    let absolute = builder.op("Abs", &[image]);
    let raised = builder.op("Pow", &[absolute, p]);
    let mean = average(builder, raised);
    let summed = builder.op("Mul", &[mean, size]);
    let rooted = builder.op("Pow", &[summed, root]);
    builder.set_output(0, rooted);
    Ok(())
}

/// tract lacks averages that count the padding of windows beyond the edge: that is padded here.
pub(super) fn average_pool(builder: &mut NodeBuilder<'_>) -> Result<()> {
    if rounds_up(builder) && builder.int("count_include_pad") == Some(1) {
        let image = builder.input(0);
        let image = pad_to_windows(builder, image)?;
        let mean = average(builder, image);
        builder.set_output(0, mean);
    }
    Ok(())
}

/// The average of what [`pad_to_windows`] returns.
fn average(builder: &mut NodeBuilder<'_>, image: Value) -> Value {
    let mut attributes = vec![int("count_include_pad", 1), int("ceil_mode", 0)];
    if rounds_up(builder) {
        attributes.push(ints("pads", &vec![0; 2 * builder.ints("kernel_shape", 0, 1).len()]));
    }
    builder.node_as("AveragePool", &[image], attributes)
}

fn rounds_up(builder: &NodeBuilder<'_>) -> bool {
    builder.int("ceil_mode") == Some(1) && builder.string("auto_pad", "NOTSET") == "NOTSET"
}

/// An image with zeros wherever a window reaches beyond it, if the number of windows is rounded up.
fn pad_to_windows(builder: &mut NodeBuilder<'_>, image: Value) -> Result<Value> {
    if !rounds_up(builder) {
        return Ok(image);
    }
    if builder.opset < 11 {
        return builder.unsupported("has ceil_mode: export the model with version 11 of the ONNX operators or later");
    }
    let kernel = builder.ints("kernel_shape", 0, 1);
    let sides = kernel.len();
    let (strides, dilations) = (builder.ints("strides", sides, 1), builder.ints("dilations", sides, 1));
    let pads = builder.ints("pads", 2 * sides, 0);
    let (before, after) = pads.split_at(sides);
    let reach: Vec<i64> = kernel.iter().zip(&dilations).map(|(kernel, dilation)| (kernel - 1) * dilation + 1).collect();

    let shape = builder.op("Shape", &[image]);
    let (start, end) = (builder.int_list(&[2]), builder.int_list(&[2 + sides as i64]));
    let lengths = builder.op("Slice", &[shape, start, end]);
    let [zero, stride, before, reach] =
        [&vec![0; sides], &strides, &before.to_vec(), &reach].map(|it| builder.int_list(it));
    let after = builder.int_list(after);
    // The last window starts inside the image or in the padding before it.
    let limit = builder.op("Add", &[lengths, before]);
    let padded = builder.op("Add", &[limit, after]);
    let room = builder.op("Sub", &[padded, reach]);
    let room = builder.op("Max", &[room, zero]);
    let round_up = builder.int_list(&strides.iter().map(|stride| stride - 1).collect::<Vec<_>>());
    let room = builder.op("Add", &[room, round_up]);
    let count = builder.op("Div", &[room, stride]);
    let last = builder.op("Mul", &[count, stride]);
    let earlier = builder.op("Sub", &[last, stride]);
    let inside = builder.op("Less", &[last, limit]);
    let last = builder.op("Where", &[inside, last, earlier]);
    let end = builder.op("Add", &[last, reach]);
    let missing = builder.op("Sub", &[end, limit]);
    let missing = builder.op("Max", &[missing, zero]);
    let none = builder.int_list(&[0, 0]);
    let pads = builder.op_with("Concat", &[none, before, none, missing], vec![int("axis", 0)]);
    Ok(builder.op("Pad", &[image, pads]))
}

/// Puts each number at the index where max pooling found it, in an image of zeros.
pub(super) fn max_unpool(builder: &mut NodeBuilder<'_>) -> Result<()> {
    let kernel = builder.ints("kernel_shape", 0, 1);
    let sides = kernel.len();
    let (strides, pads) = (builder.ints("strides", sides, 1), builder.ints("pads", 2 * sides, 0));
    if strides.len() != sides || pads.len() != 2 * sides {
        return builder.unsupported("has a kernel, strides and pads for different numbers of spatial dimensions");
    }
    // The shape before pooling: (length − 1)·stride + kernel − pads along each side.
    let scale: Vec<i64> = [1, 1].into_iter().chain(strides.iter().copied()).collect();
    let more = (0..sides).map(|side| kernel[side] - strides[side] - pads[side] - pads[sides + side]);
    let more: Vec<i64> = [0, 0].into_iter().chain(more).collect();
    let (numbers, indices) = (builder.input(0), builder.input(1));
    let shape = builder.op("Shape", &[numbers]);
    let (scale, more) = (builder.int_list(&scale), builder.int_list(&more));
    let shape = builder.op("Mul", &[shape, scale]);
    let shape = builder.op("Add", &[shape, more]);

    let count = builder.reduce("ReduceProd", shape, None);
    let count = builder.reshape(count, &[1]);
    let zero = builder.scalar_like(0.0, numbers);
    let zeros = builder.op("Expand", &[zero, count]);
    let (numbers, indices) = (builder.reshape(numbers, &[-1]), builder.reshape(indices, &[-1]));
    let flat = builder.op("ScatterElements", &[zeros, indices, numbers]);
    let mut image = builder.op("Reshape", &[flat, shape]);
    if let Some(requested) = builder.optional_input(2) {
        let after = builder.op("Sub", &[requested, shape]);
        let before = builder.int_list(&vec![0; 2 + sides]);
        let pads = builder.op_with("Concat", &[before, after], vec![int("axis", 0)]);
        image = builder.op("Pad", &[image, pads]);
    }
    builder.set_output(0, image);
    Ok(())
}
