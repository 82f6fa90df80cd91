//! Pools: the largest, the mean or a norm of the numbers of a window, or of a whole channel.

use super::attributes::{flag, int, ints};
use super::convolutions::AUTO_PAD;
use super::copying::{doubles, integers};
use super::entry::{Operator, wire};
use super::node::{Node, Value, Wired};
use super::window::{Side, Walk, list, sides};
use penchant_base::limits::MAX_KERNEL_SIDE;
use std::ops::RangeInclusive;
use tract_onnx::tract_core::internal::*;
use tract_onnx::tract_core::ops::cnn::{MaxPool, PaddingSpec, PoolSpec, SumPool};
use tract_onnx::tract_core::ops::nn::{DataFormat, Reducer};

const SIDE: RangeInclusive<i64> = 1..=MAX_KERNEL_SIDE;
const PAD: RangeInclusive<i64> = 0..=MAX_KERNEL_SIDE;

pub(super) const OPERATORS: &[Operator] = &[
    wire(
        "AveragePool",
        1..=1,
        &[
            AUTO_PAD,
            flag("ceil_mode"),
            flag("count_include_pad"),
            ints("dilations", SIDE),
            ints("kernel_shape", SIDE),
            ints("pads", PAD),
            ints("strides", SIDE),
        ],
        average,
    ),
    wire("GlobalAveragePool", 1..=1, &[], |node| globally(node, super::reductions::mean)),
    wire("GlobalLpPool", 1..=1, &[int("p", 1..=64)], global_norm),
    wire("GlobalMaxPool", 1..=1, &[], |node| {
        globally(node, |node, x, axes| super::reductions::reduce_with(node, x, axes, Reducer::Max))
    }),
    wire(
        "LpPool",
        1..=1,
        &[
            AUTO_PAD,
            flag("ceil_mode"),
            ints("dilations", SIDE),
            ints("kernel_shape", SIDE),
            int("p", 1..=64),
            ints("pads", PAD),
            ints("strides", SIDE),
        ],
        norm,
    ),
    wire(
        "MaxPool",
        1..=1,
        &[
            AUTO_PAD,
            flag("ceil_mode"),
            ints("dilations", SIDE),
            ints("kernel_shape", SIDE),
            ints("pads", PAD),
            flag("storage_order"),
            ints("strides", SIDE),
        ],
        max,
    ),
    wire("MaxUnpool", 2..=3, &[ints("kernel_shape", SIDE), ints("pads", PAD), ints("strides", SIDE)], unpool),
];

fn image(node: &Node<'_>) -> Wired<(Value, TVec<usize>)> {
    let x = node.input(0)?;
    let shape = node.shape(x);
    node.ensure(shape.len() >= 3, || format!("pools a tensor of {shape:?}: examples × channels × … is expected"))?;
    Ok((x, shape))
}

/// The window of a pool. Over an image without pixels it would cover nothing but pads.
fn window(node: &Node<'_>, shape: &[usize]) -> Wired<Vec<Side>> {
    node.ensure(!shape[1..].contains(&0), || {
        format!("pools images of {shape:?}, which have no pixels: at least one is expected")
    })?;
    let count = shape.len() - 2;
    let kernel = list(node, "kernel_shape", count, 0)?;
    node.ensure(!kernel.contains(&0), || "lacks its kernel_shape".into())?;
    let ceil = node.attributes().flag("ceil_mode");
    sides(node, &shape[2..], &kernel, ceil)
}

fn result(shape: &[usize], sides: &[Side]) -> TVec<usize> {
    shape[..2].iter().copied().chain(sides.iter().map(|side| side.output)).collect()
}

/// The window as tract's, if every window lies in the padded input.
fn spec(sides: &[Side], channels: usize) -> Option<PoolSpec> {
    let whole = |side: &Side| {
        (side.output - 1) * side.stride + side.reach() <= side.input + side.before + side.after
            && (side.input + side.before + side.after - side.reach()) / side.stride + 1 == side.output
            && side.before < side.reach()
            && side.after < side.reach()
    };
    if sides.is_empty() || !sides.iter().all(|side| side.output > 0 && whole(side)) {
        return None;
    }
    let (before, after) = sides.iter().map(|side| (side.before, side.after)).unzip();
    Some(PoolSpec::new(
        DataFormat::NCHW,
        sides.iter().map(|side| side.kernel).collect(),
        PaddingSpec::Explicit(before, after),
        Some(sides.iter().map(|side| side.dilation).collect()),
        Some(sides.iter().map(|side| side.stride).collect()),
        channels,
        channels,
    ))
}

