//! The whole check: the bytes of an ONNX file in, its checked protobuf out.

use super::lower::{lower, operators};
use super::proto::{graph, opset, parse};
use super::report::unsupported;
use super::walk::Walk;
use bytes::Buf;
use penchant_base::Result;
use std::collections::HashSet;
use std::ops::RangeInclusive;
use tract_onnx::pb::ModelProto;

/// The versions of the ONNX operator set that the conformance tests cover: see docs/operators.md.
pub const OPSETS: RangeInclusive<i64> = 7..=22;

/// The protobuf of a model that tract can read, with all tensors in one form.
///
/// Errors: `model.limit`, `model.format`, `model.unsupported`; they name the node or the tensor.
pub(crate) fn check(model: impl Buf) -> Result<ModelProto> {
    let mut proto = parse(model)?;
    graph(&proto)?;
    let opset = opset(&proto);
    if !OPSETS.contains(&opset) {
        return Err(unsupported(format!(
            "the model uses version {opset} of the ONNX operators: export it with a version from {} to {}",
            OPSETS.start(),
            OPSETS.end()
        )));
    }
    let mut supported: HashSet<String> = tract_onnx::onnx().op_register.0.into_keys().collect();
    supported.extend(operators().map(String::from));
    if let Some(graph) = &mut proto.graph {
        Walk::new(supported).check(graph)?;
        lower(graph, opset)?;
    }
    Ok(proto)
}
