//! Operators that combine pairs of numbers, whose shapes broadcast.

use super::attributes::{flag, int, word};
use super::copying::{expanded_strides, for_integers, numbers, steps};
use super::entry::{MANY, Operator, wire};
use super::map::Map;
use super::node::{Node, Value, Wired};
use tract_onnx::tract_core::internal::*;
use tract_onnx::tract_core::ops::math;

/// Attributes of versions before 7.
const OLD: i64 = 16;

pub(super) const OPERATORS: &[Operator] = &[
    wire("Add", 2..=2, &[flag("broadcast"), int("axis", -OLD..=OLD)], |node| two(node, add)),
    wire("BitShift", 2..=2, &[word("direction", &["LEFT", "RIGHT"])], bit_shift),
    wire("BitwiseAnd", 2..=2, &[], |node| bitwise(node, "BitwiseAnd", |a, b| a & b)),
    wire("BitwiseOr", 2..=2, &[], |node| bitwise(node, "BitwiseOr", |a, b| a | b)),
    wire("BitwiseXor", 2..=2, &[], |node| bitwise(node, "BitwiseXor", |a, b| a ^ b)),
    wire("Div", 2..=2, &[flag("broadcast"), int("axis", -OLD..=OLD)], |node| two(node, div)),
    wire("Max", 1..=MANY, &[], |node| several(node, maximum)),
    wire("Mean", 1..=MANY, &[], mean),
    wire("Min", 1..=MANY, &[], |node| several(node, minimum)),
    wire("Mod", 2..=2, &[flag("fmod")], modulo),
    wire("Mul", 2..=2, &[flag("broadcast"), int("axis", -OLD..=OLD)], |node| two(node, mul)),
    wire("PRelu", 2..=2, &[], prelu),
    wire("Pow", 2..=2, &[flag("broadcast"), int("axis", -OLD..=OLD)], pow),
    wire("Sub", 2..=2, &[flag("broadcast"), int("axis", -OLD..=OLD)], |node| two(node, sub)),
    wire("Sum", 1..=MANY, &[], |node| several(node, add)),
];

