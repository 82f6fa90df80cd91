//! Comparisons, logic, and the choice between two tensors.

use super::attributes::{flag, int};
use super::copying::{expanded_strides, for_integers, numbers, steps};
use super::entry::{Operator, moves, wire};
use super::node::{Node, Value, Wired};
use std::cmp::Ordering;
use tract_onnx::tract_core::internal::*;

pub(super) const OPERATORS: &[Operator] = &[
    wire("And", 2..=2, &[flag("broadcast"), int("axis", -16..=16)], |node| logic(node, "And", |a, b| a && b)),
    wire("Equal", 2..=2, &[flag("broadcast"), int("axis", -16..=16)], |node| compare(node, "Equal", Ordering::is_eq)),
    wire("Greater", 2..=2, &[flag("broadcast"), int("axis", -16..=16)], |node| {
        compare(node, "Greater", Ordering::is_gt)
    }),
    wire("GreaterOrEqual", 2..=2, &[], |node| compare(node, "GreaterOrEqual", Ordering::is_ge)),
    wire("Less", 2..=2, &[flag("broadcast"), int("axis", -16..=16)], |node| compare(node, "Less", Ordering::is_lt)),
    wire("LessOrEqual", 2..=2, &[], |node| compare(node, "LessOrEqual", Ordering::is_le)),
    wire("Or", 2..=2, &[flag("broadcast"), int("axis", -16..=16)], |node| logic(node, "Or", |a, b| a || b)),
    moves("Where", 3..=3, &[], select),
    wire("Xor", 2..=2, &[flag("broadcast"), int("axis", -16..=16)], |node| logic(node, "Xor", |a, b| a != b)),
];

/// Compares pairs of numbers; every comparison with NaN is false.
fn compare(node: &mut Node<'_>, name: &'static str, test: fn(Ordering) -> bool) -> Wired<TVec<Value>> {
    let (one, other) = (node.input(0)?, node.input(1)?);
    let (kind, right) = (node.kind(one), node.kind(other));
    node.ensure(kind == right, || format!("compares {kind:?} with {right:?}: one type is expected"))?;
    let shape = node.broadcast_shape(&[one, other])?;
    let value = node.compute(name, &[one, other], bool::datum_type(), &shape.clone(), move |inputs| {
        let [left, right] = [0, 1].map(|index| steps(&expanded_strides(inputs[index].shape(), &shape), &shape));
        macro_rules! of {
            ($number:ty) => {{
                let (one, other) = (numbers::<$number>(&inputs[0])?, numbers::<$number>(&inputs[1])?);
                let results: Vec<bool> =
                    left.zip(right).map(|(a, b)| one[a].partial_cmp(&other[b]).is_some_and(test)).collect();
                Tensor::from_shape(&shape, &results)
            }};
        }
        match kind {
            DatumType::Bool => of!(bool),
            DatumType::F32 => of!(f32),
            DatumType::F64 => of!(f64),
            _ => for_integers!(kind, of, bail!("not a number")),
        }
    })?;
    Ok(tvec![value])
}

fn logic(node: &mut Node<'_>, name: &'static str, function: fn(bool, bool) -> bool) -> Wired<TVec<Value>> {
    let (one, other) = (node.input(0)?, node.input(1)?);
    let kinds = [node.kind(one), node.kind(other)];
    node.ensure(kinds == [DatumType::Bool; 2], || format!("combines {kinds:?}: booleans are expected"))?;
    let shape = node.broadcast_shape(&[one, other])?;
    let value = node.compute(name, &[one, other], bool::datum_type(), &shape.clone(), move |inputs| {
        let [left, right] = [0, 1].map(|index| steps(&expanded_strides(inputs[index].shape(), &shape), &shape));
        let (one, other) = (numbers::<bool>(&inputs[0])?, numbers::<bool>(&inputs[1])?);
        let results: Vec<bool> = left.zip(right).map(|(a, b)| function(one[a], other[b])).collect();
        Tensor::from_shape(&shape, &results)
    })?;
    Ok(tvec![value])
}

/// Of each pair the first number where the condition is true, else the second.
fn select(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let inputs = [node.input(0)?, node.input(1)?, node.input(2)?];
    let [condition, yes, no] = inputs.map(|input| node.kind(input));
    node.ensure(condition == bool::datum_type() && yes == no, || {
        format!("chooses between {yes:?} and {no:?} by {condition:?}: two of one type by booleans are expected")
    })?;
    let shape = node.broadcast_shape(&inputs)?;
    let value = node.compute("Where", &inputs, yes, &shape.clone(), move |inputs| {
        let [when, yes, no] = [0, 1, 2].map(|index| steps(&expanded_strides(inputs[index].shape(), &shape), &shape));
        let condition = numbers::<bool>(&inputs[0])?;
        macro_rules! of {
            ($size:literal) => {{
                let (one, other) =
                    (inputs[1].as_bytes().as_chunks::<$size>().0, inputs[2].as_bytes().as_chunks::<$size>().0);
                let mut result = Tensor::zero_dt(inputs[1].datum_type(), &shape)?;
                let to = result.as_bytes_mut().as_chunks_mut::<$size>().0.iter_mut();
                to.zip(when.zip(yes.zip(no))).for_each(|(to, (when, (yes, no)))| {
                    *to = if condition[when] { one[yes] } else { other[no] };
                });
                Ok(result)
            }};
        }
        match inputs[1].datum_type().size_of() {
            1 => of!(1),
            2 => of!(2),
            4 => of!(4),
            _ => of!(8),
        }
    })?;
    Ok(tvec![value])
}
