//! The check of one node: its attributes, and those of its inputs that are constants and decide how large its output
//! is. These are the numbers that tract divides by, indexes with, or allocates memory for.

use super::attributes::attribute;
use super::report::{describe, invalid};
use super::tensors::{self, unsupported_type, volume};
use crate::tensor::ElementType;
use penchant_base::limits::{MAX_KERNEL_SIDE, MAX_TENSOR_NUMBERS, MAX_TENSOR_RANK};
use penchant_base::{Error, ErrorKind, Result};
use std::ops::RangeInclusive;
use tract_onnx::pb::{NodeProto, TensorProto};

/// How many times longer one node may make an axis by scaling.
const MAX_GROWTH: f32 = 4096.0;
const RANK: i64 = MAX_TENSOR_RANK as i64;
const NUMBERS: i64 = MAX_TENSOR_NUMBERS as i64;

/// What is known about the values that a node uses before the model runs.
pub(super) trait Facts<'t> {
    /// The value, if it is a constant of the file.
    fn constant(&self, value: &str) -> Option<&'t TensorProto>;
    /// The value's dimensions, `None` for those that are not known.
    fn dims(&self, value: &str) -> Option<&[Option<i64>]>;
}

/// Checks a node.
pub(super) fn check<'t>(node: &NodeProto, facts: &impl Facts<'t>) -> Result<()> {
    check_inputs(node)?;
    check_window(node, facts)?;
    let rank = node.input.first().and_then(|input| facts.dims(input)).map(|dims| dims.len() as i64);
    for attribute in &node.attribute {
        let name = &*attribute.name;
        let one = |range| check_range(node, name, &[attribute.i], range);
        let all = |range| check_range(node, name, &attribute.ints, range);
        match (name, &*node.op_type) {
            ("kernel_shape" | "strides" | "dilations", _) => all(1..=MAX_KERNEL_SIDE)?,
            ("output_shape", "ConvTranspose") => all(1..=NUMBERS)?,
            ("output_padding", _) => all(0..=MAX_KERNEL_SIDE)?,
            ("pads", "Pad") => all(-NUMBERS..=NUMBERS)?,
            ("pads", _) => all(0..=MAX_KERNEL_SIDE)?,
            ("group" | "blocksize" | "size", _) => one(1..=1 << 20)?,
            ("hidden_size", _) => one(1..=1 << 16)?,
            ("p", "LpPool") => one(1..=64)?,
            ("num_outputs", _) => one(1..=1 << 12)?,
            ("num_scan_inputs", _) => one(1..=node.input.len() as i64)?,
            ("equation", _)
                if !attribute.s.iter().all(|byte| byte.is_ascii_alphabetic() || b".,-> ".contains(byte)) =>
            {
                return Err(invalid(
                    &describe(node),
                    "has an equation with characters other than letters, commas, dots and an arrow",
                ));
            }
            ("axis", "Flatten") => rank.map_or(one(-RANK..=RANK), |rank| one(-rank..=rank))?,
            ("axis", "OneHot") => rank.map_or(one(-RANK..=RANK), |rank| one(-rank - 1..=rank))?,
            ("axis", operator) if AXIS_OF_FIRST_INPUT.contains(&operator) => {
                rank.map_or(one(-RANK..=RANK), |rank| one(-rank..=rank - 1))?;
            }
            ("axis" | "batch_axis" | "time_axis", _) if attribute.ints.is_empty() => one(-RANK..=RANK)?,
            ("axes", "Squeeze") => rank.map_or(all(-RANK..=RANK), |rank| all(-rank..=rank - 1))?,
            ("axes" | "scan_input_axes" | "scan_output_axes", _) => all(-RANK..=RANK)?,
            ("split", _) => all(0..=NUMBERS)?,
            ("scales", _) => check_growth(node, name, &attribute.floats)?,
            ("perm", _) => check_permutation(node, &attribute.ints)?,
            ("shape", _) if !attribute.ints.is_empty() && node.op_type != "Reshape" => {
                volume(&attribute.ints, &format!("the shape of {}", describe(node)))?;
            }
            ("to" | "dtype", _) if attribute.i != 0 => {
                let number = i32::try_from(attribute.i).unwrap_or(-1);
                if ElementType::from_onnx(number).is_none() {
                    return Err(unsupported_type(number, &format!("the output of {}", describe(node))));
                }
            }
            _ => {}
        }
    }
    let constant = |input: usize| node.input.get(input).and_then(|name| facts.constant(name));
    let integers = |input: usize| constant(input).and_then(tensors::integers);
    let floats = |input: usize| constant(input).and_then(tensors::floats);
    let shape_name = || format!("the shape of {}", describe(node));
    match &*node.op_type {
        "ConstantOfShape" => integers(0).map_or(Ok(()), |dims| volume(&dims, &shape_name()).map(|_| ()))?,
        "Expand" => integers(1).map_or(Ok(()), |dims| volume(&dims, &shape_name()).map(|_| ()))?,
        "Reshape" => {
            if let Some(dims) = integers(1) {
                check_range(node, "shape", &dims, -1..=NUMBERS)?;
                let fixed: Vec<i64> = dims.into_iter().filter(|&dim| dim > 0).collect();
                volume(&fixed, &shape_name())?;
            }
        }
        "Tile" => {
            if let Some(repeats) = integers(1) {
                check_range(node, "repeats", &repeats, 0..=NUMBERS)?;
                volume(&repeats, &shape_name())?;
            }
        }
        "Squeeze" | "Unsqueeze" => {
            if let Some(axes) = integers(1) {
                let added = if node.op_type == "Unsqueeze" { axes.len() as i64 } else { 0 };
                let rank = rank.map_or(RANK, |rank| rank + added);
                check_range(node, "axes", &axes, -rank..=rank - 1)?;
            }
        }
        "OneHot" => integers(1).map_or(Ok(()), |depth| check_range(node, "depth", &depth, 1..=1 << 24))?,
        "TopK" => integers(1).map_or(Ok(()), |k| check_range(node, "k", &k, 0..=NUMBERS))?,
        "Pad" => integers(1).map_or(Ok(()), |pads| {
            check_range(node, "pads", &pads, -NUMBERS..=NUMBERS)?;
            check_pads(node, &pads, facts)?;
            volume(&pads.iter().map(|pad| pad.max(&0) + 1).collect::<Vec<_>>(), &shape_name()).map(|_| ())
        })?,
        "Range" => {
            if let (Some([start]), Some([limit]), Some([delta])) =
                (integers(0).as_deref(), integers(1).as_deref(), integers(2).as_deref())
            {
                let length = limit.checked_sub(*start).and_then(|length| length.checked_div(*delta));
                check_range(node, "length", &[length.unwrap_or(i64::MAX)], i64::MIN..=NUMBERS)?;
            }
        }
        "Resize" | "Upsample" => {
            for scales in (1..3).filter_map(floats) {
                check_growth(node, "scales", &scales)?;
            }
            if let Some(sizes) = integers(3) {
                volume(&sizes, &shape_name())?;
            }
        }
        "Loop" => integers(0).map_or(Ok(()), |trips| check_range(node, "trip count", &trips, i64::MIN..=1 << 24))?,
        _ => {}
    }
    Ok(())
}