type Binary = fn(&mut Node<'_>, Value, Value) -> Wired<Value>;

fn two(node: &mut Node<'_>, function: Binary) -> Wired<TVec<Value>> {
    if node.version < 7 {
        return Err(node.unsupported("is of a version before 7, which broadcasts in another way: convert the model"));
    }
    let (one, other) = (node.input(0)?, node.input(1)?);
    Ok(tvec![function(node, one, other)?])
}

fn several(node: &mut Node<'_>, function: Binary) -> Wired<TVec<Value>> {
    let inputs = node.inputs();
    let mut result = node.input(0)?;
    for &input in &inputs[1..] {
        result = function(node, result, input)?;
    }
    Ok(tvec![result])
}

pub(super) fn add(node: &mut Node<'_>, one: Value, other: Value) -> Wired<Value> {
    node.pair(math::Add, one, other)
}

pub(super) fn mul(node: &mut Node<'_>, one: Value, other: Value) -> Wired<Value> {
    node.pair(math::Mul, one, other)
}

pub(super) fn sub(node: &mut Node<'_>, one: Value, other: Value) -> Wired<Value> {
    if node.constant(one).is_some() && node.kind(one).is_float() {
        // As a sum: of a constant minus a convolution tract changes the bias and leaves the kernel as it is
        // (tract-core 0.23.9, ops/cnn/conv/conv.rs, declutter_precusor_padding and the lines on `Sub`).
        let negative = node.map(math::Neg {}, other)?;
        return node.pair(math::Add, one, negative);
    }
    node.pair(math::Sub, one, other)
}

/// Integers are divided towards zero.
pub(super) fn div(node: &mut Node<'_>, one: Value, other: Value) -> Wired<Value> {
    let kind = node.kind(one);
    if !kind.is_float() {
        return combine_integers(node, "Div", one, other, |a, b| {
            a.checked_div(b).ok_or("an integer is divided by zero")
        });
    }
    if node.constant(one).is_some() {
        // As a computation of our own: tract divides the kernel of a convolution instead of its result.
        return combine_floats(node, "Div", one, other, |a, b| a / b, |a, b| a / b);
    }
    node.pair(math::Div, one, other)
}

/// NaN if one of the two is.
pub(super) fn maximum(node: &mut Node<'_>, one: Value, other: Value) -> Wired<Value> {
    if !node.kind(one).is_float() {
        return combine_integers(node, "Max", one, other, |a, b| Ok(a.max(b)));
    }
    if let Some(clamped) = with_bound(node, one, other, |bound| Map::clamp(bound, f32::INFINITY))? {
        return Ok(clamped);
    }
    let single = |a: f32, b: f32| if a > b || a.is_nan() { a } else { b };
    combine_floats(node, "Max", one, other, single, |a, b| if a > b || a.is_nan() { a } else { b })
}

/// NaN if one of the two is.
pub(super) fn minimum(node: &mut Node<'_>, one: Value, other: Value) -> Wired<Value> {
    if !node.kind(one).is_float() {
        return combine_integers(node, "Min", one, other, |a, b| Ok(a.min(b)));
    }
    if let Some(clamped) = with_bound(node, one, other, |bound| Map::clamp(f32::NEG_INFINITY, bound))? {
        return Ok(clamped);
    }
    let single = |a: f32, b: f32| if a < b || a.is_nan() { a } else { b };
    combine_floats(node, "Min", one, other, single, |a, b| if a < b || a.is_nan() { a } else { b })
}

/// A bound that is one constant number, as a clamp.
fn with_bound(node: &mut Node<'_>, one: Value, other: Value, clamp: fn(f32) -> Map) -> Wired<Option<Value>> {
    for (value, bound) in [(one, other), (other, one)] {
        let shape = node.broadcast_shape(&[one, other])?;
        if node.kind(value) == f32::datum_type()
            && node.len(bound) == 1
            && shape == node.shape(value)
            && let Some(bound) = node.constant(bound)
            && bound.datum_type() == f32::datum_type()
        {
            let bound = numbers::<f32>(&bound)?[0];
            if !bound.is_nan() {
                return Ok(Some(node.map(clamp(bound), value)?));
            }
        }
    }
    Ok(None)
}

fn mean(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let count = node.inputs().len();
    let sum = several(node, add)?[0];
    let count = node.scalar_like(count as f64, sum)?;
    Ok(tvec![div(node, sum, count)?])
}

fn prelu(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (x, slope) = (node.input(0)?, node.input(1)?);
    let shape = node.shape(x);
    let broadcast = node.broadcast_shape(&[x, slope])?;
    node.ensure(shape == broadcast, || format!("has slopes of a shape that does not fit its input, {shape:?}"))?;
    if !node.kind(x).is_float() {
        let value = combine_integers(node, "PRelu", x, slope, |a, b| Ok(if a < 0 { a.wrapping_mul(b) } else { a }))?;
        return Ok(tvec![value]);
    }
    let single = |a: f32, b: f32| if a < 0.0 { a * b } else { a };
    Ok(tvec![combine_floats(node, "PRelu", x, slope, single, |a, b| if a < 0.0 { a * b } else { a })?])
}

/// The sign of an integer remainder is that of the divisor; with `fmod`, that of the dividend.
fn modulo(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (one, other) = (node.input(0)?, node.input(1)?);
    let as_c = node.attributes().flag("fmod");
    if node.kind(one).is_float() {
        if !as_c {
            if node.version < 28 {
                return Err(node.invalid("has numbers that are not integers, which need fmod = 1"));
            }
            return Ok(tvec![combine_floats(node, "Mod", one, other, floor_rest, floor_rest_double)?]);
        }
        return Ok(tvec![combine_floats(node, "Mod", one, other, |a, b| a % b, |a, b| a % b)?]);
    }
    const ZERO: &str = "an integer is divided by zero";
    let value = match as_c {
        true => combine_integers(node, "Mod", one, other, |a, b| a.checked_rem(b).ok_or(ZERO))?,
        false => combine_integers(node, "Mod", one, other, |a, b| {
            let rest = a.checked_rem(b).ok_or(ZERO)?;
            Ok(if rest != 0 && (rest < 0) != (b < 0) { rest + b } else { rest })
        })?,
    };
    Ok(tvec![value])
}

/// a − ⌊a / b⌋b: the sign is that of b.
fn floor_rest(a: f32, b: f32) -> f32 {
    let rest = a % b;
    if rest == 0.0 {
        rest.copysign(b)
    } else if (rest < 0.0) != (b < 0.0) {
        rest + b
    } else {
        rest
    }
}

fn floor_rest_double(a: f64, b: f64) -> f64 {
    let rest = a % b;
    if rest == 0.0 {
        rest.copysign(b)
    } else if (rest < 0.0) != (b < 0.0) {
        rest + b
    } else {
        rest
    }
}

/// The result has the type of the base.
fn pow(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (base, exponent) = (node.input(0)?, node.input(1)?);
    let kind = node.kind(base);
    // A square by far the most often: tract knows how to multiply.
    if kind == f32::datum_type()
        && node.len(exponent) == 1
        && let Some(power) = node.constant(exponent)
    {
        let power = power.cast_to_scalar::<f32>()?;
        if power == 2.0 && node.rank(exponent) <= node.rank(base) {
            return Ok(tvec![mul(node, base, base)?]);
        }
    }
    if kind.is_integer() && node.kind(exponent).is_integer() {
        let exponent = node.cast(exponent, kind)?;
        let value = combine_integers(node, "Pow", base, exponent, |a, b| {
            Ok(match u32::try_from(b) {
                Ok(b) => a.wrapping_pow(b),
                Err(_) if b > 0 => 0,
                // As the number that double precision has, without its fraction.
                Err(_) => (a as f64).powf(b as f64) as i64,
            })
        })?;
        return Ok(tvec![value]);
    }
    let (left, right) = (node.cast(base, f64::datum_type())?, node.cast(exponent, f64::datum_type())?);
    if kind == f32::datum_type() {
        let exponent = node.cast(exponent, kind)?;
        return Ok(tvec![combine_floats(node, "Pow", base, exponent, f32::powf, f64::powf)?]);
    }
    let value = combine_floats(node, "Pow", left, right, f32::powf, f64::powf)?;
    Ok(tvec![node.cast(value, kind)?])
}

fn bit_shift(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (one, other) = (node.input(0)?, node.input(1)?);
    // Past all bits only the sign is left.
    let value = match (node.attributes().text("direction", ""), node.kind(one).is_signed()) {
        ("LEFT", _) => combine_integers(node, "ShiftLeft", one, other, |a, b| {
            Ok(u32::try_from(b).ok().and_then(|b| a.checked_shl(b)).unwrap_or(0))
        })?,
        ("RIGHT", true) => combine_integers(node, "ShiftRight", one, other, |a, b| {
            Ok(u32::try_from(b).ok().and_then(|b| a.checked_shr(b)).unwrap_or(a >> 63))
        })?,
        // Of 64 bits too: they are shifted as unsigned.
        ("RIGHT", false) => combine_integers(node, "ShiftRight", one, other, |a, b| {
            Ok(u32::try_from(b).ok().and_then(|b| (a as u64).checked_shr(b)).unwrap_or(0) as i64)
        })?,
        _ => return Err(node.invalid("lacks its direction")),
    };
    Ok(tvec![value])
}

fn bitwise(node: &mut Node<'_>, name: &'static str, function: fn(i64, i64) -> i64) -> Wired<TVec<Value>> {
    let (one, other) = (node.input(0)?, node.input(1)?);
    Ok(tvec![integers(node, name, one, other, move |a, b| Ok(function(a, b)))?])
}

/// Combines pairs of integers, which are computed in 64 bits and wrap around.
fn combine_integers(
    node: &mut Node<'_>,
    name: &'static str,
    one: Value,
    other: Value,
    function: fn(i64, i64) -> Result<i64, &'static str>,
) -> Wired<Value> {
    integers(node, name, one, other, function)
}

fn integers(
    node: &mut Node<'_>,
    name: &'static str,
    one: Value,
    other: Value,
    function: impl Fn(i64, i64) -> Result<i64, &'static str> + Send + Sync + 'static,
) -> Wired<Value> {
    let (kind, right) = (node.kind(one), node.kind(other));
    let same = kind == right && kind.is_integer();
    node.ensure(same, || format!("combines {kind:?} with {right:?}: integers of one type are expected"))?;
    let shape = node.broadcast_shape(&[one, other])?;
    let place = crate::report::describe(node.proto);
    node.compute(name, &[one, other], kind, &shape.clone(), move |inputs| {
        let places = [0, 1].map(|index| steps(&expanded_strides(inputs[index].shape(), &shape), &shape));
        let [left, right] = places;
        macro_rules! of {
            ($number:ty) => {{
                let (one, other) = (numbers::<$number>(&inputs[0])?, numbers::<$number>(&inputs[1])?);
                let pairs = left.zip(right).map(|(a, b)| function(one[a] as i64, other[b] as i64));
                let results = pairs.map(|result| result.map(|number| number as $number)).collect::<Result<Vec<_>, _>>();
                let results = results.map_err(|why| crate::report::invalid(&place, format!("cannot go on: {why}")))?;
                Tensor::from_shape(&shape, &results)
            }};
        }
        for_integers!(kind, of, bail!("not an integer"))
    })
}

/// Combines pairs of numbers that are not integers.
pub(super) fn combine_floats(
    node: &mut Node<'_>,
    name: &'static str,
    one: Value,
    other: Value,
    single: fn(f32, f32) -> f32,
    double: fn(f64, f64) -> f64,
) -> Wired<Value> {
    let (kind, right) = (node.kind(one), node.kind(other));
    let same = kind == right && kind.is_float();
    node.ensure(same, || format!("combines {kind:?} with {right:?}: numbers of one type are expected"))?;
    let shape = node.broadcast_shape(&[one, other])?;
    node.compute(name, &[one, other], kind, &shape.clone(), move |inputs| {
        let [left, right] = [0, 1].map(|index| steps(&expanded_strides(inputs[index].shape(), &shape), &shape));
        macro_rules! of {
            ($number:ty, $function:expr) => {{
                let (one, other) = (numbers::<$number>(&inputs[0])?, numbers::<$number>(&inputs[1])?);
                let results: Vec<$number> = match inputs[0].shape() == inputs[1].shape() {
                    true => one.iter().zip(other).map(|(&a, &b)| $function(a, b)).collect(),
                    false => left.zip(right).map(|(a, b)| $function(one[a], other[b])).collect(),
                };
                Tensor::from_shape(&shape, &results)
            }};
        }
        if kind == f32::datum_type() { of!(f32, single) } else { of!(f64, double) }
    })
}
