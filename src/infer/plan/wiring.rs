//! A plan in the making: nodes of tract's are added one after the other. The shapes and types of all values are known,
//! and so are the numbers of those that depend on constants alone: such nodes are computed at once.

use crate::tensor::volume;
use penchant_base::limits::MAX_ACTIVATION_BYTES;
use penchant_base::{Error, ErrorKind, Result};
use tract_onnx::tract_core::internal::*;
use tract_onnx::tract_core::ops::konst::Const;

/// Constants that are not larger are computed when a plan is made, however small those are that they are computed from.
const MAX_SMALL_BYTES: usize = 4 << 20;

/// A plan in the making.
#[derive(Default)]
pub(crate) struct Wiring {
    pub(in crate::plan) model: TypedModel,
    /// How often a name was given.
    names: HashMap<String, usize>,
    /// Of all values that are computed, when the plan is made or when it runs.
    bytes: usize,
    /// The values of single precision that values of half precision were rounded from.
    singles: HashMap<OutletId, OutletId>,
}

impl Wiring {
    /// What is known of a value.
    pub fn fact(&self, value: OutletId) -> &TypedFact {
        &self.model.nodes[value.node].outputs[value.slot].fact
    }

    /// The lengths of a value's axes: all are known.
    pub fn shape(&self, value: OutletId) -> TVec<usize> {
        self.fact(value).shape.as_concrete().unwrap_or_default().into()
    }

    /// Notes that a value of half precision was rounded from one of single precision.
    pub fn note_rounded(&mut self, half: OutletId, single: OutletId) {
        self.singles.insert(half, single);
    }

    /// The value of single precision that one of half precision was rounded from.
    pub fn before_rounding(&self, half: OutletId) -> Option<OutletId> {
        self.singles.get(&half).copied()
    }

    /// Adds an input of the plan.
    pub fn input(&mut self, name: &str, kind: DatumType, shape: &[usize]) -> TractResult<OutletId> {
        let name = self.unique(name);
        self.model.add_source(name, kind.fact(shape))
    }

    /// Adds a constant.
    pub fn constant(&mut self, tensor: Arc<Tensor>) -> TractResult<OutletId> {
        let name = self.unique("constant");
        let fact = TypedFact::try_from(Arc::clone(&tensor))?;
        // tract's own way compares it with every other constant.
        Ok(self.model.add_node(name, Const::new(tensor)?, tvec![fact])?.into())
    }

    /// Adds an operator, or computes it at once if all of its inputs are known and its outputs are not too large.
    ///
    /// Errors: `model.limit` for outputs that are too large, and those of tract.
    pub fn add(&mut self, name: &str, op: Box<dyn TypedOp>, inputs: &[OutletId]) -> TractResult<TVec<OutletId>> {
        let facts = inputs.iter().map(|&input| self.fact(input)).collect::<TVec<_>>();
        let outputs = op.output_facts(&facts)?;
        let known: Option<TVec<TValue>> =
            facts.iter().map(|fact| Some(Arc::clone(fact.konst.as_ref()?).into_tvalue())).collect();
        let mut bytes = 0usize;
        for fact in &outputs {
            let shape: TVec<usize> = fact.shape.as_concrete().context("a shape is not known")?.into();
            bytes = bytes.saturating_add(volume(&shape)?.saturating_mul(fact.datum_type.size_of()));
        }
        drop(facts);
        if let Some(known) = known {
            let size = known.iter().map(|tensor| tensor.len() * tensor.datum_type().size_of()).sum::<usize>();
            // Weights of 8 bits become numbers of up to 64 here, and not at every run.
            if bytes <= MAX_SMALL_BYTES.max(8 * size)
                && let Some(values) = op.eval_out_of_plan(known)?
            {
                self.count(name, bytes)?;
                return values.into_iter().map(|value| self.constant(value.into_arc_tensor())).collect();
            }
        }
        self.count(name, bytes)?;
        let count = outputs.len();
        let name = self.unique(name);
        let id = self.model.add_node(name, op, outputs)?;
        for (slot, &input) in inputs.iter().enumerate() {
            self.model.add_edge(input, InletId::new(id, slot))?;
        }
        Ok((0..count).map(|slot| OutletId::new(id, slot)).collect())
    }

    /// Counts the memory of a node's outputs.
    fn count(&mut self, name: &str, bytes: usize) -> Result<()> {
        self.bytes = self.bytes.saturating_add(bytes);
        self.allow(name, 0)
    }

    /// Refuses a node that needs so much memory while it runs, beside the outputs of all nodes.
    pub fn allow(&self, name: &str, bytes: usize) -> Result<()> {
        if self.bytes.saturating_add(bytes) > MAX_ACTIVATION_BYTES {
            let message = format!(
                "the model needs more than {} MB of memory, from node {name:?} on: give it smaller inputs",
                MAX_ACTIVATION_BYTES >> 20
            );
            return Err(Error::new(ErrorKind::ModelLimit, message));
        }
        Ok(())
    }

    /// The values that a value is computed from.
    pub fn inputs(&self, value: OutletId) -> &[OutletId] {
        &self.model.nodes[value.node].inputs
    }

    /// The model, with these outputs.
    pub fn finish(mut self, outputs: &[OutletId]) -> Result<TypedModel> {
        self.model.outputs = outputs.to_vec();
        Ok(self.model)
    }

    fn unique(&mut self, name: &str) -> String {
        let count = self.names.entry(name.to_owned()).or_default();
        *count += 1;
        if *count == 1 { name.to_owned() } else { format!("{name}#{count}") }
    }
}
