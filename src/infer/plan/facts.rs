//! What is known of a model's values before it runs: types, shapes, and how much memory they need.

use crate::tensor::volume;
use penchant_base::limits::MAX_ACTIVATION_BYTES;
use penchant_base::{Error, ErrorKind, Result};
use tract_onnx::tract_hir::internal::*;

/// Refuses values that are too large together.
pub(crate) fn check_sizes<'v>(values: impl Iterator<Item = (&'v str, DatumType, TVec<usize>)>) -> Result<()> {
    let mut bytes = 0usize;
    for (node, kind, shape) in values {
        let size = volume(&shape).map_err(|error| error.about(format!("node {node:?}")))?;
        bytes = bytes.saturating_add(size.saturating_mul(kind.size_of()));
        if bytes > MAX_ACTIVATION_BYTES {
            let message = format!(
                "the model needs more than {} MB of memory, from node {node:?} on: give it smaller inputs",
                MAX_ACTIVATION_BYTES >> 20
            );
            return Err(Error::new(ErrorKind::ModelLimit, message));
        }
    }
    Ok(())
}

/// The node, type and shape of each value whose type and shape are known before the model runs.
pub(crate) fn known_sizes(model: &InferenceModel) -> impl Iterator<Item = (&str, DatumType, TVec<usize>)> {
    model.nodes().iter().flat_map(|node| {
        node.outputs.iter().filter_map(|output| {
            let fact = &output.fact;
            Some((&*node.name, fact.datum_type.concretize()?, lengths(fact)?))
        })
    })
}

/// A shape that is known. A negative length becomes one that is refused as too large.
pub(crate) fn lengths(fact: &InferenceFact) -> Option<TVec<usize>> {
    fact.shape
        .concretize()?
        .iter()
        .map(|dim| dim.to_i64().ok().map(|dim| usize::try_from(dim).unwrap_or(usize::MAX)))
        .collect()
}
