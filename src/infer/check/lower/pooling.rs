//! Pooling: powers, what rounds up, and the way back from the largest.

use super::builder::{Steps, Value, int, ints};
use penchant_base::Result;

/// (Σ |x|ᵖ)^(1/p) over each window: the average of |x|ᵖ, padding included, times the window's size.
pub(super) fn lp_pool(steps: &mut Steps<'_>) -> Result<()> {
    let power = steps.int("p").unwrap_or(2) as f32;
    let size: f32 = steps.ints("kernel_shape", 0, 1).iter().map(|&side| side as f32).product();
    let image = steps.input(0);
    let image = windows(steps, image)?;
    let [p, size, root] = [power, size, 1.0 / power].map(|number| steps.real(number, image));
    let absolute = steps.op("Abs", &[image]);
    let raised = steps.op("Pow", &[absolute, p]);
    let mean = average(steps, raised);
    let summed = steps.op("Mul", &[mean, size]);
    let rooted = steps.op("Pow", &[summed, root]);
    steps.give(0, rooted);
    Ok(())
}

/// Where windows that hang over the edge count as whole ones: the overhang is padded.
pub(super) fn average_pool(steps: &mut Steps<'_>) -> Result<()> {
    if rounds_up(steps) && steps.int("count_include_pad") == Some(1) {
        let image = steps.input(0);
        let image = windows(steps, image)?;
        let mean = average(steps, image);
        steps.give(0, mean);
    }
    Ok(())
}

/// Of what [`windows`] gives.
fn average(steps: &mut Steps<'_>, image: Value) -> Value {
    let mut attributes = vec![int("count_include_pad", 1), int("ceil_mode", 0)];
    if rounds_up(steps) {
        attributes.push(ints("pads", &vec![0; 2 * steps.ints("kernel_shape", 0, 1).len()]));
    }
    steps.instead("AveragePool", &[image], attributes)
}

fn rounds_up(steps: &Steps<'_>) -> bool {
    steps.int("ceil_mode") == Some(1) && steps.word("auto_pad", "NOTSET") == "NOTSET"
}

/// A picture with zeros wherever a window reaches past it, if the number of windows is rounded up.
fn windows(steps: &mut Steps<'_>, image: Value) -> Result<Value> {
    if !rounds_up(steps) {
        return Ok(image);
    }
    if steps.opset < 11 {
        return steps
            .refuse("counts padding and rounds up: export the model with version 11 of the operators or later");
    }
    let kernel = steps.ints("kernel_shape", 0, 1);
    let sides = kernel.len();
    let (strides, dilations) = (steps.ints("strides", sides, 1), steps.ints("dilations", sides, 1));
    let pads = steps.ints("pads", 2 * sides, 0);
    let (before, after) = pads.split_at(sides);
    let reach: Vec<i64> = kernel.iter().zip(&dilations).map(|(kernel, dilation)| (kernel - 1) * dilation + 1).collect();

    let shape = steps.op("Shape", &[image]);
    let (from, to) = (steps.whole(&[2]), steps.whole(&[2 + sides as i64]));
    let lengths = steps.op("Slice", &[shape, from, to]);
    let [zero, stride, before, reach] = [&vec![0; sides], &strides, &before.to_vec(), &reach].map(|it| steps.whole(it));
    let after = steps.whole(after);
    // The last window begins within the picture or before it.
    let begun = steps.op("Add", &[lengths, before]);
    let padded = steps.op("Add", &[begun, after]);
    let room = steps.op("Sub", &[padded, reach]);
    let room = steps.op("Max", &[room, zero]);
    let less = steps.whole(&strides.iter().map(|stride| stride - 1).collect::<Vec<_>>());
    let room = steps.op("Add", &[room, less]);
    let count = steps.op("Div", &[room, stride]);
    let last = steps.op("Mul", &[count, stride]);
    let earlier = steps.op("Sub", &[last, stride]);
    let within = steps.op("Less", &[last, begun]);
    let last = steps.op("Where", &[within, last, earlier]);
    let end = steps.op("Add", &[last, reach]);
    let missing = steps.op("Sub", &[end, begun]);
    let missing = steps.op("Max", &[missing, zero]);
    let two = steps.whole(&[0, 0]);
    let pads = steps.op_with("Concat", &[two, before, two, missing], vec![int("axis", 0)]);
    Ok(steps.op("Pad", &[image, pads]))
}

/// Puts each number where the largest of a window stood, in a picture of zeros.
pub(super) fn max_unpool(steps: &mut Steps<'_>) -> Result<()> {
    let kernel = steps.ints("kernel_shape", 0, 1);
    let sides = kernel.len();
    let (strides, pads) = (steps.ints("strides", sides, 1), steps.ints("pads", 2 * sides, 0));
    if strides.len() != sides || pads.len() != 2 * sides {
        return steps.refuse("has a kernel, strides and pads of different numbers of dimensions");
    }
    // What the shape was before: (length − 1)·stride + kernel − pads along each side.
    let both = [1, 1];
    let scale: Vec<i64> = both.into_iter().chain(strides.iter().copied()).collect();
    let more = (0..sides).map(|side| kernel[side] - strides[side] - pads[side] - pads[sides + side]);
    let more: Vec<i64> = [0, 0].into_iter().chain(more).collect();
    let (numbers, places) = (steps.input(0), steps.input(1));
    let shape = steps.op("Shape", &[numbers]);
    let (scale, more) = (steps.whole(&scale), steps.whole(&more));
    let shape = steps.op("Mul", &[shape, scale]);
    let shape = steps.op("Add", &[shape, more]);

    let count = steps.reduce("ReduceProd", shape, None);
    let count = steps.reshape(count, &[1]);
    let zero = steps.real(0.0, numbers);
    let zeros = steps.op("Expand", &[zero, count]);
    let (numbers, places) = (steps.reshape(numbers, &[-1]), steps.reshape(places, &[-1]));
    let flat = steps.op("ScatterElements", &[zeros, places, numbers]);
    let mut picture = steps.op("Reshape", &[flat, shape]);
    if let Some(wanted) = steps.optional(2) {
        let after = steps.op("Sub", &[wanted, shape]);
        let before = steps.whole(&vec![0; 2 + sides]);
        let pads = steps.op_with("Concat", &[before, after], vec![int("axis", 0)]);
        picture = steps.op("Pad", &[picture, pads]);
    }
    steps.give(0, picture);
    Ok(())
}
