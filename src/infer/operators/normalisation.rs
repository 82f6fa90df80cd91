//! Normalisation over batches, channels, layers and groups.

use super::arithmetic::{add, mul};
use super::attributes::{float, int, ints};
use super::copying::{doubles, numbers};
use super::entry::{Operator, moves, wire};
use super::node::{Node, Value, Wired};
use super::numeric;
use std::ops::RangeInclusive;
use tract_onnx::tract_core::internal::*;

const AXES: RangeInclusive<i64> = -16..=16;

pub(super) const OPERATORS: &[Operator] = &[
    wire(
        "BatchNormalization",
        5..=5,
        &[float("epsilon"), float("momentum"), int("spatial", 1..=1), int("training_mode", 0..=0)],
        batch,
    ),
    wire(
        "GroupNormalization",
        3..=3,
        &[float("epsilon"), int("num_groups", 1..=1 << 20), int("stash_type", 1..=16)],
        group,
    ),
    wire("InstanceNormalization", 3..=3, &[float("epsilon")], instance),
    moves("LayerNormalization", 2..=3, &[int("axis", AXES), float("epsilon"), int("stash_type", 1..=16)], layer),
    wire("LpNormalization", 1..=1, &[int("axis", AXES), int("p", 1..=2)], norm),
    wire("LRN", 1..=1, &[float("alpha"), float("beta"), float("bias"), int("size", 1..=1 << 20)], local),
    wire("MeanVarianceNormalization", 1..=1, &[ints("axes", AXES)], mean_variance),
    wire(
        "RMSNormalization",
        2..=2,
        &[int("axis", AXES), float("epsilon"), int("stash_type", 1..=16)],
        root_mean_square,
    ),
    // As exporters write it, without a version of its own.
    wire(
        "SimplifiedLayerNormalization",
        2..=2,
        &[int("axis", AXES), float("epsilon"), int("stash_type", 1..=16)],
        root_mean_square,
    ),
];

/// One number for each channel, with a shape that broadcasts.
fn per_channel(node: &mut Node<'_>, value: Value, shape: &[usize]) -> Wired<Value> {
    let channels = shape.get(1).copied().unwrap_or(1);
    let found = node.shape(value);
    node.ensure(*found == [channels], || format!("has numbers of the shape {found:?} for {channels} channels"))?;
    let mut sides = vec![1; shape.len()];
    if let Some(side) = sides.get_mut(1) {
        *side = channels;
    }
    node.reshape(value, &sides)
}

/// (x − mean) / √(variance + ε) · scale + bias, as one product and one sum for each channel.
fn batch(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    if node.wants(1) {
        return Err(node.unsupported("has outputs for training, which are not supported: export it for inference"));
    }
    let shape = node.shape(x);
    node.ensure(!shape.is_empty(), || "has an input without axes".into())?;
    let epsilon = node.attributes().float("epsilon", 1e-5);
    let kind = node.kind(x);
    let mut parts = tvec![];
    for index in 1..5 {
        let part = node.input(index)?;
        let part = node.cast(part, kind)?;
        parts.push(per_channel(node, part, &shape)?);
    }
    let sides = node.shape(parts[0]);
    let outputs = tvec![(kind, sides.clone()), (kind, sides.clone())];
    let factors = node.compute_all("BatchFactors", &parts, outputs, move |inputs| {
        let all = inputs.iter().map(|input| doubles(input)).collect::<TractResult<Vec<_>>>()?;
        let factor = |index: usize| all[0][index] / (all[3][index] + f64::from(epsilon)).sqrt();
        let factors: Vec<f64> = (0..all[0].len()).map(factor).collect();
        let offsets: Vec<f64> = (0..all[0].len()).map(|index| all[1][index] - all[2][index] * factors[index]).collect();
        let tensor = |numbers: &[f64]| Ok(Tensor::from_shape(&sides, numbers)?.cast_to_dt(kind)?.into_owned());
        [factors, offsets].iter().map(|numbers| tensor(numbers)).collect()
    })?;
    let scaled = mul(node, x, factors[0])?;
    Ok(tvec![add(node, scaled, factors[1])?])
}

fn instance(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let shape = node.shape(x);
    node.ensure(shape.len() >= 3, || format!("has an input of {shape:?}: examples × channels × … is expected"))?;
    let epsilon = node.attributes().float("epsilon", 1e-5);
    let flat = node.reshape(x, &[shape[0] * shape[1], shape[2..].iter().product()])?;
    let normal = normalised(node, flat, 1, epsilon, true)?[0];
    let normal = node.reshape(normal, &shape)?;
    let (scale, bias) = (node.input(1)?, node.input(2)?);
    let (scale, bias) = (per_channel(node, scale, &shape)?, per_channel(node, bias, &shape)?);
    let scaled = mul(node, normal, scale)?;
    Ok(tvec![add(node, scaled, bias)?])
}