/// Operators by how many inputs ONNX requires, if that is not one. The first of a loop or a scan may be left out.
const MIN_INPUTS: [(usize, &str); 5] = [
    (0, "Constant Loop RandomNormal RandomUniform Scan"),
    (
        2,
        "Add AffineGrid And BitShift BitwiseAnd BitwiseOr BitwiseXor CastLike CenterCropPad Compress Conv \
         ConvInteger ConvTranspose CumSum DequantizeLinear Div Equal Expand Gather GatherElements \
         GatherND Gemm Greater GreaterOrEqual GridSample LayerNormalization Less LessOrEqual MatMul \
         MatMulInteger MaxUnpool Mod Mul NegativeLogLikelihoodLoss NonMaxSuppression Or PRelu Pow \
         QuantizeLinear ReverseSequence STFT SoftmaxCrossEntropyLoss Sub Tile Xor",
    ),
    (
        3,
        "Col2Im GRU GroupNormalization InstanceNormalization LSTM OneHot RNN Range Scatter ScatterElements \
         ScatterND Where",
    ),
    (5, "BatchNormalization MelWeightMatrix"),
    (8, "QLinearConv QLinearMatMul"),
];

/// Refuses nodes without the inputs that they require: tract does not check all of them.
fn check_inputs(node: &NodeProto) -> Result<()> {
    let listed = MIN_INPUTS.iter().find(|(_, operators)| operators.split(' ').any(|operator| operator == node.op_type));
    let required = listed.map_or(1, |&(count, _)| count);
    let present = node.input.iter().take(required).filter(|name| !name.is_empty()).count();
    match present < required {
        true => {
            Err(invalid(&describe(node), format!("has {present} of its first {required} inputs: all are required")))
        }
        false => Ok(()),
    }
}

/// Operators whose attribute `axis` is an axis of their first input.
pub(crate) const AXIS_OF_FIRST_INPUT: &[&str] = &[
    "ArgMax",
    "ArgMin",
    "Concat",
    "Gather",
    "GatherElements",
    "Hardmax",
    "LayerNormalization",
    "LogSoftmax",
    "Scatter",
    "ScatterElements",
    "Softmax",
    "Split",
    "TopK",
];

