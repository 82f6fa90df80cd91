//! Convolutions, of integers too, and transposed convolutions.

use super::attributes::{Attribute, int, ints, word};
use super::entry::{Operator, wire};
use super::node::{Node, Value, Wired};
use super::scales::{along, require_bytes, round_to, without_zero};
use super::window::{list, sides};
use penchant_base::limits::MAX_KERNEL_SIDE;
use tract_onnx::tract_core::internal::*;
use tract_onnx::tract_core::ops::cnn::{Conv, Deconv, KernelFormat, PaddingSpec, PoolSpec};
use tract_onnx::tract_core::ops::nn::DataFormat;

pub(super) const AUTO_PAD: Attribute = word("auto_pad", &["NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"]);
const WINDOW: &[Attribute] = &[
    AUTO_PAD,
    ints("dilations", 1..=MAX_KERNEL_SIDE),
    int("group", 1..=1 << 20),
    ints("kernel_shape", 1..=MAX_KERNEL_SIDE),
    ints("pads", 0..=MAX_KERNEL_SIDE),
    ints("strides", 1..=MAX_KERNEL_SIDE),
];

pub(super) const OPERATORS: &[Operator] = &[
    wire("Conv", 2..=3, WINDOW, |node| Ok(tvec![convolution(node)?])),
    wire("ConvInteger", 2..=4, WINDOW, of_integers),
    wire(
        "ConvTranspose",
        2..=3,
        &[
            AUTO_PAD,
            ints("dilations", 1..=MAX_KERNEL_SIDE),
            int("group", 1..=1 << 20),
            ints("kernel_shape", 1..=MAX_KERNEL_SIDE),
            ints("output_padding", 0..=MAX_KERNEL_SIDE),
            ints("output_shape", 1..=1 << 28),
            ints("pads", 0..=MAX_KERNEL_SIDE),
            ints("strides", 1..=MAX_KERNEL_SIDE),
        ],
        transposed,
    ),
    wire("QLinearConv", 8..=9, WINDOW, quantised),
];

/// A convolution of the node's first inputs with its attributes.
pub(super) fn convolution(node: &mut Node<'_>) -> Wired<Value> {
    let (x, weights) = (node.input(0)?, node.input(1)?);
    let biases = node.optional(2);
    convolve(node, x, weights, biases)
}

/// A convolution of any values with the node's attributes.
pub(super) fn convolve(node: &mut Node<'_>, x: Value, weights: Value, biases: Option<Value>) -> Wired<Value> {
    let (image, kernel) = (node.shape(x), node.shape(weights));
    let group = node.attributes().int("group", 1) as usize;
    node.ensure(image.len() == kernel.len() && image.len() >= 3, || {
        format!("has an image of {image:?} and a kernel of {kernel:?}, of different numbers of spatial dimensions")
    })?;
    let fits = kernel[0] % group == 0 && image[1] == kernel[1].saturating_mul(group);
    node.ensure(fits, || format!("has an image of {image:?} and a kernel of {kernel:?} in {group} groups"))?;
    let declared = list(node, "kernel_shape", kernel.len() - 2, 0)?;
    node.ensure(declared.iter().all(|&it| it == 0) || declared[..] == kernel[2..], || {
        format!("declares a kernel of {declared:?} and has one of {kernel:?}")
    })?;
    let sides = sides(node, &image[2..], &kernel[2..], false)?;
    let kind = node.kind(x);
    let kinds = [node.kind(weights), biases.map_or(kind, |biases| node.kind(biases))];
    node.ensure(kinds == [kind; 2] && kind.is_float(), || format!("convolves {kind:?} with {:?}", kinds[0]))?;
    let biases = match biases {
        Some(biases) => {
            let shape = node.shape(biases);
            node.ensure(*shape == kernel[..1], || format!("has biases of {shape:?} for {} channels", kernel[0]))?;
            biases
        }
        None => node.scalar_like(0.0, x)?,
    };
    let (before, after) = sides.iter().map(|side| (side.before, side.after)).unzip();
    if image.contains(&0) || kernel.contains(&0) || sides.iter().any(|side| side.output == 0) {
        let zero = node.scalar_like(0.0, x)?;
        let shape: TVec<usize> =
            [image[0], kernel[0]].into_iter().chain(sides.iter().map(|side| side.output)).collect();
        return node.expand(zero, &shape);
    }
    // Rows that a kernel of one pixel steps over are left out first: tract does that with operators that it then pulls
    // over others (tract-core 0.23.9, conv.rs, declutter_stride_slice_to_downsample). Our own kernels step over them.
    let ours = cfg!(target_arch = "wasm32") && kind == f32::datum_type() && kernel.len() == 4;
    let (mut x, mut strides): (Value, TVec<usize>) = (x, sides.iter().map(|side| side.stride).collect());
    for (axis, side) in sides.iter().enumerate() {
        if !ours && side.kernel == 1 && side.stride > 1 && side.before == 0 && side.after == 0 {
            x = super::shapes::every(node, x, 2 + axis, side.stride)?;
            strides[axis] = 1;
        }
    }
    let pool_spec = PoolSpec::new(
        DataFormat::NCHW,
        kernel[2..].into(),
        PaddingSpec::Explicit(before, after),
        Some(sides.iter().map(|side| side.dilation).collect()),
        Some(strides),
        image[1],
        kernel[0],
    );
    let op = Conv { pool_spec, kernel_fmt: KernelFormat::OIHW, group, q_params: None };
    node.add(op, &[x, weights, biases])
}

