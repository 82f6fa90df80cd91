//! Functions of each number by itself.

use super::attributes::{flag, float, word};
use super::copying::{for_integers, numbers};
use super::entry::{Operator, moves, wire};
use super::map::{clamp, map};
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
    wire("Clip", 1..=3, &[float("min"), float("max")], clip),
    wire("Cos", 1..=1, &[], |node| float_map(node, math::Cos {})),
    wire("Cosh", 1..=1, &[], |node| float_map(node, math::Cosh {})),
    wire("Elu", 1..=1, &[float("alpha")], elu),
    wire("Erf", 1..=1, &[], erf_of),
    wire("Exp", 1..=1, &[], exp_of),
    wire("Floor", 1..=1, &[], |node| float_map(node, math::Floor {})),
    wire("Gelu", 1..=1, &[word("approximate", &["none", "tanh"])], gelu),
    wire("HardSigmoid", 1..=1, &[float("alpha"), float("beta")], hard_sigmoid),
    wire("HardSwish", 1..=1, &[], hard_swish),
    moves("Identity", 1..=1, &[], |node| Ok(tvec![node.input(0)?])).with_strings(),
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

/// Applies a function to each number.
pub(super) fn apply(node: &mut Node<'_>, function: Function, x: Value) -> Wired<Value> {
    match function {
        Function::Relu => clamp(node, x, 0.0, f32::INFINITY),
        Function::Clip(low, high) => clamp(node, x, low, high),
        Function::Sigmoid => map(
            node,
            "Sigmoid",
            x,
            [0.0; 3],
            |xs, _| xs.iter_mut().for_each(|x| *x = sigmoid(*x)),
            |xs, _| xs.iter_mut().for_each(|x| *x = 1.0 / (1.0 + (-*x).exp())),
        ),
        Function::Tanh => map(
            node,
            "Tanh",
            x,
            [0.0; 3],
            |xs, _| xs.iter_mut().for_each(|x| *x = tanh(*x)),
            |xs, _| xs.iter_mut().for_each(|x| *x = x.tanh()),
        ),
        Function::Gelu => map(
            node,
            "Gelu",
            x,
            [0.0; 3],
            |xs, _| xs.iter_mut().for_each(|x| *x = 0.5 * *x * (1.0 + erf(*x * std::f32::consts::FRAC_1_SQRT_2))),
            |xs, _| {
                xs.iter_mut().for_each(|x| *x = 0.5 * *x * (1.0 + erf_double(*x * std::f64::consts::FRAC_1_SQRT_2)));
            },
        ),
        Function::GeluTanh => map(
            node,
            "GeluTanh",
            x,
            [0.0; 3],
            |xs, _| {
                xs.iter_mut().for_each(|x| *x = 0.5 * *x * (1.0 + tanh(0.797_884_6 * (*x + 0.044_715 * *x * *x * *x))));
            },
            |xs, _| {
                let scale = (2.0 / std::f64::consts::PI).sqrt();
                xs.iter_mut().for_each(|x| *x = 0.5 * *x * (1.0 + (scale * (*x + 0.044_715 * x.powi(3))).tanh()));
            },
        ),
        Function::LeakyRelu(alpha) => map(
            node,
            "LeakyRelu",
            x,
            [alpha, 0.0, 0.0],
            |xs, [alpha, ..]| xs.iter_mut().for_each(|x| *x = if *x < 0.0 { alpha * *x } else { *x }),
            |xs, [alpha, ..]| xs.iter_mut().for_each(|x| *x = if *x < 0.0 { f64::from(alpha) * *x } else { *x }),
        ),
        Function::HardSigmoid(alpha, beta) => {
            let line = map(
                node,
                "Line",
                x,
                [alpha, beta, 0.0],
                |xs, [alpha, beta, _]| xs.iter_mut().for_each(|x| *x = alpha * *x + beta),
                |xs, [alpha, beta, _]| xs.iter_mut().for_each(|x| *x = f64::from(alpha) * *x + f64::from(beta)),
            )?;
            clamp(node, line, 0.0, 1.0)
        }
        Function::QuickGelu(alpha) => map(
            node,
            "Swish",
            x,
            [alpha, 0.0, 0.0],
            |xs, [alpha, ..]| xs.iter_mut().for_each(|x| *x = *x * sigmoid(alpha * *x)),
            |xs, [alpha, ..]| xs.iter_mut().for_each(|x| *x = *x / (1.0 + (-f64::from(alpha) * *x).exp())),
        ),
    }
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
        let value = map(
            node,
            "Sign",
            x,
            [0.0; 3],
            |xs, _| {
                xs.iter_mut().for_each(|x| {
                    *x = if *x > 0.0 {
                        1.0
                    } else if *x < 0.0 {
                        -1.0
                    } else {
                        *x * 0.0
                    }
                })
            },
            |xs, _| {
                xs.iter_mut().for_each(|x| {
                    *x = if *x > 0.0 {
                        1.0
                    } else if *x < 0.0 {
                        -1.0
                    } else {
                        *x * 0.0
                    }
                })
            },
        )?;
        return Ok(tvec![value]);
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

/// Bounds are attributes, or inputs from version 11 on; without them they are the lowest and the highest finite numbers.
fn clip(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let attributes = node.attributes();
    let bounds = [node.optional(1), node.optional(2)];
    if node.version < 11 {
        let (low, high) = (attributes.float("min", f32::MIN), attributes.float("max", f32::MAX));
        return Ok(tvec![clamp(node, x, low, high)?]);
    }
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

fn erf_of(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let value = map(
        node,
        "Erf",
        x,
        [0.0; 3],
        |xs, _| xs.iter_mut().for_each(|x| *x = erf(*x)),
        |xs, _| xs.iter_mut().for_each(|x| *x = erf_double(*x)),
    )?;
    Ok(tvec![value])
}

fn exp_of(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let value = map(
        node,
        "Exp",
        x,
        [0.0; 3],
        |xs, _| xs.iter_mut().for_each(|x| *x = exp(*x)),
        |xs, _| xs.iter_mut().for_each(|x| *x = x.exp()),
    )?;
    Ok(tvec![value])
}

// Not tract's: it takes squares of roots and roots of quotients together, and what was NaN no longer is.

/// √x.
pub(super) fn square_root(node: &mut Node<'_>, x: Value) -> Wired<Value> {
    map(
        node,
        "Sqrt",
        x,
        [0.0; 3],
        |xs, _| xs.iter_mut().for_each(|x| *x = x.sqrt()),
        |xs, _| xs.iter_mut().for_each(|x| *x = x.sqrt()),
    )
}

/// ln x.
pub(super) fn logarithm(node: &mut Node<'_>, x: Value) -> Wired<Value> {
    map(
        node,
        "Log",
        x,
        [0.0; 3],
        |xs, _| xs.iter_mut().for_each(|x| *x = x.ln()),
        |xs, _| xs.iter_mut().for_each(|x| *x = x.ln()),
    )
}

fn log(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    Ok(tvec![logarithm(node, x)?])
}

/// Halves go to the even integer.
fn round(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let value = map(
        node,
        "Round",
        x,
        [0.0; 3],
        |xs, _| xs.iter_mut().for_each(|x| *x = x.round_ties_even()),
        |xs, _| xs.iter_mut().for_each(|x| *x = x.round_ties_even()),
    )?;
    Ok(tvec![value])
}

fn reciprocal(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let value = map(
        node,
        "Reciprocal",
        x,
        [0.0; 3],
        |xs, _| xs.iter_mut().for_each(|x| *x = 1.0 / *x),
        |xs, _| xs.iter_mut().for_each(|x| *x = 1.0 / *x),
    )?;
    Ok(tvec![value])
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
    let x = node.input(0)?;
    let value = map(
        node,
        "HardSwish",
        x,
        [0.0; 3],
        |xs, _| {
            xs.iter_mut().for_each(|x| {
                let line = *x / 6.0 + 0.5;
                let line = if line < 0.0 { 0.0 } else { line };
                *x *= if line > 1.0 { 1.0 } else { line };
            });
        },
        |xs, _| {
            xs.iter_mut().for_each(|x| {
                let line = *x / 6.0 + 0.5;
                let line = if line < 0.0 { 0.0 } else { line };
                *x *= if line > 1.0 { 1.0 } else { line };
            });
        },
    )?;
    Ok(tvec![value])
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
    let x = node.input(0)?;
    let value = map(
        node,
        name,
        x,
        [alpha, gamma, s],
        |xs, [alpha, gamma, s]| {
            xs.iter_mut().for_each(|x| *x = gamma * if *x > 0.0 { *x } else { alpha * (*x / s).exp_m1() });
        },
        |xs, [alpha, gamma, s]| {
            let [alpha, gamma, s] = [alpha, gamma, s].map(f64::from);
            xs.iter_mut().for_each(|x| *x = gamma * if *x > 0.0 { *x } else { alpha * (*x / s).exp_m1() });
        },
    )?;
    Ok(tvec![value])
}

fn mish(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let value = map(
        node,
        "Mish",
        x,
        [0.0; 3],
        |xs, _| xs.iter_mut().for_each(|x| *x *= softplus_of(*x).tanh()),
        |xs, _| xs.iter_mut().for_each(|x| *x *= softplus_double(*x).tanh()),
    )?;
    Ok(tvec![value])
}

/// ln(1 + eˣ), without overflow.
fn softplus_of(x: f32) -> f32 {
    if x > 0.0 { x + (-x).exp().ln_1p() } else { x.exp().ln_1p() }
}

fn softplus_double(x: f64) -> f64 {
    if x > 0.0 { x + (-x).exp().ln_1p() } else { x.exp().ln_1p() }
}

fn softplus(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let value = map(
        node,
        "Softplus",
        x,
        [0.0; 3],
        |xs, _| xs.iter_mut().for_each(|x| *x = softplus_of(*x)),
        |xs, _| xs.iter_mut().for_each(|x| *x = softplus_double(*x)),
    )?;
    Ok(tvec![value])
}

fn softsign(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let x = node.input(0)?;
    let value = map(
        node,
        "Softsign",
        x,
        [0.0; 3],
        |xs, _| xs.iter_mut().for_each(|x| *x /= 1.0 + x.abs()),
        |xs, _| xs.iter_mut().for_each(|x| *x /= 1.0 + x.abs()),
    )?;
    Ok(tvec![value])
}

fn shrink(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let attributes = node.attributes();
    let (lambd, bias) = (attributes.float("lambd", 0.5), attributes.float("bias", 0.0));
    let x = node.input(0)?;
    let value = map(
        node,
        "Shrink",
        x,
        [lambd, bias, 0.0],
        |xs, [lambd, bias, _]| {
            xs.iter_mut().for_each(|x| {
                *x = if *x < -lambd {
                    *x + bias
                } else if *x > lambd {
                    *x - bias
                } else {
                    0.0
                }
            });
        },
        |xs, [lambd, bias, _]| {
            let (lambd, bias) = (f64::from(lambd), f64::from(bias));
            xs.iter_mut().for_each(|x| {
                *x = if *x < -lambd {
                    *x + bias
                } else if *x > lambd {
                    *x - bias
                } else {
                    0.0
                }
            });
        },
    )?;
    Ok(tvec![value])
}

fn thresholded_relu(node: &mut Node<'_>) -> Wired<TVec<Value>> {
    let alpha = node.attributes().float("alpha", 1.0);
    let x = node.input(0)?;
    let value = map(
        node,
        "ThresholdedRelu",
        x,
        [alpha, 0.0, 0.0],
        |xs, [alpha, ..]| xs.iter_mut().for_each(|x| *x = if *x > alpha { *x } else { 0.0 }),
        |xs, [alpha, ..]| xs.iter_mut().for_each(|x| *x = if *x > f64::from(alpha) { *x } else { 0.0 }),
    )?;
    Ok(tvec![value])
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
