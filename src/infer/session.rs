//! A checked ONNX model made ready to run: one `f32` tensor in, one out.

use super::check::{check, real_inputs};
use super::manifest::{Input, Output};
use crate::error::{Error, ErrorKind, Result};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use tract_onnx::prelude::*;

/// A model that is loaded and optimised for one input shape.
pub struct Session {
    plan: Arc<TypedRunnableModel>,
    shape: [usize; 4],
}

impl Session {
    /// Checks, loads and optimises a model for this input and output.
    ///
    /// Errors: `model.limit`, `model.format`, `model.unsupported`, or `model.shape` if the model has not the
    /// input and the output that are asked for.
    pub fn load(model: &[u8], input: &Input, output: &Output) -> Result<Self> {
        let proto = check(model)?;
        let graph = proto.graph.as_ref().ok_or_else(|| failed(&"it has no graph"))?;
        let inputs: Vec<_> = real_inputs(graph).collect();
        let shape = input.shape.map(|length| length.to_string());
        let fits = |dims: &[String]| {
            dims.len() == shape.len()
                && dims.iter().zip(&shape).all(|(has, wants)| has == wants || has.parse::<i64>().is_err())
        };
        if !matches!(&inputs[..], [(name, dims)] if *name == input.name && fits(dims)) {
            let message =
                format!("the model takes {inputs:?} instead of one input {:?} of {:?}", input.name, input.shape);
            return Err(Error::new(ErrorKind::ModelShape, message));
        }
        let plan = guarded(|| {
            tract_onnx::onnx()
                .model_for_proto_model(&proto)?
                .with_input_fact(0, f32::fact(input.shape).into())?
                .with_outputs_by_name([&output.name])?
                .into_optimized()?
                .into_runnable()
        })?;
        Ok(Self { plan, shape: input.shape })
    }

    /// Runs the model on one tensor, row by row in its shape's order, and gives its output likewise.
    ///
    /// Errors: `model.shape` for another number of numbers, `model.output` if the answer is not finite.
    pub fn run(&self, input: &[f32]) -> Result<Vec<f32>> {
        let tensor = Tensor::from_shape(&self.shape, input).map_err(|_| {
            Error::new(ErrorKind::ModelShape, format!("{} numbers do not fill {:?}", input.len(), self.shape))
        })?;
        let answer = guarded(|| {
            let outputs = self.plan.run(tvec!(tensor.into()))?;
            Ok(outputs[0].cast_to::<f32>()?.view().as_slice::<f32>()?.to_vec())
        })?;
        if answer.is_empty() || answer.iter().any(|number| !number.is_finite()) {
            let message =
                "the model's answer is not made of finite numbers: its weights or its preprocessing are wrong";
            return Err(Error::new(ErrorKind::ModelOutput, message));
        }
        Ok(answer)
    }
}

/// Runs tract, whose panics on odd models become errors. In wasm a panic ends the module instead, and the
/// worker it runs in is replaced.
fn guarded<T>(work: impl FnOnce() -> TractResult<T>) -> Result<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(outcome) => outcome.map_err(|error| failed(&error.root_cause())),
        Err(_) => Err(failed(&"the engine met something it did not expect")),
    }
}

fn failed(why: &dyn std::fmt::Display) -> Error {
    Error::new(ErrorKind::ModelFormat, format!("the model cannot be run: {why}"))
}