/// The sums are those of products of integers: in single precision they are exact below 2^24, else double is needed.
fn of_integers(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (x, weights) = (node.input(0)?, node.input(1)?);
    let zeros = [node.optional(2), node.optional(3)];
    require_bytes(node, &[Some(x), Some(weights), zeros[0], zeros[1]])?;
    let taps: usize = node.shape(weights).iter().skip(1).product();
    let kind = if taps < (1 << 24) / (256 * 256) { f32::datum_type() } else { f64::datum_type() };
    let x = without_zero(node, x, zeros[0], kind, None)?;
    let axis = Some(0).filter(|_| zeros[1].is_some_and(|zero| node.len(zero) > 1));
    let weights = without_zero(node, weights, zeros[1], kind, axis)?;
    let value = convolve(node, x, weights, None)?;
    Ok(tvec![node.cast(value, i32::datum_type())?])
}

/// As a convolution in single precision, whose results are rounded to the integers of the output.
fn quantised(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let input = |index: usize| node.input(index);
    let (x, x_scale, x_zero) = (input(0)?, input(1)?, input(2)?);
    let (weights, w_scale, w_zero) = (input(3)?, input(4)?, input(5)?);
    let (y_scale, y_zero) = (input(6)?, input(7)?);
    require_bytes(node, &[x, weights, x_zero, w_zero, y_zero].map(Some))?;
    let biases = node.optional(8);
    let single = f32::datum_type();
    let channels = Some(0);
    let x = without_zero(node, x, Some(x_zero), single, None)?;
    let weights = without_zero(node, weights, Some(w_zero), single, channels)?;
    let biases = biases.map(|biases| node.cast(biases, single)).transpose()?;
    let sums = convolve(node, x, weights, biases)?;
    let rank = node.rank(sums);
    let x_scale = along(node, x_scale, None, rank)?;
    let w_scale = along(node, w_scale, Some(1), rank)?;
    let y_scale = along(node, y_scale, None, rank)?;
    let scale = super::arithmetic::mul(node, x_scale, w_scale)?;
    let scale = super::arithmetic::div(node, scale, y_scale)?;
    let scaled = super::arithmetic::mul(node, sums, scale)?;
    Ok(tvec![round_to(node, scaled, y_zero)?])
}