/// Refuses kernels, strides, dilations and pads that do not have one number, or pair, for each spatial dimension of the
/// input.
fn check_window<'t>(node: &NodeProto, facts: &impl Facts<'t>) -> Result<()> {
    let convolution = ["Conv", "ConvInteger", "ConvTranspose", "QLinearConv"].contains(&&*node.op_type);
    if !convolution && !node.op_type.ends_with("Pool") {
        return Ok(());
    }
    let sides = |input: usize| Some(facts.dims(node.input.get(input)?)?.len().saturating_sub(2));
    let list = |name: &str| attribute(node, name).map(|attribute| attribute.ints.len());
    let weight = if node.op_type == "QLinearConv" { 3 } else { 1 };
    let inputs = [sides(0), sides(weight).filter(|_| convolution)];
    let lists = [list("kernel_shape"), list("strides"), list("dilations")];
    let outer = [list("output_padding"), list("output_shape"), list("pads").map(|pads| pads.div_ceil(2))];
    let mut counts = inputs.into_iter().chain(lists).chain(outer).flatten();
    let Some(first) = counts.next() else { return Ok(()) };
    let odd = list("pads").is_some_and(|pads| pads % 2 == 1);
    match odd || first == 0 || counts.any(|other| other != first) {
        true => {
            let message =
                "has an input, a kernel, strides, dilations and pads for different numbers of spatial dimensions";
            Err(invalid(&describe(node), message))
        }
        false => Ok(()),
    }
}

/// Refuses pads that are not two for each dimension, or that cut off more than an axis has.
fn check_pads<'t>(node: &NodeProto, pads: &[i64], facts: &impl Facts<'t>) -> Result<()> {
    let Some(dims) = node.input.first().and_then(|input| facts.dims(input)) else { return Ok(()) };
    let all = node.input.get(3).is_none_or(String::is_empty);
    if pads.len() % 2 == 1 || (all && pads.len() != 2 * dims.len()) {
        return Err(invalid(
            &describe(node),
            format!("has {} pads for {} dimensions: expected two for each", pads.len(), dims.len()),
        ));
    }
    let (before, after) = pads.split_at(pads.len() / 2);
    let lengths =
        dims.iter().zip(before.iter().zip(after)).filter_map(|(dim, (before, after))| Some((*dim)? + before + after));
    match all && lengths.into_iter().any(|length| length < 0) {
        true => Err(invalid(&describe(node), "cuts off more than its input has")),
        false => Ok(()),
    }
}

/// How many dimensions the first output has, for operators where the first input alone decides that.
pub(super) fn rank_of_output<'t>(node: &NodeProto, facts: &impl Facts<'t>) -> Option<usize> {
    let rank = facts.dims(node.input.first()?)?.len();
    let keeps_rank =
        AXIS_OF_FIRST_INPUT.contains(&&*node.op_type) && !matches!(&*node.op_type, "ArgMax" | "ArgMin" | "Gather");
    let rank_keeping = [
        "Abs",
        "BatchNormalization",
        "Cast",
        "Ceil",
        "Clip",
        "Conv",
        "ConvInteger",
        "ConvTranspose",
        "Dropout",
        "Elu",
        "Erf",
        "Exp",
        "Floor",
        "Gelu",
        "HardSigmoid",
        "HardSwish",
        "Identity",
        "InstanceNormalization",
        "LRN",
        "LeakyRelu",
        "Log",
        "Mish",
        "Neg",
        "Not",
        "Pad",
        "QLinearConv",
        "Relu",
        "Resize",
        "Round",
        "Selu",
        "Sigmoid",
        "Sign",
        "Slice",
        "Softplus",
        "Softsign",
        "Sqrt",
        "Tanh",
        "ThresholdedRelu",
        "Transpose",
        "Upsample",
    ];
    match &*node.op_type {
        "Flatten" => Some(2),
        operator if keeps_rank || rank_keeping.contains(&operator) || operator.ends_with("Pool") => Some(rank),
        _ => None,
    }
}

fn check_range(node: &NodeProto, name: &str, numbers: &[i64], range: RangeInclusive<i64>) -> Result<()> {
    match numbers.iter().find(|number| !range.contains(number)) {
        Some(number) => {
            let message = format!("has {name} {number}: {} to {} are possible", range.start(), range.end());
            Err(invalid(&describe(node), message))
        }
        None => Ok(()),
    }
}

fn check_growth(node: &NodeProto, name: &str, numbers: &[f32]) -> Result<()> {
    match numbers.iter().find(|&&number| !(number > 0.0 && number <= MAX_GROWTH)) {
        Some(number) => Err(invalid(
            &describe(node),
            format!("has {name} {number}: more than 0 and at most {MAX_GROWTH} is possible"),
        )),
        None if numbers.iter().product::<f32>() > MAX_TENSOR_NUMBERS as f32 => Err(Error::new(
            ErrorKind::ModelLimit,
            format!("{} makes its input too large: scale it by less", describe(node)),
        )),
        None => Ok(()),
    }
}

fn check_permutation(node: &NodeProto, axes: &[i64]) -> Result<()> {
    let mut sorted = axes.to_vec();
    sorted.sort_unstable();
    match sorted.iter().copied().eq(0..axes.len() as i64) {
        true => Ok(()),
        false => Err(invalid(&describe(node), format!("has perm {axes:?}: expected each axis once"))),
    }
}
