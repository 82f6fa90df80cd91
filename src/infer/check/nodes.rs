//! One node: its attributes, and those of its inputs that stand in the file and say how large its output becomes.
//! What tract would divide by, index with or set memory aside for is looked at here first.

use super::report::{at, describe};
use super::tensors::{floats, integers, unsupported_type, volume};
use crate::tensor::ElementType;
use penchant_base::limits::{MAX_KERNEL_SIDE, MAX_TENSOR_NUMBERS, MAX_TENSOR_RANK};
use penchant_base::{Error, ErrorKind, Result};
use std::ops::RangeInclusive;
use tract_onnx::pb::{NodeProto, TensorProto};

/// How much longer a side may become at once, by scaling or repeating.
const MAX_GROWTH: f32 = 4096.0;
const RANK: i64 = MAX_TENSOR_RANK as i64;
const NUMBERS: i64 = MAX_TENSOR_NUMBERS as i64;

/// What is known of the values that a node uses.
pub(super) trait Known<'t> {
    /// The tensor of this name, if it stands in the file.
    fn constant(&self, value: &str) -> Option<&'t TensorProto>;
    /// Its dimensions, `None` for those that are not known.
    fn dims(&self, value: &str) -> Option<&[Option<i64>]>;
}

/// Checks a node.
pub(super) fn check<'t>(node: &NodeProto, known: &impl Known<'t>) -> Result<()> {
    inputs(node)?;
    windows(node, known)?;
    let rank = node.input.first().and_then(|input| known.dims(input)).map(|dims| dims.len() as i64);
    for attribute in &node.attribute {
        let name = &*attribute.name;
        let one = |range| within(node, name, &[attribute.i], range);
        let all = |range| within(node, name, &attribute.ints, range);
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
                return Err(at(&describe(node), "has an equation with more than letters, commas, dots and an arrow"));
            }
            ("axis", "Flatten") => rank.map_or(one(-RANK..=RANK), |rank| one(-rank..=rank))?,
            ("axis", "OneHot") => rank.map_or(one(-RANK..=RANK), |rank| one(-rank - 1..=rank))?,
            ("axis", operator) if OF_FIRST_INPUT.contains(&operator) => {
                rank.map_or(one(-RANK..=RANK), |rank| one(-rank..=rank - 1))?;
            }
            ("axis" | "batch_axis" | "time_axis", _) if attribute.ints.is_empty() => one(-RANK..=RANK)?,
            ("axes", "Squeeze") => rank.map_or(all(-RANK..=RANK), |rank| all(-rank..=rank - 1))?,
            ("axes" | "scan_input_axes" | "scan_output_axes", _) => all(-RANK..=RANK)?,
            ("split", _) => all(0..=NUMBERS)?,
            ("scales", _) => growth(node, name, &attribute.floats)?,
            ("perm", _) => permutation(node, &attribute.ints)?,
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
    let input = |place: usize| node.input.get(place).and_then(|name| known.constant(name));
    let whole = |place: usize| input(place).and_then(integers);
    let real = |place: usize| input(place).and_then(floats);
    let of = || format!("the shape of {}", describe(node));
    match &*node.op_type {
        "ConstantOfShape" => whole(0).map_or(Ok(()), |dims| volume(&dims, &of()).map(|_| ()))?,
        "Expand" => whole(1).map_or(Ok(()), |dims| volume(&dims, &of()).map(|_| ()))?,
        "Reshape" => {
            if let Some(dims) = whole(1) {
                within(node, "shape", &dims, -1..=NUMBERS)?;
                let known: Vec<i64> = dims.into_iter().filter(|&dim| dim > 0).collect();
                volume(&known, &of())?;
            }
        }
        "Tile" => {
            if let Some(repeats) = whole(1) {
                within(node, "repeats", &repeats, 0..=NUMBERS)?;
                volume(&repeats, &of())?;
            }
        }
        "Squeeze" | "Unsqueeze" => {
            if let Some(axes) = whole(1) {
                let added = if node.op_type == "Unsqueeze" { axes.len() as i64 } else { 0 };
                let rank = rank.map_or(RANK, |rank| rank + added);
                within(node, "axes", &axes, -rank..=rank - 1)?;
            }
        }
        "OneHot" => whole(1).map_or(Ok(()), |depth| within(node, "depth", &depth, 1..=1 << 24))?,
        "TopK" => whole(1).map_or(Ok(()), |k| within(node, "k", &k, 0..=NUMBERS))?,
        "Pad" => whole(1).map_or(Ok(()), |pads| {
            within(node, "pads", &pads, -NUMBERS..=NUMBERS)?;
            padded(node, &pads, known)?;
            volume(&pads.iter().map(|pad| pad.max(&0) + 1).collect::<Vec<_>>(), &of()).map(|_| ())
        })?,
        "Range" => {
            if let (Some([start]), Some([limit]), Some([delta])) =
                (whole(0).as_deref(), whole(1).as_deref(), whole(2).as_deref())
            {
                let length = limit.checked_sub(*start).and_then(|length| length.checked_div(*delta));
                within(node, "length", &[length.unwrap_or(i64::MAX)], i64::MIN..=NUMBERS)?;
            }
        }
        "Resize" | "Upsample" => {
            for scales in (1..3).filter_map(real) {
                growth(node, "scales", &scales)?;
            }
            if let Some(sizes) = whole(3) {
                volume(&sizes, &of())?;
            }
        }
        "Loop" => whole(0).map_or(Ok(()), |trips| within(node, "trip count", &trips, i64::MIN..=1 << 24))?,
        _ => {}
    }
    Ok(())
}

