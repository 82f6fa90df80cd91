//! Functions of each number by itself.

use super::attributes::{flag, float, word};
use super::copying::{for_integers, numbers};
use super::entry::{Operator, moves, wire};
use super::map::{Functions, Parameters, clamp, map};
use super::node::{Node, Value, Wired};
use super::numeric::{erf, erf_double, exp, sigmoid, tanh};
use tract_onnx::prelude::{TVec, Tensor, tvec};
use tract_onnx::tract_core::internal::*;
use tract_onnx::tract_core::ops::{logic, math};

pub(super) const OPERATORS: &[Operator] = &[
    wire("Abs", 1..=1, &[], abs),
    wire("Acos", 1..=1, &[], |node| float_map(node, math::Acos {})),
    wire("Acosh", 1..=1, &[], |node| float_map(node, math::Acosh {})),
    wire("Asin", 1..=1, &[], |node| float_map(node, math::Asin {})),
    wire("Asinh", 1..=1, &[], |node| float_map(node, math::Asinh {})),
    wire("Atan", 1..=1, &[], |node| float_map(node, math::Atan {})),
    wire("Atanh", 1..=1, &[], |node| float_map(node, math::Atanh {})),
    wire("BitwiseNot", 1..=1, &[], bitwise_not),
    wire("Ceil", 1..=1, &[], |node| float_map(node, math::Ceil {})),
    wire("Celu", 1..=1, &[float("alpha")], celu),
    wire("Clip", 1..=1, &[float("min"), float("max")], clip_to_attributes).since(1..=10),
    wire("Clip", 1..=3, &[], clip).since(11..=i64::MAX),
    wire("Cos", 1..=1, &[], |node| float_map(node, math::Cos {})),
    wire("Cosh", 1..=1, &[], |node| float_map(node, math::Cosh {})),
    wire("Elu", 1..=1, &[float("alpha")], elu),
    wire("Erf", 1..=1, &[], |node| {
        let single: fn(&mut [f32], Parameters) = |xs, _| xs.iter_mut().for_each(|x| *x = erf(*x));
        each(node, "Erf", [0.0; 3], (single, |xs, _| xs.iter_mut().for_each(|x| *x = erf_double(*x))))
    }),
    wire("Exp", 1..=1, &[], |node| {
        let single: fn(&mut [f32], Parameters) = |xs, _| xs.iter_mut().for_each(|x| *x = exp(*x));
        each(node, "Exp", [0.0; 3], (single, |xs, _| xs.iter_mut().for_each(|x| *x = x.exp())))
    }),
    wire("Floor", 1..=1, &[], |node| float_map(node, math::Floor {})),
    wire("Gelu", 1..=1, &[word("approximate", &["none", "tanh"])], gelu),
    wire("HardSigmoid", 1..=1, &[float("alpha"), float("beta")], hard_sigmoid),
    wire("HardSwish", 1..=1, &[], hard_swish),
    moves("Identity", 1..=1, &[], |node| Ok(tvec![node.input(0)?])).with_strings(1),
    wire("IsInf", 1..=1, &[flag("detect_negative"), flag("detect_positive")], is_inf),
    wire("IsNaN", 1..=1, &[], is_nan),
    wire("LeakyRelu", 1..=1, &[float("alpha")], leaky_relu),
    wire("Log", 1..=1, &[], log),
    wire("Mish", 1..=1, &[], mish),
    wire("Neg", 1..=1, &[], neg),
    wire("Not", 1..=1, &[], not),
    wire("Reciprocal", 1..=1, &[], reciprocal),
    wire("Relu", 1..=1, &[], relu),
    wire("Round", 1..=1, &[], round),
    wire("Selu", 1..=1, &[float("alpha"), float("gamma")], selu),
    wire("Shrink", 1..=1, &[float("lambd"), float("bias")], shrink),
    wire("Sigmoid", 1..=1, &[], |node| with(node, Function::Sigmoid)),
    wire("Sign", 1..=1, &[], sign),
    wire("Sin", 1..=1, &[], |node| float_map(node, math::Sin {})),
    wire("Sinh", 1..=1, &[], |node| float_map(node, math::Sinh {})),
    wire("Softplus", 1..=1, &[], softplus),
    wire("Softsign", 1..=1, &[], softsign),
    wire("Sqrt", 1..=1, &[], |node| {
        let x = node.input(0)?;
        Ok(tvec![square_root(node, x)?])
    }),
    wire("SwiGLU", 2..=2, &[float("alpha")], gated_swish),
    wire("Swish", 1..=1, &[float("alpha")], swish),
    wire("Tan", 1..=1, &[], |node| float_map(node, math::Tan {})),
    wire("Tanh", 1..=1, &[], |node| with(node, Function::Tanh)),
    wire("ThresholdedRelu", 1..=1, &[float("alpha")], thresholded_relu),
];

