//! A computation of our own as a node of tract's plan: types and shapes of its outputs are known, and a function makes
//! the outputs of the inputs. tract knows nothing else of it, so none of its rewrites can change what it means.

use tract_onnx::tract_core::internal::*;

type Function = dyn Fn(&[TValue]) -> TractResult<TVec<Tensor>> + Send + Sync;

/// A computation of our own.
#[derive(Clone)]
pub(crate) struct Compute {
    name: &'static str,
    outputs: TVec<(DatumType, TVec<usize>)>,
    run: Arc<Function>,
}

impl Compute {
    /// `run` makes tensors of the types and shapes that `outputs` says.
    pub fn new(
        name: &'static str,
        outputs: TVec<(DatumType, TVec<usize>)>,
        run: impl Fn(&[TValue]) -> TractResult<TVec<Tensor>> + Send + Sync + 'static,
    ) -> Self {
        Self { name, outputs, run: Arc::new(run) }
    }
}

impl std::fmt::Debug for Compute {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Compute {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.run, &other.run)
    }
}

impl Eq for Compute {}

impl Op for Compute {
    fn name(&self) -> StaticName {
        self.name.into()
    }

    op_as_typed_op!();
}

impl EvalOp for Compute {
    op_out_of_plan!();

    fn eval(&self, _: &EvalContext, inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        let outputs = (self.run)(&inputs)?;
        debug_assert!(
            outputs
                .iter()
                .zip(&self.outputs)
                .all(|(tensor, (kind, shape))| { tensor.datum_type() == *kind && tensor.shape() == &**shape }),
            "{}: {outputs:?} instead of {:?}",
            self.name,
            self.outputs
        );
        Ok(outputs.into_iter().map(Tensor::into_tvalue).collect())
    }
}

impl TypedOp for Compute {
    fn output_facts(&self, _: &[&TypedFact]) -> TractResult<TVec<TypedFact>> {
        Ok(self.outputs.iter().map(|(kind, shape)| kind.fact(&**shape)).collect())
    }

    as_op!();
}
