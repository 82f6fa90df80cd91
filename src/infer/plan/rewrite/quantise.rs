//! `DynamicQuantizeLinear` as a node of tract's plan: numbers in; integers of 8 bits, a scale and a zero point out.

use super::fused_ops::{numbers, uninitialised};
use crate::kernels::quantise::{quantise, range, scale_and_zero};
use tract_onnx::tract_core::internal::*;

/// The name of tract's own operator.
pub(super) const NAME_IN_TRACT: &str = "DynamicQuantizeLinearU8";

/// Takes the place of tract's operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Quantise;

impl Op for Quantise {
    fn name(&self) -> StaticName {
        "Quantise".into()
    }

    op_as_typed_op!();
}

impl EvalOp for Quantise {
    op_out_of_plan!();

    fn eval(&self, _: &EvalContext, inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        let input = numbers(&inputs[0])?;
        let (scale, zero) = scale_and_zero(range(input));
        let mut quantised = uninitialised::<u8>(inputs[0].shape())?;
        quantise(input, scale, zero, quantised.try_as_plain_ram_mut()?.as_slice_mut()?);
        Ok(tvec![quantised.into_tvalue(), tensor0(scale).into_tvalue(), tensor0(zero).into_tvalue()])
    }
}

impl TypedOp for Quantise {
    fn output_facts(&self, inputs: &[&TypedFact]) -> TractResult<TVec<TypedFact>> {
        Ok(tvec![u8::fact(inputs[0].shape.clone()), f32::fact([0; 0]), u8::fact([0; 0])])
    }

    as_op!();
}