/// A function that other operators apply too.
#[derive(Clone, Copy)]
pub(super) enum Function {
    Relu,
    Sigmoid,
    Tanh,
    Gelu,
    GeluTanh,
    LeakyRelu(f32),
    HardSigmoid(f32, f32),
    Clip(f32, f32),
    /// x · sigmoid(αx).
    QuickGelu(f32),
}

/// A function that is written the same in both precisions: of a number, and of parameters.
macro_rules! both {
    (|$x:ident| $result:expr) => {
        both!(|$x, _| $result)
    };
    (|$x:ident, $parameters:pat_param| $result:expr) => {
        (
            |numbers: &mut [f32], parameters: Parameters| {
                let $parameters = parameters;
                numbers.iter_mut().for_each(|number| {
                    let $x = *number;
                    *number = $result;
                });
            },
            |numbers: &mut [f64], parameters: Parameters| {
                let $parameters = parameters.map(f64::from);
                numbers.iter_mut().for_each(|number| {
                    let $x = *number;
                    *number = $result;
                });
            },
        )
    };
}

/// Applies a function to each number.
pub(super) fn apply(node: &mut Node<'_>, function: Function, x: Value) -> Wired<Value> {
    let (name, parameters, functions): (_, _, Functions) = match function {
        Function::Relu => return clamp(node, x, 0.0, f32::INFINITY),
        Function::Clip(low, high) => return clamp(node, x, low, high),
        Function::Sigmoid => (
            "Sigmoid",
            [0.0; 3],
            (
                |xs, _| xs.iter_mut().for_each(|x| *x = sigmoid(*x)),
                |xs, _| xs.iter_mut().for_each(|x| *x = 1.0 / (1.0 + (-*x).exp())),
            ),
        ),
        Function::Tanh => (
            "Tanh",
            [0.0; 3],
            (|xs, _| xs.iter_mut().for_each(|x| *x = tanh(*x)), |xs, _| xs.iter_mut().for_each(|x| *x = x.tanh())),
        ),
        Function::Gelu => (
            "Gelu",
            [0.0; 3],
            (
                |xs, _| xs.iter_mut().for_each(|x| *x = 0.5 * *x * (1.0 + erf(*x * std::f32::consts::FRAC_1_SQRT_2))),
                |xs, _| {
                    let scale = std::f64::consts::FRAC_1_SQRT_2;
                    xs.iter_mut().for_each(|x| *x = 0.5 * *x * (1.0 + erf_double(*x * scale)));
                },
            ),
        ),
        Function::GeluTanh => (
            "GeluTanh",
            [0.0; 3],
            (
                |xs, _| {
                    let line = |x: f32| 0.797_884_6 * (x + 0.044_715 * x * x * x);
                    xs.iter_mut().for_each(|x| *x = 0.5 * *x * (1.0 + tanh(line(*x))));
                },
                |xs, _| {
                    let scale = (2.0 / std::f64::consts::PI).sqrt();
                    xs.iter_mut().for_each(|x| *x = 0.5 * *x * (1.0 + (scale * (*x + 0.044_715 * x.powi(3))).tanh()));
                },
            ),
        ),
        Function::LeakyRelu(alpha) => {
            ("LeakyRelu", [alpha, 0.0, 0.0], both!(|x, [alpha, ..]| if x < 0.0 { alpha * x } else { x }))
        }
        Function::HardSigmoid(alpha, beta) => {
            let (single, double) = both!(|x, [alpha, beta, _]| alpha * x + beta);
            let line = map(node, "Line", x, [alpha, beta, 0.0], (single, double))?;
            return clamp(node, line, 0.0, 1.0);
        }
        Function::QuickGelu(alpha) => (
            "Swish",
            [alpha, 0.0, 0.0],
            (
                |xs, [alpha, ..]| xs.iter_mut().for_each(|x| *x = *x * sigmoid(alpha * *x)),
                |xs, [alpha, ..]| xs.iter_mut().for_each(|x| *x = *x / (1.0 + (-f64::from(alpha) * *x).exp())),
            ),
        ),
    };
    map(node, name, x, parameters, functions)
}

