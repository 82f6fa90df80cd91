//! A function of each number by itself, as an operator on each number of tract's: it may move axes past it.

use super::node::{Node, Value, Wired};
use tract_onnx::tract_core::internal::*;
use tract_onnx::tract_core::ops::element_wise::ElementWiseMiniOp;

/// Parameters of a function.
pub(crate) type Parameters = [f32; 3];

/// A function in single precision, and in double precision.
pub(crate) type Functions = (fn(&mut [f32], Parameters), fn(&mut [f64], Parameters));

/// A function of each number of a tensor.
#[derive(Clone)]
pub(crate) struct Map {
    name: &'static str,
    functions: Functions,
    parameters: Parameters,
}

impl Map {
    /// A function that raises numbers to `low` and lowers them to `high`.
    pub fn clamp(low: f32, high: f32) -> Self {
        Self { name: CLAMP, functions: (clamp_single, clamp_double), parameters: [low, high, 0.0] }
    }

    /// The bounds, if it is a clamp.
    #[cfg_attr(not(any(test, target_arch = "wasm32")), allow(dead_code))]
    pub fn bounds(&self) -> Option<(f32, f32)> {
        (self.name == CLAMP).then_some((self.parameters[0], self.parameters[1]))
    }
}

const CLAMP: &str = "Clamp";

fn clamp_single(numbers: &mut [f32], [low, high, _]: Parameters) {
    for number in numbers {
        // Comparisons with NaN are false, so it stays.
        let raised = if *number < low { low } else { *number };
        *number = if raised > high { high } else { raised };
    }
}

fn clamp_double(numbers: &mut [f64], [low, high, _]: Parameters) {
    for number in numbers {
        let raised = if *number < f64::from(low) { f64::from(low) } else { *number };
        *number = if raised > f64::from(high) { f64::from(high) } else { raised };
    }
}

/// Adds a function of each number.
pub(crate) fn map(
    node: &mut Node<'_>,
    name: &'static str,
    value: Value,
    parameters: Parameters,
    functions: Functions,
) -> Wired<Value> {
    let kind = node.kind(value);
    if !kind.is_float() {
        return Err(node.unsupported(&format!("has an input of {kind:?}: export the model with f32")));
    }
    node.map(Map { name, functions, parameters }, value)
}

/// Adds bounds; an infinite one changes nothing.
pub(crate) fn clamp(node: &mut Node<'_>, value: Value, low: f32, high: f32) -> Wired<Value> {
    node.map(Map::clamp(low, high), value)
}

impl std::fmt::Debug for Map {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:?}", self.name, self.parameters)
    }
}

impl PartialEq for Map {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.parameters.map(f32::to_bits) == other.parameters.map(f32::to_bits)
    }
}

impl Eq for Map {}

impl ElementWiseMiniOp for Map {
    fn name(&self) -> String {
        self.name.into()
    }

    fn eval_in_place(&self, tensor: &mut Tensor, _: Option<DatumType>) -> TractResult<()> {
        let double = tensor.datum_type() == f64::datum_type();
        let mut numbers = tensor.try_as_plain_ram_mut()?;
        match double {
            true => (self.functions.1)(numbers.as_slice_mut()?, self.parameters),
            false => (self.functions.0)(numbers.as_slice_mut()?, self.parameters),
        }
        Ok(())
    }
}
