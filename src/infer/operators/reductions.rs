//! Sums, means, extremes and norms along axes; softmax and its relatives; positions of extremes; running sums.

use super::arithmetic::{div, mul};
use super::attributes::{flag, int, ints};
use super::copying::{doubles, numbers};
use super::entry::{Operator, wire};
use super::node::{Node, Value, Wired};
use super::numeric::{self, exp};
use std::ops::RangeInclusive;
use tract_onnx::tract_core::internal::*;
use tract_onnx::tract_core::ops;
use tract_onnx::tract_core::ops::nn::{Reduce, Reducer};

const AXES: RangeInclusive<i64> = -16..=16;

macro_rules! reduction {
    ($name:literal, $of:expr) => {
        wire($name, 1..=2, &[ints("axes", AXES), flag("keepdims"), flag("noop_with_empty_axes")], |node| {
            reduction(node, $of)
        })
    };
}

pub(super) const OPERATORS: &[Operator] = &[
    wire("ArgMax", 1..=1, &[int("axis", AXES), flag("keepdims"), flag("select_last_index")], |node| {
        position(node, true)
    }),
    wire("ArgMin", 1..=1, &[int("axis", AXES), flag("keepdims"), flag("select_last_index")], |node| {
        position(node, false)
    }),
    wire("CumProd", 2..=2, &[flag("exclusive"), flag("reverse")], |node| running(node, false)),
    wire("CumSum", 2..=2, &[flag("exclusive"), flag("reverse")], |node| running(node, true)),
    wire("Hardmax", 1..=1, &[int("axis", AXES)], hardmax),
    wire("LogSoftmax", 1..=1, &[int("axis", AXES)], |node| over_axis(node, log_softmax)),
    reduction!("ReduceL1", |node, x, axes| {
        let x = absolute(node, x)?;
        sum(node, x, axes)
    }),
    reduction!("ReduceL2", |node, x, axes| {
        let sum = sum_of_squares(node, x, axes)?;
        root(node, sum)
    }),
    reduction!("ReduceLogSum", |node, x, axes| {
        let sum = sum(node, x, axes)?;
        logarithm(node, sum)
    }),
    reduction!("ReduceLogSumExp", log_sum_exp),
    reduction!("ReduceMax", |node, x, axes| extreme(node, x, axes, true)),
    reduction!("ReduceMean", mean),
    reduction!("ReduceMin", |node, x, axes| extreme(node, x, axes, false)),
    reduction!("ReduceProd", |node, x, axes| fold(
        node,
        "ReduceProd",
        x,
        axes,
        1.0,
        |a, b| a * b,
        |a, b| a.wrapping_mul(b)
    )),
    reduction!("ReduceSum", sum),
    reduction!("ReduceSumSquare", sum_of_squares),
    wire("Softmax", 1..=1, &[int("axis", AXES)], |node| over_axis(node, softmax)),
];