/// An operator that is a function of each number of its input.
fn each(node: &mut Node<'_>, name: &'static str, parameters: Parameters, functions: Functions) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    Ok(tvec![map(node, name, x, parameters, functions)?])
}

fn with(node: &mut Node<'_>, function: Function) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    Ok(tvec![apply(node, function, x)?])
}

/// A function of tract's, for single and double precision.
fn float_map(
    node: &mut Node<'_>,
    op: impl tract_onnx::tract_core::ops::element_wise::ElementWiseMiniOp,
) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    require_float(node, x)?;
    Ok(tvec![node.map(op, x)?])
}

fn require_float(node: &Node<'_>, x: Value) -> Wired<()> {
    let kind = node.kind(x);
    match kind.is_float() {
        true => Ok(()),
        false => Err(node.unsupported(&format!("has an input of {kind:?}: export the model with f32"))),
    }
}

fn abs(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let kind = node.kind(x);
    if kind.is_unsigned() {
        return Ok(tvec![x]);
    }
    if kind.is_float() {
        return Ok(tvec![node.map(math::Abs {}, x)?]);
    }
    integers(node, "Abs", x, |x| x.wrapping_abs())
}

fn neg(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    if node.kind(x).is_float() {
        return Ok(tvec![node.map(math::Neg {}, x)?]);
    }
    integers(node, "Neg", x, |x| x.wrapping_neg())
}

fn sign(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    if node.kind(x).is_float() {
        let functions: Functions = both!(|x| match x {
            x if x > 0.0 => 1.0,
            x if x < 0.0 => -1.0,
            x => x * 0.0,
        });
        return each(node, "Sign", [0.0; 3], functions);
    }
    integers(node, "Sign", x, |x| x.signum())
}

/// A function of integers, which are computed in 64 bits; those of unsigned 64 bits wrap around.
fn integers(node: &mut Node<'_>, name: &'static str, x: Value, function: fn(i64) -> i64) -> Wired<TVec<Value>> {
    let (kind, shape) = (node.kind(x), node.shape(x));
    let value = node.compute(name, &[x], kind, &shape, move |inputs| {
        macro_rules! of {
            ($number:ty) => {{
                let results: Vec<$number> =
                    numbers::<$number>(&inputs[0])?.iter().map(|&x| function(x as i64) as $number).collect();
                Tensor::from_shape(inputs[0].shape(), &results)
            }};
        }
        for_integers!(kind, of, bail!("not an integer"))
    })?;
    Ok(tvec![value])
}

fn bitwise_not(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let kind = node.kind(x);
    node.ensure(kind.is_integer(), || format!("has an input of {kind:?}: integers are expected"))?;
    integers(node, "BitwiseNot", x, |x| !x)
}

fn not(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let kind = node.kind(x);
    node.ensure(kind == bool::datum_type(), || format!("has an input of {kind:?}: booleans are expected"))?;
    Ok(tvec![node.map(logic::Not {}, x)?])
}

fn relu(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    if node.kind(x).is_float() {
        return Ok(tvec![clamp(node, x, 0.0, f32::INFINITY)?]);
    }
    integers(node, "Relu", x, |x| x.max(0))
}

