//! Numbers to integers of a few bits and back, and products of such integers.

use super::arithmetic::{div, mul};
use super::attributes::{flag, int};
use super::entry::{Operator, wire};
use super::node::{Node, Value, Wired};
use super::scales::{along, require_bytes, round_to, without_zero};
use crate::kernels::quantise::{quantise, range, scale_and_zero};
use crate::tensor::ElementType;
use std::ops::RangeInclusive;
use tract_onnx::tract_core::internal::*;
use tract_onnx::tract_core::ops::einsum::EinSum;

const AXES: RangeInclusive<i64> = -16..=16;

pub(super) const OPERATORS: &[Operator] = &[
    wire(
        "DequantizeLinear",
        2..=3,
        &[int("axis", AXES), int("block_size", 0..=1 << 28), int("output_dtype", 0..=64)],
        |node| {
            let (x, scale, zero) = (node.input(0)?, node.input(1)?, node.optional(2));
            let axis = node.attributes().int("axis", 1);
            Ok(tvec![dequantize(node, x, scale, zero, axis)?])
        },
    ),
    wire("DynamicQuantizeLinear", 1..=1, &[], |node| {
        let x = node.input(0)?;
        Ok(dynamic_quantize(node, x)?.into_iter().collect())
    }),
    wire("MatMulInteger", 2..=4, &[], |node| {
        let (a, b) = (node.input(0)?, node.input(1)?);
        let zeros = (node.optional(2), node.optional(3));
        Ok(tvec![integer_matmul(node, a, b, zeros.0, zeros.1)?])
    }),
    wire("QLinearMatMul", 8..=8, &[], quantised_matmul),
    wire(
        "QuantizeLinear",
        2..=3,
        &[
            int("axis", AXES),
            int("block_size", 0..=1 << 28),
            int("output_dtype", 0..=64),
            int("precision", 0..=64),
            flag("saturate"),
        ],
        quantize_linear,
    ),
];

/// The scales or zero points of a tensor, one for each of its numbers or with a shape that broadcasts: there is one, one
/// for each index of an axis, or one for each block of numbers along it.
fn spread(node: &mut Node<'_>, value: Value, shape: &[usize], axis: i64) -> Wired<Value> {
    let block = node.attributes().int("block_size", 0) as usize;
    if block > 0 {
        let axis = node.axis(axis, shape.len())?;
        let mut blocks: TVec<usize> = shape.into();
        blocks[axis] = shape[axis].div_ceil(block);
        let found = node.shape(value);
        node.ensure(found == blocks, || format!("has scales of {found:?} for blocks of {block} of {shape:?}"))?;
        let (kind, target): (_, TVec<usize>) = (node.kind(value), shape.into());
        return node.compute("Blocks", &[value], kind, shape, move |inputs| {
            let (sides, own) = (super::copying::strides(&target), super::copying::strides(&blocks));
            let place = |index: usize| -> usize {
                (0..target.len())
                    .map(|other| {
                        let along = index / sides[other] as usize % target[other];
                        (if other == axis { along / block } else { along }) * own[other] as usize
                    })
                    .sum()
            };
            super::copying::pick(&inputs[0], &target, (0..target.iter().product()).map(place))
        });
    }
    if node.len(value) == 1 {
        return along(node, value, None, shape.len());
    }
    let axis = node.axis(axis, shape.len())?;
    let (found, length) = (node.shape(value), shape[axis]);
    node.ensure(*found == [length], || format!("has scales of {found:?} for {length} indices of axis {axis}"))?;
    along(node, value, Some(axis), shape.len())
}

/// (x − zero) · scale.
pub(super) fn dequantize(node: &mut Node<'_>, x: Value, scale: Value, zero: Option<Value>, axis: i64) -> Wired<Value> {
    let shape = node.shape(x);
    let kind = node.kind(scale);
    node.ensure(kind.is_float(), || format!("has a scale of {kind:?}: f32 is expected"))?;
    let scale = spread(node, scale, &shape, axis)?;
    let of = node.kind(x);
    node.ensure(of.is_integer(), || format!("has an input of {of:?}: integers are expected"))?;
    let mut value = node.cast(x, kind)?;
    if let Some(zero) = zero {
        let zero = spread(node, zero, &shape, axis)?;
        let zero = node.cast(zero, kind)?;
        value = super::arithmetic::sub(node, value, zero)?;
    }
    mul(node, value, scale)
}

fn quantize_linear(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (x, scale) = (node.input(0)?, node.input(1)?);
    let attributes = node.attributes();
    let number = i32::try_from(attributes.int("output_dtype", 0)).unwrap_or(-1);
    let wanted = match number {
        0 => None,
        number => match ElementType::from_onnx(number) {
            Some(kind) => Some(kind.datum_type()),
            None => {
                let part = format!("the output of {}", crate::report::describe(node.proto));
                return Err(crate::check::unsupported_type(number, &part).into());
            }
        },
    };
    let zero = match node.optional(2) {
        Some(zero) => zero,
        None => {
            let zero = Tensor::zero_scalar_dt(wanted.unwrap_or(u8::datum_type()))?;
            node.add_constant(zero)?
        }
    };
    let kind = node.kind(zero);
    if let Some(wanted) = wanted {
        node.ensure(wanted == kind, || format!("has an output of {wanted:?} and a zero point of {kind:?}"))?;
    }
    let axis = attributes.int("axis", 1);
    Ok(tvec![quantize(node, x, scale, zero, axis)?])
}