type Reduction = fn(&mut Node<'_>, Value, &[usize]) -> Wired<Value>;

/// Axes are an attribute or an input; without any, all are reduced.
fn reduction(node: &mut Node<'_>, of: Reduction) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let shape = node.shape(x);
    let attributes = node.attributes();
    let given = match node.optional(1) {
        Some(axes) => node.known_ints(axes)?,
        None => attributes.ints("axes").unwrap_or_default().to_vec(),
    };
    if given.is_empty() && attributes.flag("noop_with_empty_axes") {
        let value = of(node, x, &[])?;
        return Ok(tvec![value]);
    }
    let mut axes = node.axes(&given, shape.len())?;
    if given.is_empty() {
        axes = (0..shape.len()).collect();
    }
    axes.sort_unstable();
    let value = of(node, x, &axes)?;
    if attributes.int("keepdims", 1) != 0 {
        return Ok(tvec![value]);
    }
    let kept: Vec<usize> =
        shape.iter().enumerate().filter(|(axis, _)| !axes.contains(axis)).map(|(_, &length)| length).collect();
    Ok(tvec![node.reshape(value, &kept)?])
}

/// The shape with axes of length one in the place of these.
fn reduced(shape: &[usize], axes: &[usize]) -> TVec<usize> {
    shape.iter().enumerate().map(|(axis, &length)| if axes.contains(&axis) { 1 } else { length }).collect()
}

/// A reduction of tract's, which leaves axes of length one.
pub(super) fn reduce_with(node: &mut Node<'_>, x: Value, axes: &[usize], reducer: Reducer) -> Wired<Value> {
    if axes.is_empty() {
        return Ok(x);
    }
    if matches!(reducer, Reducer::Max | Reducer::Min) {
        return extreme(node, x, axes, reducer == Reducer::Max);
    }
    node.add(Reduce { axes: axes.into(), reducer }, &[x])
}

/// The sum along axes, which become of length one.
pub(super) fn sum(node: &mut Node<'_>, x: Value, axes: &[usize]) -> Wired<Value> {
    if node.kind(x) == f32::datum_type() && node.len(x) > 0 {
        return reduce_with(node, x, axes, Reducer::Sum);
    }
    fold(node, "ReduceSum", x, axes, 0.0, |a, b| a + b, |a, b| a.wrapping_add(b))
}

pub(super) fn mean(node: &mut Node<'_>, x: Value, axes: &[usize]) -> Wired<Value> {
    let shape = node.shape(x);
    let count: usize = axes.iter().map(|&axis| shape[axis]).product();
    let sum = sum(node, x, axes)?;
    let kind = node.kind(sum);
    if kind.is_float() {
        let count = node.scalar_like(1.0 / count as f64, sum)?;
        return mul(node, sum, count);
    }
    node.ensure(count > 0, || "is the mean of no integers".into())?;
    let count = node.scalar_like(count as f64, sum)?;
    div(node, sum, count)
}

fn sum_of_squares(node: &mut Node<'_>, x: Value, axes: &[usize]) -> Wired<Value> {
    let squares = match node.kind(x).is_float() {
        true => mul(node, x, x)?,
        false => fold(node, "Square", x, &[], 0.0, |_, b| b * b, |_, b| b.wrapping_mul(b))?,
    };
    sum(node, squares, axes)
}

fn absolute(node: &mut Node<'_>, x: Value) -> Wired<Value> {
    match node.kind(x).is_float() {
        true => node.map(ops::math::Abs {}, x),
        false => fold(node, "Abs", x, &[], 0.0, |_, b| b.abs(), |_, b| b.wrapping_abs()),
    }
}

/// Integers give the integer below.
fn root(node: &mut Node<'_>, x: Value) -> Wired<Value> {
    let kind = node.kind(x);
    let float = if kind.is_float() { x } else { node.cast(x, f64::datum_type())? };
    let value = super::activations::square_root(node, float)?;
    node.cast(value, kind)
}

fn logarithm(node: &mut Node<'_>, x: Value) -> Wired<Value> {
    let kind = node.kind(x);
    let float = if kind.is_float() { x } else { node.cast(x, f64::datum_type())? };
    let value = super::activations::logarithm(node, float)?;
    node.cast(value, kind)
}

/// m + ln Σ exp(x − m), where m is the largest: nothing overflows.
fn log_sum_exp(node: &mut Node<'_>, x: Value, axes: &[usize]) -> Wired<Value> {
    let (kind, shape) = (node.kind(x), node.shape(x));
    let axes: TVec<usize> = axes.into();
    let result = reduced(&shape, &axes);
    node.compute("LogSumExp", &[x], kind, &result.clone(), move |inputs| {
        let all = doubles(&inputs[0])?;
        let each = super::copying::expanded_strides(&result, &shape);
        let mut most = vec![f64::NEG_INFINITY; result.iter().product()];
        for (&number, place) in all.iter().zip(super::copying::steps(&each, &shape)) {
            if number > most[place] || number.is_nan() {
                most[place] = number;
            }
        }
        let mut sums = vec![0f64; most.len()];
        for (&number, place) in all.iter().zip(super::copying::steps(&each, &shape)) {
            let most = if most[place].is_finite() { most[place] } else { 0.0 };
            sums[place] += (number - most).exp();
        }
        let finish = |(sum, most): (&f64, &f64)| if most.is_finite() { most + sum.ln() } else { sum.ln() };
        let results: Vec<f64> = sums.iter().zip(&most).map(finish).collect();
        Ok(Tensor::from_shape(&result, &results)?.cast_to_dt(kind)?.into_owned())
    })
}

/// The largest or smallest number along axes; NaN if one of them is.
fn extreme(node: &mut Node<'_>, x: Value, axes: &[usize], largest: bool) -> Wired<Value> {
    let shape = node.shape(x);
    let empty = axes.iter().any(|&axis| shape[axis] == 0);
    node.ensure(!empty || node.kind(x).is_float(), || "has no numbers of which one could be the largest".into())?;
    match largest {
        true => fold(
            node,
            "ReduceMax",
            x,
            axes,
            f64::NEG_INFINITY,
            |a, b| if b > a || b.is_nan() { b } else { a },
            i64::max,
        ),
        false => {
            fold(node, "ReduceMin", x, axes, f64::INFINITY, |a, b| if b < a || b.is_nan() { b } else { a }, i64::min)
        }
    }
}

/// Combines the numbers along axes one after the other: in double precision, or integers in 64 bits. Without axes each
/// number is combined with the start.
fn fold(
    node: &mut Node<'_>,
    name: &'static str,
    x: Value,
    axes: &[usize],
    start: f64,
    float: fn(f64, f64) -> f64,
    integer: fn(i64, i64) -> i64,
) -> Wired<Value> {
    let (kind, shape) = (node.kind(x), node.shape(x));
    let result = reduced(&shape, axes);
    node.compute(name, &[x], kind, &result.clone(), move |inputs| {
        let each = super::copying::expanded_strides(&result, &shape);
        let places = super::copying::steps(&each, &shape);
        let count = result.iter().product();
        if kind.is_float() {
            let mut results = vec![start; count];
            if kind == f32::datum_type() {
                let places = places.zip(numbers::<f32>(&inputs[0])?);
                places.for_each(|(place, &number)| results[place] = float(results[place], f64::from(number)));
            } else {
                let places = places.zip(doubles(&inputs[0])?);
                places.for_each(|(place, number)| results[place] = float(results[place], number));
            }
            return Ok(Tensor::from_shape(&result, &results)?.cast_to_dt(kind)?.into_owned());
        }
        // Unsigned integers of 64 bits keep their bits.
        let all: Vec<i64> = match kind {
            DatumType::U64 => numbers::<u64>(&inputs[0])?.iter().map(|&number| number as i64).collect(),
            _ => super::copying::integers(&inputs[0])?,
        };
        let mut results: Vec<Option<i64>> = vec![None; count];
        for (place, number) in places.zip(all) {
            let old = results[place];
            results[place] = Some(match old {
                Some(old) => integer(old, number),
                None if start == 0.0 || start == 1.0 => integer(start as i64, number),
                None => number,
            });
        }
        let results: Vec<i64> = results.into_iter().map(|it| it.unwrap_or(start as i64)).collect();
        Ok(Tensor::from_shape(&result, &results)?.cast_to_dt(kind)?.into_owned())
    })
}

/// Softmax and its relatives: before version 13 all axes from the given one on are one.
fn over_axis(node: &mut Node<'_>, of: fn(&mut Node<'_>, Value, usize) -> Wired<Value>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let shape = node.shape(x);
    let old = node.version < 13;
    let axis = node.attributes().int("axis", if old { 1 } else { -1 });
    if old {
        let rank = shape.len() as i64;
        node.ensure((-rank..=rank).contains(&axis), || format!("has axis {axis}: its input has {rank} axes"))?;
        let axis = if axis < 0 { axis + rank } else { axis } as usize;
        let (outer, inner) = shape.split_at(axis);
        let flat = node.reshape(x, &[outer.iter().product(), inner.iter().product()])?;
        let value = of(node, flat, 1)?;
        return Ok(tvec![node.reshape(value, &shape)?]);
    }
    let axis = node.axis(axis, shape.len())?;
    Ok(tvec![of(node, x, axis)?])
}