/// Before version 11, where bounds are attributes; without them they are the lowest and the highest finite numbers.
fn clip_to_attributes(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let kind = node.kind(x);
    node.ensure(kind.is_float(), || format!("clips numbers of {kind:?}, which only version 11 and later do"))?;
    let (low, high) = (node.attributes().float("min", f32::MIN), node.attributes().float("max", f32::MAX));
    Ok(tvec![clamp(node, x, low, high)?])
}

/// From version 11 on, where bounds are inputs.
fn clip(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let bounds = [node.optional(1), node.optional(2)];
    for bound in bounds.into_iter().flatten() {
        let (kind, count) = (node.kind(bound), node.len(bound));
        let expected = node.kind(x);
        node.ensure(kind == expected && count == 1, || {
            format!("has a bound of {count} numbers of {kind:?}: one of {expected:?} is expected")
        })?;
    }
    let known = bounds.map(|bound| bound.map(|bound| node.constant(bound)));
    if node.kind(x) == f32::datum_type() && known.iter().flatten().all(Option::is_some) {
        let bound = |index: usize, default: f32| -> Wired<f32> {
            match &known[index] {
                Some(Some(bound)) => Ok(numbers::<f32>(bound)?[0]),
                _ => Ok(default),
            }
        };
        let (low, high) = (bound(0, f32::MIN)?, bound(1, f32::MAX)?);
        return Ok(tvec![clamp(node, x, low, high)?]);
    }
    let mut inputs = tvec![x];
    inputs.extend(bounds.into_iter().flatten());
    let has_low = bounds[0].is_some();
    let (kind, shape) = (node.kind(x), node.shape(x));
    let value = node.compute("Clip", &inputs, kind, &shape, move |inputs| {
        macro_rules! of {
            ($number:ty) => {{
                let mut bounds =
                    inputs[1..].iter().map(|bound| -> TractResult<$number> { Ok(numbers::<$number>(bound)?[0]) });
                let low: Option<$number> = if has_low { bounds.next().transpose()? } else { None };
                let high: Option<$number> = bounds.next().transpose()?;
                let (low, high) = (low.or(Some(<$number>::MIN)), high.or(Some(<$number>::MAX)));
                let clamp = |&x: &$number| {
                    let raised = match low {
                        Some(low) if x < low => low,
                        _ => x,
                    };
                    match high {
                        Some(high) if raised > high => high,
                        _ => raised,
                    }
                };
                let results: Vec<$number> = numbers::<$number>(&inputs[0])?.iter().map(clamp).collect();
                Tensor::from_shape(inputs[0].shape(), &results)
            }};
        }
        match kind {
            DatumType::F32 => of!(f32),
            DatumType::F64 => of!(f64),
            _ => for_integers!(kind, of, bail!("not a number")),
        }
    })?;
    Ok(tvec![value])
}

// Not tract's: it takes squares of roots and roots of quotients together, and what was NaN no longer is.

/// √x.
pub(super) fn square_root(node: &mut Node<'_>, x: Value) -> Wired<Value> {
    map(node, "Sqrt", x, [0.0; 3], both!(|x| x.sqrt()))
}

/// ln x.
pub(super) fn logarithm(node: &mut Node<'_>, x: Value) -> Wired<Value> {
    map(node, "Log", x, [0.0; 3], both!(|x| x.ln()))
}

fn log(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    Ok(tvec![logarithm(node, x)?])
}

/// Halves go to the even integer.
fn round(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    each(node, "Round", [0.0; 3], both!(|x| x.round_ties_even()))
}

fn reciprocal(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    each(node, "Reciprocal", [0.0; 3], both!(|x| 1.0 / x))
}

fn gelu(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    match node.attributes().text("approximate", "none") {
        "tanh" => with(node, Function::GeluTanh),
        _ => with(node, Function::Gelu),
    }
}

fn hard_sigmoid(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let attributes = node.attributes();
    with(node, Function::HardSigmoid(attributes.float("alpha", 0.2), attributes.float("beta", 0.5)))
}

fn leaky_relu(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let alpha = node.attributes().float("alpha", 0.01);
    with(node, Function::LeakyRelu(alpha))
}