/// Every number of the input times the kernel, added up where these overlap.
fn transposed(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (x, weights) = (node.input(0)?, node.input(1)?);
    let (image, kernel) = (node.shape(x), node.shape(weights));
    let attributes = node.attributes();
    let group = attributes.int("group", 1) as usize;
    node.ensure(image.len() == kernel.len() && image.len() >= 3, || {
        format!("has an image of {image:?} and a kernel of {kernel:?}, of different numbers of spatial dimensions")
    })?;
    let fits = kernel[0] % group == 0 && image[1] == kernel[0];
    node.ensure(fits, || format!("has an image of {image:?} and a kernel of {kernel:?} in {group} groups"))?;
    let count = image.len() - 2;
    let declared = list(node, "kernel_shape", count, 0)?;
    node.ensure(declared.iter().all(|&it| it == 0) || declared[..] == kernel[2..], || {
        format!("declares a kernel of {declared:?} and has one of {kernel:?}")
    })?;
    let (strides, dilations) = (list(node, "strides", count, 1)?, list(node, "dilations", count, 1)?);
    let (pads, extra) = (list(node, "pads", 2 * count, 0)?, list(node, "output_padding", count, 0)?);
    let auto = attributes.text("auto_pad", "NOTSET");
    let wanted = attributes.ints("output_shape").filter(|shape| !shape.is_empty());
    let channels = kernel[1].saturating_mul(group);
    let (mut before, mut after): (TVec<usize>, TVec<usize>) = (tvec![], tvec![]);
    let mut outputs: TVec<usize> = tvec![];
    let range = 1..=MAX_KERNEL_SIDE as usize;
    for axis in 0..count {
        let (input, side) = (image[2 + axis], kernel[2 + axis]);
        node.ensure(range.contains(&side) && input > 0, || {
            format!("has a kernel of {kernel:?} and an image of {image:?}")
        })?;
        // How long the result is before anything is cut off.
        let full = strides[axis] * (input - 1) + extra[axis] + (side - 1) * dilations[axis] + 1;
        let output = match wanted {
            // It may name all dimensions, or only those in space.
            Some(shape) if shape.len() == count || shape.len() == count + 2 => {
                Some(shape[shape.len() - count + axis] as usize)
            }
            Some(shape) => {
                return Err(node.invalid(&format!("has an output shape {shape:?} for {count} spatial dimensions")));
            }
            None if auto.starts_with("SAME") => Some(input * strides[axis]),
            None => None,
        };
        let (first, last) = match output {
            Some(output) => {
                // What is too long is cut off on both sides; what is too short is padded at the end.
                let total = full.saturating_sub(output);
                let small = total / 2;
                match auto {
                    "SAME_UPPER" => (small, total - small),
                    _ => (total - small, small),
                }
            }
            None if auto == "VALID" => (0, 0),
            None => (pads[axis], pads[count + axis]),
        };
        let length = full.checked_sub(first + last).filter(|&length| length > 0);
        let Some(length) = length else {
            return Err(node.invalid(&format!("cuts off more than the {full} pixels that it makes")));
        };
        before.push(first);
        after.push(last);
        outputs.push(output.unwrap_or(length));
    }
    let kind = node.kind(x);
    node.ensure(kind.is_float() && node.kind(weights) == kind, || {
        "has an image and a kernel of different types".into()
    })?;
    let biases = node.optional(2);
    if let Some(biases) = biases {
        let shape = node.shape(biases);
        node.ensure(*shape == [channels], || format!("has biases of {shape:?} for {channels} channels"))?;
    }
    // What is longer than what is computed is padded at the end, before the biases are added.
    let mut extra = extra;
    for axis in 0..count {
        let full = strides[axis] * (image[2 + axis] - 1) + extra[axis] + (kernel[2 + axis] - 1) * dilations[axis] + 1;
        extra[axis] += outputs[axis].saturating_sub(full - before[axis] - after[axis]);
    }
    // From (in of group) × out to (out of group) × in.
    let weights = node.reshape(weights, &[&[group, kernel[0] / group][..], &kernel[1..]].concat())?;
    let mut perm: Vec<usize> = (0..kernel.len() + 1).collect();
    perm.swap(1, 2);
    let weights = node.transpose(weights, &perm)?;
    let weights = node.reshape(weights, &[&[channels, kernel[0] / group][..], &kernel[2..]].concat())?;
    let biases = match biases {
        Some(biases) => biases,
        None => node.scalar_like(0.0, x)?,
    };
    let pool_spec = PoolSpec::new(
        DataFormat::NCHW,
        kernel[2..].into(),
        PaddingSpec::Explicit(before, after),
        Some(dilations),
        Some(strides),
        kernel[0],
        channels,
    );
    let op = Deconv::new(pool_spec, KernelFormat::OIHW, extra, group);
    Ok(tvec![node.add(op, &[x, weights, biases])?])
}