/// Each group of channels is normalised; scales and biases are for groups before version 21, and for channels from it on.
fn group(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let shape = node.shape(x);
    let attributes = node.attributes();
    let groups = attributes.int("num_groups", 1) as usize;
    let fits = shape.len() >= 3 && shape[1].is_multiple_of(groups);
    node.ensure(fits, || format!("has an input of {shape:?} in {groups} groups"))?;
    let epsilon = attributes.float("epsilon", 1e-5);
    let size = shape[1] / groups * shape[2..].iter().product::<usize>();
    let flat = node.reshape(x, &[shape[0] * groups, size])?;
    let normal = normalised(node, flat, 1, epsilon, true)?[0];
    let (scale, bias) = (node.input(1)?, node.input(2)?);
    let of_groups = node.version < 21;
    let inner = match of_groups {
        true => tvec![shape[0], groups, size],
        false => shape.clone(),
    };
    let normal = node.reshape(normal, &inner)?;
    let (scale, bias) = (per_channel(node, scale, &inner)?, per_channel(node, bias, &inner)?);
    let scaled = mul(node, normal, scale)?;
    let value = add(node, scaled, bias)?;
    Ok(tvec![node.reshape(value, &shape)?])
}

fn layer(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let rank = node.rank(x);
    let axis = node.axis(node.attributes().int("axis", -1), rank)?;
    let epsilon = node.attributes().float("epsilon", 1e-5);
    let (scale, bias) = (node.input(1)?, node.optional(2));
    // In single precision for half, and so are the statistics, whatever the input is.
    let kind = node.kind(x);
    let single = f32::datum_type();
    let x = if kind == DatumType::F16 { node.cast(x, single)? } else { x };
    let parts = normalised(node, x, axis, epsilon, true)?;
    let value = scaled(node, parts[0], Some(scale), bias)?;
    let (means, scales) = (node.cast(parts[1], single)?, node.cast(parts[2], single)?);
    Ok(tvec![node.cast(value, kind)?, means, scales])
}

fn root_mean_square(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let rank = node.rank(x);
    let axis = node.axis(node.attributes().int("axis", -1), rank)?;
    let epsilon = node.attributes().float("epsilon", 1e-5);
    let scale = node.input(1)?;
    Ok(tvec![rms_norm(node, x, axis, Some(scale), epsilon)?])
}

/// Layer normalisation over the axes from `axis` on.
pub(super) fn layer_norm(
    node: &mut Node<'_>,
    x: Value,
    axis: usize,
    scale: Option<Value>,
    bias: Option<Value>,
    epsilon: f32,
) -> Wired<Value> {
    let normal = normalised(node, x, axis, epsilon, true)?[0];
    scaled(node, normal, scale, bias)
}

/// The same without the mean: x / √(mean of squares + ε) · scale.
pub(super) fn rms_norm(node: &mut Node<'_>, x: Value, axis: usize, scale: Option<Value>, epsilon: f32) -> Wired<Value> {
    let normal = normalised(node, x, axis, epsilon, false)?[0];
    scaled(node, normal, scale, None)
}

fn scaled(node: &mut Node<'_>, x: Value, scale: Option<Value>, bias: Option<Value>) -> Wired<Value> {
    let shape = node.shape(x);
    for part in [scale, bias].into_iter().flatten() {
        let found = node.shape(part);
        let fits = super::node::broadcast(&[shape.clone(), found.clone()]) == Some(shape.clone());
        node.ensure(fits, || format!("has a scale or bias of {found:?} for {shape:?}"))?;
    }
    let kind = node.kind(x);
    let mut value = x;
    if let Some(scale) = scale {
        let scale = node.cast(scale, kind)?;
        value = mul(node, value, scale)?;
    }
    if let Some(bias) = bias {
        let bias = node.cast(bias, kind)?;
        value = add(node, value, bias)?;
    }
    Ok(value)
}

/// (x − mean) / √(variance + ε) over the axes from `axis` on, the means, and 1 / √(variance + ε).
fn normalised(node: &mut Node<'_>, x: Value, axis: usize, epsilon: f32, centred: bool) -> Wired<TVec<Value>> {
    let (kind, shape) = (node.kind(x), node.shape(x));
    node.ensure(kind.is_float(), || format!("has an input of {kind:?}: f32 is expected"))?;
    let statistics: TVec<usize> =
        shape.iter().enumerate().map(|(index, &length)| if index < axis { length } else { 1 }).collect();
    let outputs = tvec![(kind, shape.clone()), (kind, statistics.clone()), (kind, statistics.clone())];
    node.compute_all("Normalisation", &[x], outputs, move |inputs| {
        let size: usize = shape[axis..].iter().product();
        let mut result = inputs[0].clone().into_tensor();
        let (mut means, mut scales) = (Vec::new(), Vec::new());
        macro_rules! of {
            ($number:ty, $sum:expr) => {{
                let mut view = result.try_as_plain_ram_mut()?;
                let mut squares: Vec<$number> = vec![0.0; size];
                for row in view.as_slice_mut::<$number>()?.chunks_exact_mut(size.max(1)) {
                    let count = size as $number;
                    let mean = if centred { $sum(row) / count } else { 0.0 };
                    squares.iter_mut().zip(&*row).for_each(|(square, &x)| *square = (x - mean) * (x - mean));
                    let scale = 1.0 / ($sum(&squares) / count + epsilon as $number).sqrt();
                    row.iter_mut().for_each(|x| *x = (*x - mean) * scale);
                    means.push(f64::from(mean));
                    scales.push(f64::from(scale));
                }
            }};
        }
        if kind == f32::datum_type() {
            of!(f32, numeric::sum);
        } else {
            of!(f64, |numbers: &[f64]| numbers.iter().sum::<f64>());
        }
        let count = statistics.iter().product();
        means.resize(count, 0.0);
        scales.resize(count, 0.0);
        let tensor = |numbers: &[f64]| -> TractResult<Tensor> {
            Ok(Tensor::from_shape(&statistics, numbers)?.cast_to_dt(kind)?.into_owned())
        };
        Ok(tvec![result, tensor(&means)?, tensor(&scales)?])
    })
}