fn swish(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let alpha = node.attributes().float("alpha", 1.0);
    with(node, Function::QuickGelu(alpha))
}

/// swish(a) · b.
fn gated_swish(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let (gate, linear) = (node.input(0)?, node.input(1)?);
    node.ensure(node.shape(gate) == node.shape(linear), || "has inputs of different shapes".into())?;
    let alpha = node.attributes().float("alpha", 1.0);
    let gate = apply(node, Function::QuickGelu(alpha), gate)?;
    Ok(tvec![super::arithmetic::mul(node, gate, linear)?])
}

fn hard_swish(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let functions: Functions = both!(|x| {
        let line = x / 6.0 + 0.5;
        let line = if line < 0.0 { 0.0 } else { line };
        x * if line > 1.0 { 1.0 } else { line }
    });
    each(node, "HardSwish", [0.0; 3], functions)
}

fn elu(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let alpha = node.attributes().float("alpha", 1.0);
    exponential_unit(node, "Elu", alpha, 1.0, 1.0)
}

fn celu(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let alpha = node.attributes().float("alpha", 1.0);
    exponential_unit(node, "Celu", alpha, 1.0, alpha)
}

fn selu(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let attributes = node.attributes();
    let (alpha, gamma) = (attributes.float("alpha", 1.673_263_2), attributes.float("gamma", 1.050_701));
    exponential_unit(node, "Selu", alpha, gamma, 1.0)
}

/// γx for positive numbers, γα(e^(x/s) − 1) for others.
fn exponential_unit(node: &mut Node<'_>, name: &'static str, alpha: f32, gamma: f32, s: f32) -> Wired<TVec<Value>> {
    let functions: Functions = both!(|x, [alpha, gamma, s]| gamma * if x > 0.0 { x } else { alpha * (x / s).exp_m1() });
    each(node, name, [alpha, gamma, s], functions)
}

/// x · tanh(softplus(x)).
fn mish(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let functions: Functions = both!(|x| x * (if x > 0.0 { x + (-x).exp().ln_1p() } else { x.exp().ln_1p() }).tanh());
    each(node, "Mish", [0.0; 3], functions)
}

/// ln(1 + eˣ), without overflow.
fn softplus(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let functions: Functions = both!(|x| if x > 0.0 { x + (-x).exp().ln_1p() } else { x.exp().ln_1p() });
    each(node, "Softplus", [0.0; 3], functions)
}

fn softsign(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    each(node, "Softsign", [0.0; 3], both!(|x| x / (1.0 + x.abs())))
}

fn shrink(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let attributes = node.attributes();
    let parameters = [attributes.float("lambd", 0.5), attributes.float("bias", 0.0), 0.0];
    let functions: Functions = both!(|x, [lambd, bias, _]| match x {
        x if x < -lambd => x + bias,
        x if x > lambd => x - bias,
        _ => 0.0,
    });
    each(node, "Shrink", parameters, functions)
}

fn thresholded_relu(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let alpha = node.attributes().float("alpha", 1.0);
    each(node, "ThresholdedRelu", [alpha, 0.0, 0.0], both!(|x, [alpha, ..]| if x > alpha { x } else { 0.0 }))
}

fn is_nan(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    test_each(node, |x| x.is_nan())
}

fn is_inf(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let attributes = node.attributes();
    let (negative, positive) = (attributes.int("detect_negative", 1) != 0, attributes.int("detect_positive", 1) != 0);
    test_each(node, move |x| x.is_infinite() && if x > 0.0 { positive } else { negative })
}

/// A test of each number, in double precision.
fn test_each(node: &mut Node<'_>, test: impl Fn(f64) -> bool + Send + Sync + 'static) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    require_float(node, x)?;
    let shape = node.shape(x);
    let value = node.compute("Test", &[x], bool::datum_type(), &shape, move |inputs| {
        let results: Vec<bool> = super::copying::doubles(&inputs[0])?.into_iter().map(&test).collect();
        Tensor::from_shape(inputs[0].shape(), &results)
    })?;
    Ok(tvec![value])
}
