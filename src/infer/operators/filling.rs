//! Tensors that are filled by a rule: constants, ranges, the identity.

use super::attributes::{float, floats, ignored, int, ints, refused, tensor, text, texts};
use super::entry::{Operator, moves, runs};
use super::node::{Node, Value, Wired};
use super::run::RunNode;
use crate::report::describe;
use crate::tensor::{ElementType, Tensor};
use penchant_base::limits::MAX_ACTIVATION_BYTES;
use penchant_base::{Error, ErrorKind, Result};
use tract_onnx::pb::TensorProto;
use tract_onnx::tract_core::internal::*;

pub(super) const OPERATORS: &[Operator] = &[
    moves(
        "Constant",
        0..=0,
        &[
            tensor("value"),
            float("value_float"),
            floats("value_floats"),
            int("value_int", i64::MIN..=i64::MAX),
            ints("value_ints", i64::MIN..=i64::MAX),
            text("value_string"),
            texts("value_strings"),
            refused("sparse_value", 0, "sparse tensors are not supported: export a dense one"),
        ],
        constant,
    ),
    moves("ConstantOfShape", 1..=1, &[tensor("value")], constant_of_shape),
    moves("EyeLike", 1..=1, &[int("dtype", 1..=64), int("k", i64::MIN..=i64::MAX)], eye_like),
    runs("Range", 3..=3, &[ignored("stash_type")], range),
];

/// A checked tensor of an attribute as tract's.
fn read(proto: &TensorProto) -> Wired<Arc<tract_onnx::prelude::Tensor>> {
    Ok(Tensor::of_checked(&mut proto.clone())?.to_tract()?.into_arc_tensor())
}

fn constant(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let attributes = node.attributes();
    let value = if let Some(value) = attributes.tensor("value") {
        read(value)?
    } else if attributes.has("value_float") {
        tensor0(attributes.float("value_float", 0.0)).into_arc_tensor()
    } else if attributes.has("value_floats") {
        tensor1(attributes.floats("value_floats")).into_arc_tensor()
    } else if let Some(value) = attributes.optional_int("value_int") {
        tensor0(value).into_arc_tensor()
    } else if let Some(value) = attributes.ints("value_ints") {
        tensor1(value).into_arc_tensor()
    } else if attributes.has("value_string") {
        tensor0(attributes.text("value_string", "").to_owned()).into_arc_tensor()
    } else if attributes.has("value_strings") {
        tensor1(&attributes.texts("value_strings").into_iter().map(str::to_owned).collect::<Vec<_>>()).into_arc_tensor()
    } else {
        return Err(node.invalid("has no value"));
    };
    Ok(tvec![node.add_constant(value)?])
}

/// Without a value it is filled with zeros of single precision.
fn constant_of_shape(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let shape = node.input(0)?;
    let shape = node.known_ints(shape)?;
    let shape = super::shapes::lengths(node, &shape)?;
    let value = match node.attributes().tensor("value") {
        Some(value) => read(value)?,
        None => tensor0(0f32).into_arc_tensor(),
    };
    node.ensure(value.len() == 1, || format!("has a value of {} numbers: one is expected", value.len()))?;
    let value = value.into_tensor().into_shape(&[])?;
    let value = node.add_constant(value)?;
    Ok(tvec![node.expand(value, &shape)?])
}

fn eye_like(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let shape = node.shape(x);
    node.ensure(shape.len() == 2, || format!("has a tensor of {shape:?}: a matrix is expected"))?;
    let attributes = node.attributes();
    let kind = match attributes.optional_int("dtype") {
        Some(number) => {
            let number = i32::try_from(number).unwrap_or(0);
            let part = format!("the output of {}", crate::report::describe(node.proto));
            let kind = ElementType::from_onnx(number);
            kind.ok_or_else(|| crate::check::unsupported_type(number, &part))?.datum_type()
        }
        None => node.kind(x),
    };
    let k = attributes.int("k", 0);
    let (rows, columns) = (shape[0], shape[1]);
    let mut ones = vec![0f32; rows * columns];
    for row in 0..rows {
        let column = (row as i64).saturating_add(k);
        if let Ok(column) = usize::try_from(column)
            && column < columns
        {
            ones[row * columns + column] = 1.0;
        }
    }
    let eye = tract_onnx::prelude::Tensor::from_shape(&shape, &ones)?.cast_to_dt(kind)?.into_owned();
    Ok(tvec![node.add_constant(eye)?])
}

/// Refuses ranges that do not fit into memory while they are made.
fn range_length(node: &RunNode<'_>, count: usize) -> Result<usize> {
    const MAX: usize = MAX_ACTIVATION_BYTES / 2 / size_of::<i64>();
    if count <= MAX {
        return Ok(count);
    }
    let message = format!("{} makes {count} numbers: at most {MAX} are possible", describe(node.proto));
    Err(Error::new(ErrorKind::ModelLimit, message))
}

/// start + step·i for i from 0 to ⌈(limit − start) / step⌉ − 1.
fn range(node: &RunNode<'_>, inputs: &[Option<TValue>]) -> Result<TVec<TValue>> {
    let [Some(start), Some(limit), Some(step)] = inputs else { return Err(node.invalid("lacks an input")) };
    let kind = start.datum_type();
    if [limit, step].iter().any(|it| it.datum_type() != kind) || inputs.iter().flatten().any(|it| it.len() != 1) {
        return Err(node.invalid("has limits that are not one number of one type each"));
    }
    let failed = |error| crate::guard::engine_failed("a range could not be made").with_source(error);
    let result = if kind.is_integer() {
        let number = |tensor: &TValue| Ok(super::copying::integers(tensor).map_err(failed)?[0]);
        let (start, limit, step) = (number(start)?, number(limit)?, number(step)?);
        if step == 0 {
            return Err(node.invalid("has a step of zero"));
        }
        let (span, stride) = (i128::from(limit) - i128::from(start), i128::from(step));
        let count = (span / stride + i128::from(span % stride != 0 && (span < 0) == (stride < 0))).max(0);
        let count = range_length(node, usize::try_from(count).unwrap_or(usize::MAX))?;
        let numbers: Vec<i64> = (0..count as i64).map(|index| start.wrapping_add(index.wrapping_mul(step))).collect();
        tensor1(&numbers)
    } else {
        let number = |tensor: &TValue| Ok(super::copying::doubles(tensor).map_err(failed)?[0]);
        let (start, limit, step) = (number(start)?, number(limit)?, number(step)?);
        let count = ((limit - start) / step).ceil().max(0.0);
        if step == 0.0 || !count.is_finite() {
            return Err(node.invalid("has a step of zero, or limits that are not finite"));
        }
        let count = range_length(node, count.min(1e18) as usize)?;
        let numbers: Vec<f64> = (0..count).map(|index| start + step * index as f64).collect();
        tensor1(&numbers)
    };
    Ok(tvec![result.cast_to_dt(kind).map_err(failed)?.into_owned().into_tvalue()])
}