/// x / ‖x‖ along an axis; zeros stay zeros.
fn norm(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let (kind, shape) = (node.kind(x), node.shape(x));
    let attributes = node.attributes();
    let axis = node.axis(attributes.int("axis", -1), shape.len())?;
    let squares = attributes.int("p", 2) == 2;
    let value = node.compute("LpNormalization", &[x], kind, &shape.clone(), move |inputs| {
        let mut all = doubles(&inputs[0])?;
        let (length, inner): (usize, usize) = (shape[axis], shape[axis + 1..].iter().product());
        for block in all.chunks_exact_mut((length * inner).max(1)) {
            for column in 0..inner {
                let numbers = (0..length).map(|index| block[index * inner + column]);
                let norm = match squares {
                    true => numbers.map(|x| x * x).sum::<f64>().sqrt(),
                    false => numbers.map(f64::abs).sum(),
                };
                if norm != 0.0 {
                    (0..length).for_each(|index| block[index * inner + column] /= norm);
                }
            }
        }
        Ok(Tensor::from_shape(&shape, &all)?.cast_to_dt(kind)?.into_owned())
    })?;
    Ok(tvec![value])
}

/// x / (bias + α / size · Σ x²)^β, where the sum is over the channels near each.
fn local(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let (kind, shape) = (node.kind(x), node.shape(x));
    let attributes = node.attributes();
    let size = attributes.int("size", 1) as usize;
    let [alpha, beta, bias] = [("alpha", 1e-4), ("beta", 0.75), ("bias", 1.0)]
        .map(|(name, default)| f64::from(attributes.float(name, default)));
    node.ensure(shape.len() >= 2, || format!("has an input of {shape:?}: examples × channels × … is expected"))?;
    let value = node.compute("LRN", &[x], kind, &shape.clone(), move |inputs| {
        let all = doubles(&inputs[0])?;
        let (channels, inner): (usize, usize) = (shape[1], shape[2..].iter().product());
        let mut results = all.clone();
        for (index, result) in results.iter_mut().enumerate() {
            let (channel, rest) = (index / inner % channels, index - index / inner % channels * inner);
            let first = channel.saturating_sub((size - 1) / 2);
            let last = (channel + (size - 1).div_ceil(2)).min(channels - 1);
            let sum: f64 = (first..=last).map(|near| all[rest + near * inner].powi(2)).sum();
            *result /= (bias + alpha / size as f64 * sum).powf(beta);
        }
        Ok(Tensor::from_shape(&shape, &results)?.cast_to_dt(kind)?.into_owned())
    })?;
    Ok(tvec![value])
}

/// (x − mean) / √variance over axes.
fn mean_variance(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let (kind, shape) = (node.kind(x), node.shape(x));
    let axes = node.attributes().ints("axes").unwrap_or(&[0, 2, 3]);
    let axes = node.axes(axes, shape.len())?;
    let value = node.compute("MeanVariance", &[x], kind, &shape.clone(), move |inputs| {
        let all = match kind == f32::datum_type() {
            true => numbers::<f32>(&inputs[0])?.iter().map(|&x| f64::from(x)).collect(),
            false => doubles(&inputs[0])?,
        };
        let reduced: TVec<usize> =
            shape.iter().enumerate().map(|(axis, &length)| if axes.contains(&axis) { 1 } else { length }).collect();
        let each = super::copying::expanded_strides(&reduced, &shape);
        let count: usize = axes.iter().map(|&axis| shape[axis]).product();
        let mut means = vec![0f64; reduced.iter().product()];
        let mut squares = means.clone();
        for (&number, place) in all.iter().zip(super::copying::steps(&each, &shape)) {
            means[place] += number / count as f64;
        }
        for (&number, place) in all.iter().zip(super::copying::steps(&each, &shape)) {
            squares[place] += (number - means[place]).powi(2) / count as f64;
        }
        let places = super::copying::steps(&each, &shape);
        let results = all.iter().zip(places).map(|(&x, place)| (x - means[place]) / (squares[place].sqrt() + 1e-9));
        let results: Vec<f64> = results.collect();
        Ok(Tensor::from_shape(&shape, &results)?.cast_to_dt(kind)?.into_owned())
    })?;
    Ok(tvec![value])
}