/// exp(x − m) / Σ exp(x − m), where m is the largest along the axis.
pub(super) fn softmax(node: &mut Node<'_>, x: Value, axis: usize) -> Wired<Value> {
    rows(node, "Softmax", x, axis, softmax_row, |row| {
        let most = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        row.iter_mut().for_each(|x| *x = (*x - most).exp());
        let sum: f64 = row.iter().sum();
        row.iter_mut().for_each(|x| *x /= sum);
    })
}

fn softmax_row(row: &mut [f32]) {
    let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    row.iter_mut().for_each(|x| *x = exp(*x - most));
    let scale = 1.0 / numeric::sum(row);
    row.iter_mut().for_each(|x| *x *= scale);
}

/// x − m − ln Σ exp(x − m), where m is the largest along the axis.
pub(super) fn log_softmax(node: &mut Node<'_>, x: Value, axis: usize) -> Wired<Value> {
    rows(
        node,
        "LogSoftmax",
        x,
        axis,
        |row| {
            let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let powers: Vec<f32> = row.iter().map(|x| exp(*x - most)).collect();
            let logarithm = numeric::sum(&powers).ln();
            row.iter_mut().for_each(|x| *x = *x - most - logarithm);
        },
        |row| {
            let most = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let sum: f64 = row.iter().map(|x| (x - most).exp()).sum();
            row.iter_mut().for_each(|x| *x = *x - most - sum.ln());
        },
    )
}