/// round(x / scale) + zero, halves to even, and no further than the integers of the zero point go.
pub(super) fn quantize(node: &mut Node<'_>, x: Value, scale: Value, zero: Value, axis: i64) -> Wired<Value> {
    let shape = node.shape(x);
    let kind = node.kind(x);
    let scale = spread(node, scale, &shape, axis)?;
    let scale = node.cast(scale, if kind.is_float() { kind } else { f32::datum_type() })?;
    let x = if kind.is_float() { x } else { node.cast(x, f32::datum_type())? };
    let zero = match node.len(zero) == 1 {
        true => along(node, zero, None, shape.len())?,
        false => spread(node, zero, &shape, axis)?,
    };
    let scaled = div(node, x, scale)?;
    round_to(node, scaled, zero)
}

/// Unsigned integers of 8 bits for the range of the numbers and zero, the scale and the zero point.
pub(super) fn dynamic_quantize(node: &mut Node<'_>, x: Value) -> Wired<[Value; 3]> {
    let (kind, shape) = (node.kind(x), node.shape(x));
    node.ensure(kind == f32::datum_type(), || format!("has an input of {kind:?}: f32 is expected"))?;
    let outputs = tvec![(u8::datum_type(), shape.clone()), (kind, tvec![]), (u8::datum_type(), tvec![])];
    let all = node.compute_all("DynamicQuantizeLinear", &[x], outputs, move |inputs| {
        let numbers = super::copying::numbers::<f32>(&inputs[0])?;
        let (scale, zero) = scale_and_zero(range(numbers));
        let mut quantised = vec![0u8; numbers.len()];
        quantise(numbers, scale, zero, &mut quantised);
        Ok(tvec![Tensor::from_shape(&shape, &quantised)?, tensor0(scale), tensor0(zero)])
    })?;
    Ok([all[0], all[1], all[2]])
}

/// The product of matrices of integers less their zero points, in integers of 32 bits.
pub(super) fn integer_matmul(
    node: &mut Node<'_>,
    a: Value,
    b: Value,
    a_zero: Option<Value>,
    b_zero: Option<Value>,
) -> Wired<Value> {
    require_bytes(node, &[Some(a), Some(b), a_zero, b_zero])?;
    let (left, right) = (node.shape(a), node.shape(b));
    let single = |node: &Node<'_>, zero: Option<Value>| zero.is_none_or(|zero| node.len(zero) == 1);
    let plain =
        left.len() >= 2 && right.len() == 2 && left[left.len() - 1] == right[0] && node.len(a) > 0 && node.len(b) > 0;
    if plain && single(node, a_zero) && single(node, b_zero) {
        // In the form that our kernels take the place of: rows of integers times one matrix.
        let letters: String = ('a'..).filter(|letter| !"kmn".contains(*letter)).take(left.len() - 2).collect();
        let mut inputs = tvec![a, b];
        inputs.push(node.add_constant(tensor0(0i32))?);
        for zero in [a_zero, b_zero] {
            inputs.push(match zero {
                Some(zero) => node.reshape(zero, &[])?,
                None => node.add_constant(tensor0(0i32))?,
            });
            inputs.push(node.add_constant(tensor0(1f32))?);
        }
        inputs.push(node.add_constant(tensor0(0i32))?);
        inputs.push(node.add_constant(tensor0(1f32))?);
        let axes = format!("{letters}mk,kn,,,,,,,->{letters}mn").parse()?;
        let op = EinSum { axes, operating_dt: i32::datum_type(), q_params: Some(i32::datum_type()) };
        return node.add(op, &inputs);
    }
    let integer = i32::datum_type();
    // One zero point for each row on the left, and for each column on the right.
    let rows = left.len().checked_sub(2).filter(|_| !single(node, a_zero));
    let columns = right.len().checked_sub(1).filter(|_| !single(node, b_zero));
    let a = without_zero(node, a, a_zero, integer, rows)?;
    let b = without_zero(node, b, b_zero, integer, columns)?;
    super::products::matmul(node, a, b)
}

fn quantised_matmul(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let input = |index: usize| node.input(index);
    let (a, a_scale, a_zero) = (input(0)?, input(1)?, input(2)?);
    let (b, b_scale, b_zero) = (input(3)?, input(4)?, input(5)?);
    let (y_scale, y_zero) = (input(6)?, input(7)?);
    let sums = integer_matmul(node, a, b, Some(a_zero), Some(b_zero))?;
    let sums = node.cast(sums, f64::datum_type())?;
    let rank = node.rank(sums);
    let mut factor = node.scalar_like(1.0, sums)?;
    for (scale, axis) in [(a_scale, rank.checked_sub(2)), (b_scale, rank.checked_sub(1))] {
        let scale = along(node, scale, axis, rank)?;
        let scale = node.cast(scale, f64::datum_type())?;
        factor = mul(node, factor, scale)?;
    }
    let y_scale = along(node, y_scale, None, rank)?;
    let y_scale = node.cast(y_scale, f64::datum_type())?;
    let factor = div(node, factor, y_scale)?;
    let scaled = mul(node, sums, factor)?;
    let scaled = node.cast(scaled, f32::datum_type())?;
    Ok(tvec![round_to(node, scaled, y_zero)?])
}