fn max(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (x, shape) = image(node)?;
    let sides = window(node, &shape)?;
    let kind = node.kind(x);
    let with_indices = node.wants(1);
    if kind == f32::datum_type()
        && !with_indices
        && sides.iter().all(|side| side.dilation == 1)
        && let Some(pool_spec) = spec(&sides, shape[1])
    {
        return Ok(tvec![node.add(MaxPool { pool_spec, with_index_outputs: None }, &[x])?]);
    }
    let result = result(&shape, &sides);
    let columns_first = node.attributes().flag("storage_order");
    let outputs = tvec![(kind, result.clone()), (i64::datum_type(), result.clone())];
    let both = node.compute_all("MaxPool", &[x], outputs, move |inputs| {
        let walk = Walk::new(&sides);
        let (size, windows): (usize, _) = (shape[2..].iter().product(), walk.windows());
        let all = doubles(&inputs[0])?;
        let (mut places, mut indices) = (Vec::new(), Vec::new());
        for (plane, numbers) in (0..shape[0] * shape[1]).zip(all.chunks(size.max(1))) {
            for window in 0..windows {
                let mut best = None;
                walk.taps(window, |place, _| {
                    let number = numbers[place];
                    if best.is_none_or(|(_, most): (usize, f64)| number > most || number.is_nan() && !most.is_nan()) {
                        best = Some((place, number));
                    }
                });
                let place = best.map_or(0, |(place, _)| place);
                places.push(plane * size + place);
                let index = if columns_first { transposed_index(&shape[2..], place) } else { place };
                indices.push((plane * size + index) as i64);
            }
        }
        let values = super::copying::pick(&inputs[0], &result, places.into_iter())?;
        Ok(tvec![values, Tensor::from_shape(&result, &indices)?])
    })?;
    Ok(both)
}

/// The index of a number if the first spatial axis were the one whose numbers are next to each other.
fn transposed_index(shape: &[usize], place: usize) -> usize {
    let (mut rest, mut indices) = (place, vec![0; shape.len()]);
    for axis in (0..shape.len()).rev() {
        indices[axis] = rest % shape[axis];
        rest /= shape[axis];
    }
    indices.iter().zip(shape).rev().fold(0, |index, (at, length)| index * length + at)
}

/// Whether the padding counts is an attribute; what lies past it, because of `ceil_mode`, does not count.
fn average(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (x, shape) = image(node)?;
    let sides = window(node, &shape)?;
    let kind = node.kind(x);
    let count_padding = node.attributes().flag("count_include_pad");
    if kind == f32::datum_type()
        && sides.iter().all(|side| side.dilation == 1)
        && let Some(pool_spec) = spec(&sides, shape[1])
    {
        return Ok(tvec![node.add(SumPool { pool_spec, count_include_pad: count_padding, normalize: true }, &[x])?]);
    }
    let walk = Walk::new(&sides);
    pool(node, x, &shape, &sides, "AveragePool", move |numbers, window| {
        let (mut sum, mut count) = (0.0, 0usize);
        walk.taps(window, |place, _| {
            sum += numbers[place];
            count += 1;
        });
        sum / if count_padding { walk.padded_taps(window) } else { count } as f64
    })
}

fn norm(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (x, shape) = image(node)?;
    let sides = window(node, &shape)?;
    let p = node.attributes().int("p", 2) as f64;
    let walk = Walk::new(&sides);
    pool(node, x, &shape, &sides, "LpPool", move |numbers, window| {
        let mut sum = 0.0;
        walk.taps(window, |place, _| sum += numbers[place].abs().powf(p));
        sum.powf(1.0 / p)
    })
}