/// One for the largest number, the first of equal ones; zeros for the others.
fn hardmax(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    over_axis(node, |node, x, axis| {
        rows(
            node,
            "Hardmax",
            x,
            axis,
            |row| {
                let mut best = 0;
                (0..row.len()).for_each(|index| best = if row[index] > row[best] { index } else { best });
                row.fill(0.0);
                row[best..].iter_mut().take(1).for_each(|x| *x = 1.0);
            },
            |row| {
                let mut best = 0;
                (0..row.len()).for_each(|index| best = if row[index] > row[best] { index } else { best });
                row.fill(0.0);
                row[best..].iter_mut().take(1).for_each(|x| *x = 1.0);
            },
        )
    })
}

/// Changes the numbers along an axis, row by row.
fn rows(
    node: &mut Node<'_>,
    name: &'static str,
    x: Value,
    axis: usize,
    single: fn(&mut [f32]),
    double: fn(&mut [f64]),
) -> Wired<Value> {
    let (kind, shape) = (node.kind(x), node.shape(x));
    if !kind.is_float() {
        return Err(node.unsupported(&format!("has an input of {kind:?}: export the model with f32")));
    }
    node.compute(name, &[x], kind, &shape.clone(), move |inputs| {
        let mut result = inputs[0].clone().into_tensor();
        let (length, inner): (usize, usize) = (shape[axis], shape[axis + 1..].iter().product());
        if length * inner == 0 {
            return Ok(result);
        }
        macro_rules! of {
            ($number:ty, $of:expr) => {{
                let mut view = result.try_as_plain_ram_mut()?;
                let all = view.as_slice_mut::<$number>()?;
                if inner == 1 {
                    all.chunks_exact_mut(length).for_each($of);
                } else {
                    let mut row = vec![0 as $number; length];
                    for block in all.chunks_exact_mut(length * inner) {
                        for column in 0..inner {
                            (0..length).for_each(|index| row[index] = block[index * inner + column]);
                            $of(&mut row);
                            (0..length).for_each(|index| block[index * inner + column] = row[index]);
                        }
                    }
                }
            }};
        }
        if kind == f32::datum_type() {
            of!(f32, single);
        } else {
            of!(f64, double);
        }
        Ok(result)
    })
}

