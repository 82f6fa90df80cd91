//! Scales and zero points of integers: their shapes, and integers from and to numbers.

use super::arithmetic::sub;
use super::copying::{expanded_strides, integers, singles, steps};
use super::node::{Node, Value, Wired};
use tract_onnx::tract_core::internal::*;

/// Numbers less their zero point, of which there is one, or one for each index of an axis.
pub(super) fn without_zero(
    node: &mut Node<'_>,
    x: Value,
    zero: Option<Value>,
    kind: DatumType,
    axis: Option<usize>,
) -> Wired<Value> {
    let (of, rank) = (node.kind(x), node.rank(x));
    node.ensure(of.is_integer(), || format!("has an input of {of:?}: integers are expected"))?;
    let x = node.cast(x, kind)?;
    let Some(zero) = zero else { return Ok(x) };
    let zero = along(node, zero, axis, rank)?;
    let zero = node.cast(zero, kind)?;
    sub(node, x, zero)
}

/// One number, or one for each index of an axis, with a shape that broadcasts.
pub(super) fn along(node: &mut Node<'_>, value: Value, axis: Option<usize>, rank: usize) -> Wired<Value> {
    let count = node.len(value);
    let mut shape = vec![1; rank];
    match axis {
        Some(axis) if count > 1 && axis < rank => shape[axis] = count,
        _ => node.ensure(count == 1, || format!("has {count} scales or zero points where one is expected"))?,
    }
    node.reshape(value, &shape)
}

/// Numbers rounded to the integers of a zero point, which is added.
pub(super) fn round_to(node: &mut Node<'_>, x: Value, zero: Value) -> Wired<Value> {
    let kind = node.kind(zero);
    let (low, high) = match kind {
        DatumType::U8 => (0, 255),
        DatumType::I8 => (-128, 127),
        DatumType::U16 => (0, 65_535),
        DatumType::I16 => (-32_768, 32_767),
        DatumType::I32 => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => return Err(node.unsupported(&format!("has integers of {kind:?}: export it with 8 or 16 bits"))),
    };
    let shape = node.shape(x);
    let zero = match node.len(zero) == 1 {
        true => node.reshape(zero, &[])?,
        false => zero,
    };
    let target = node.broadcast_shape(&[x, zero])?;
    node.ensure(target == shape, || "has zero points of a shape that does not fit".into())?;
    node.compute("Round", &[x, zero], kind, &shape.clone(), move |inputs| {
        let each = expanded_strides(inputs[1].shape(), &shape);
        let (x, zeros) = (singles(&inputs[0])?, integers(&inputs[1])?);
        let round =
            |(x, place): (f32, usize)| ((x.round_ties_even() as i64).saturating_add(zeros[place])).clamp(low, high);
        let pairs = x.into_iter().zip(steps(&each, &shape));
        macro_rules! of {
            ($number:ty) => {
                Tensor::from_shape(&shape, &pairs.map(|pair| round(pair) as $number).collect::<Vec<_>>())
            };
        }
        match kind {
            DatumType::U8 => of!(u8),
            DatumType::I8 => of!(i8),
            DatumType::U16 => of!(u16),
            DatumType::I16 => of!(i16),
            _ => of!(i32),
        }
    })
}

/// Refuses tensors that are not of integers of 8 bits.
pub(super) fn require_bytes(node: &Node<'_>, values: &[Option<Value>]) -> Wired<()> {
    for kind in values.iter().flatten().map(|&value| node.kind(value)) {
        let fits = matches!(kind, DatumType::I8 | DatumType::U8);
        node.ensure(fits, || format!("has an input of {kind:?}: integers of 8 bits are expected"))?;
    }
    Ok(())
}