/// Calls `of` for each window, with the numbers of a channel.
fn pool(
    node: &mut Node<'_>,
    x: Value,
    shape: &[usize],
    sides: &[Side],
    name: &'static str,
    of: impl Fn(&[f64], usize) -> f64 + Send + Sync + 'static,
) -> Wired<TVec<Value>> {
    let kind = node.kind(x);
    node.ensure(kind.is_float(), || format!("has an input of {kind:?}: f32 is expected"))?;
    let result = result(shape, sides);
    let size: usize = shape[2..].iter().product();
    let windows = sides.iter().map(|side| side.output).product::<usize>();
    let value = node.compute(name, &[x], kind, &result.clone(), move |inputs| {
        let all = doubles(&inputs[0])?;
        let planes = all.chunks(size.max(1));
        let results: Vec<f64> =
            planes.flat_map(|numbers| (0..windows).map(|window| of(numbers, window)).collect::<Vec<_>>()).collect();
        Ok(Tensor::from_shape(&result, &results)?.cast_to_dt(kind)?.into_owned())
    })?;
    Ok(tvec![value])
}

fn globally(node: &mut Node<'_>, reduce: fn(&mut Node<'_>, Value, &[usize]) -> Wired<Value>) -> Wired<TVec<Value>> {
    let (x, shape) = image(node)?;
    let axes: TVec<usize> = (2..shape.len()).collect();
    Ok(tvec![reduce(node, x, &axes)?])
}

fn global_norm(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (x, shape) = image(node)?;
    let p = node.attributes().int("p", 2) as f64;
    let kind = node.kind(x);
    let (planes, size) = (shape[0] * shape[1], shape[2..].iter().product::<usize>());
    let result: TVec<usize> = shape[..2].iter().copied().chain(shape[2..].iter().map(|_| 1)).collect();
    let value = node.compute("GlobalLpPool", &[x], kind, &result.clone(), move |inputs| {
        let all = doubles(&inputs[0])?;
        let norm = |numbers: &[f64]| numbers.iter().map(|it| it.abs().powf(p)).sum::<f64>().powf(1.0 / p);
        // A plane may have no pixels.
        let results: Vec<f64> = (0..planes).map(|plane| norm(&all[plane * size..][..size])).collect();
        Ok(Tensor::from_shape(&result, &results)?.cast_to_dt(kind)?.into_owned())
    })?;
    Ok(tvec![value])
}

/// Puts the largest numbers of a pool back where they were; the others are zeros.
fn unpool(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (x, shape) = image(node)?;
    let indices = node.input(1)?;
    node.ensure(node.shape(indices) == shape, || "has indices of another shape than its input".into())?;
    let count = shape.len() - 2;
    let kernel = list(node, "kernel_shape", count, 1)?;
    let (strides, pads) = (list(node, "strides", count, 1)?, list(node, "pads", 2 * count, 0)?);
    let mut inner: TVec<usize> = shape.clone();
    for axis in 0..count {
        let length = (shape[2 + axis].saturating_sub(1) * strides[axis] + kernel[axis])
            .checked_sub(pads[axis] + pads[count + axis]);
        inner[2 + axis] = length.ok_or_else(|| node.invalid("has pads that are larger than its output"))?;
    }
    let result = match node.optional(2) {
        Some(given) => {
            let given = node.known_ints(given)?;
            let given = super::shapes::lengths(node, &given)?;
            let fits = given.len() == inner.len() && given.iter().zip(&inner).all(|(given, inner)| given >= inner);
            node.ensure(fits, || format!("has an output of {given:?}, which is smaller than {inner:?}"))?;
            given
        }
        None => inner.clone(),
    };
    let kind = node.kind(x);
    let place = crate::report::describe(node.proto);
    let value = node.compute("MaxUnpool", &[x, indices], kind, &result.clone(), move |inputs| {
        // The indices are those of the smaller output, which may lie in a larger one.
        let (sides, outer) = (super::copying::strides(&inner), super::copying::strides(&result));
        let total: usize = inner.iter().product();
        let mut to = Tensor::zero_dt(kind, &result)?;
        let size = kind.size_of();
        let from = inputs[0].as_bytes();
        for (number, index) in integers(&inputs[1])?.into_iter().enumerate() {
            let Some(index) = usize::try_from(index).ok().filter(|&index| index < total) else {
                return Err(crate::report::invalid(&place, format!("has the index {index} of {total}")).into());
            };
            let at: usize =
                (0..inner.len()).map(|axis| index / sides[axis] as usize % inner[axis] * outer[axis] as usize).sum();
            to.as_bytes_mut()[at * size..][..size].copy_from_slice(&from[number * size..][..size]);
        }
        Ok(to)
    })?;
    Ok(tvec![value])
}