/// Where the largest or smallest number along an axis is; the first of equal ones, or the last.
fn position(node: &mut Node<'_>, largest: bool) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let shape = node.shape(x);
    let attributes = node.attributes();
    let axis = node.axis(attributes.int("axis", 0), shape.len())?;
    let length = shape[axis];
    node.ensure(length > 0, || "has no numbers of which one could be the largest".into())?;
    let last = attributes.flag("select_last_index");
    let mut result = reduced(&shape, &[axis]);
    let value = node.compute("Position", &[x], i64::datum_type(), &result.clone(), {
        let result = result.clone();
        move |inputs| {
            let all = doubles(&inputs[0])?;
            let inner: usize = shape[axis + 1..].iter().product();
            let outer: usize = shape[..axis].iter().product();
            let mut places = Vec::with_capacity(outer * inner);
            for row in 0..outer {
                for column in 0..inner {
                    let at = |index: usize| all[(row * length + index) * inner + column];
                    let mut best = 0;
                    for index in 1..length {
                        let (new, old) = (at(index), at(best));
                        let better = if largest { new > old } else { new < old };
                        if better || last && new == old {
                            best = index;
                        }
                    }
                    places.push(best as i64);
                }
            }
            Tensor::from_shape(&result, &places)
        }
    })?;
    if attributes.int("keepdims", 1) != 0 {
        return Ok(tvec![value]);
    }
    result.remove(axis);
    Ok(tvec![node.reshape(value, &result)?])
}

/// The sums, or the products, of all numbers up to each along an axis.
fn running(node: &mut Node<'_>, sums: bool) -> Wired<TVec<Value>> {
    let (x, axis) = (node.input(0)?, node.input(1)?);
    let axis = node.known_int(axis)?;
    let (kind, shape) = (node.kind(x), node.shape(x));
    let axis = node.axis(axis, shape.len())?;
    let attributes = node.attributes();
    let (exclusive, reverse) = (attributes.flag("exclusive"), attributes.flag("reverse"));
    let value = node.compute(if sums { "CumSum" } else { "CumProd" }, &[x], kind, &shape.clone(), move |inputs| {
        let (length, inner): (usize, usize) = (shape[axis], shape[axis + 1..].iter().product());
        let outer: usize = shape[..axis].iter().product();
        macro_rules! of {
            ($all:expr, $start:expr, $add:expr) => {{
                let mut all = $all;
                for row in 0..outer {
                    for column in 0..inner {
                        let mut sum = $start;
                        for index in 0..length {
                            let index = if reverse { length - 1 - index } else { index };
                            let number = &mut all[(row * length + index) * inner + column];
                            let next = $add(sum, *number);
                            *number = if exclusive { sum } else { next };
                            sum = next;
                        }
                    }
                }
                Ok(Tensor::from_shape(&shape, &all)?.cast_to_dt(kind)?.into_owned())
            }};
        }
        match kind.is_float() {
            true if sums => of!(doubles(&inputs[0])?, 0f64, |a: f64, b: f64| a + b),
            true => of!(doubles(&inputs[0])?, 1f64, |a: f64, b: f64| a * b),
            false if sums => of!(super::copying::integers(&inputs[0])?, 0i64, i64::wrapping_add),
            false => of!(super::copying::integers(&inputs[0])?, 1i64, i64::wrapping_mul),
        }
    })?;
    Ok(tvec![value])
}