/// Operators by how many inputs ONNX wants at the least, if that is not one. The first of a loop or a scan may be left out.
const LEAST_INPUTS: [(usize, &str); 5] = [
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

/// Refuses nodes without the inputs that they need: tract takes some of them for granted.
fn inputs(node: &NodeProto) -> Result<()> {
    let listed =
        LEAST_INPUTS.iter().find(|(_, operators)| operators.split(' ').any(|operator| operator == node.op_type));
    let least = listed.map_or(1, |&(least, _)| least);
    let given = node.input.iter().take(least).filter(|name| !name.is_empty()).count();
    match given < least {
        true => Err(at(&describe(node), format!("has {given} of the first {least} inputs, which it needs"))),
        false => Ok(()),
    }
}

/// Operators whose axis is one of their first input.
pub(crate) const OF_FIRST_INPUT: &[&str] = &[
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

/// Refuses kernels, strides, dilations and pads that do not have as many numbers as each other and as the input has
/// dimensions to move along.
fn windows<'t>(node: &NodeProto, known: &impl Known<'t>) -> Result<()> {
    let moving = ["Conv", "ConvInteger", "ConvTranspose", "QLinearConv"].contains(&&*node.op_type);
    if !moving && !node.op_type.ends_with("Pool") {
        return Ok(());
    }
    let rank = |place: usize| Some(known.dims(node.input.get(place)?)?.len().saturating_sub(2));
    let list = |name: &str| {
        let attribute = node.attribute.iter().find(|attribute| attribute.name == name);
        attribute.map(|attribute| attribute.ints.len())
    };
    let weight = if node.op_type == "QLinearConv" { 3 } else { 1 };
    let sides = [rank(0), rank(weight).filter(|_| moving), list("kernel_shape"), list("strides"), list("dilations")];
    let more = [list("output_padding"), list("output_shape"), list("pads").map(|pads| pads.div_ceil(2))];
    let mut sides = sides.into_iter().chain(more).flatten();
    let Some(first) = sides.next() else { return Ok(()) };
    let odd = list("pads").is_some_and(|pads| pads % 2 == 1);
    match odd || first == 0 || sides.any(|other| other != first) {
        true => {
            let message = "has an input, a kernel, strides, dilations and pads of different numbers of dimensions";
            Err(at(&describe(node), message))
        }
        false => Ok(()),
    }
}

/// Refuses pads that are not two for each dimension, or take more away than there is.
fn padded<'t>(node: &NodeProto, pads: &[i64], known: &impl Known<'t>) -> Result<()> {
    let Some(dims) = node.input.first().and_then(|input| known.dims(input)) else { return Ok(()) };
    let all = node.input.get(3).is_none_or(String::is_empty);
    if pads.len() % 2 == 1 || (all && pads.len() != 2 * dims.len()) {
        return Err(at(&describe(node), format!("has {} pads for {} dimensions", pads.len(), dims.len())));
    }
    let (before, after) = pads.split_at(pads.len() / 2);
    let left =
        dims.iter().zip(before.iter().zip(after)).filter_map(|(dim, (before, after))| Some((*dim)? + before + after));
    match all && left.into_iter().any(|length| length < 0) {
        true => Err(at(&describe(node), "takes more away than its input has")),
        false => Ok(()),
    }
}

/// How many dimensions the first output has, where that follows from the first input at a glance.
pub(super) fn rank_of_output<'t>(node: &NodeProto, known: &impl Known<'t>) -> Option<usize> {
    let rank = known.dims(node.input.first()?)?.len();
    let kept = OF_FIRST_INPUT.contains(&&*node.op_type) && !matches!(&*node.op_type, "ArgMax" | "ArgMin" | "Gather");
    let alike = [
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
        operator if kept || alike.contains(&operator) || operator.ends_with("Pool") => Some(rank),
        _ => None,
    }
}

fn within(node: &NodeProto, what: &str, numbers: &[i64], range: RangeInclusive<i64>) -> Result<()> {
    match numbers.iter().find(|number| !range.contains(number)) {
        Some(number) => {
            let message = format!("has {what} {number}: {} to {} are possible", range.start(), range.end());
            Err(at(&describe(node), message))
        }
        None => Ok(()),
    }
}

fn growth(node: &NodeProto, what: &str, numbers: &[f32]) -> Result<()> {
    match numbers.iter().find(|&&number| !(number > 0.0 && number <= MAX_GROWTH)) {
        Some(number) => Err(at(&describe(node), format!("has {what} {number}: more than 0 and at most {MAX_GROWTH}"))),
        None if numbers.iter().product::<f32>() > MAX_TENSOR_NUMBERS as f32 => {
            Err(Error::new(ErrorKind::ModelLimit, format!("{} makes its input too large", describe(node))))
        }
        None => Ok(()),
    }
}

fn permutation(node: &NodeProto, axes: &[i64]) -> Result<()> {
    let mut sorted = axes.to_vec();
    sorted.sort_unstable();
    match sorted.iter().copied().eq(0..axes.len() as i64) {
        true => Ok(()),
        false => Err(at(&describe(node), format!("has perm {axes:?}, which does not name each axis once"))),
    }
}
