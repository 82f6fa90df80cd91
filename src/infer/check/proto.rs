//! The parts of a file that every check starts from: its protobuf, its graph, its version of the operators.

use super::decode::decode;
use bytes::Buf;
use penchant_base::limits::MAX_MODEL_BYTES;
use penchant_base::{Error, ErrorKind, Result};
use std::collections::HashMap;
use tract_onnx::pb::{GraphProto, ModelProto};

pub(super) fn parse(model: impl Buf) -> Result<ModelProto> {
    if model.remaining() > MAX_MODEL_BYTES {
        let message = format!("the model has {} bytes: at most {MAX_MODEL_BYTES} are possible", model.remaining());
        return Err(Error::new(ErrorKind::ModelLimit, message));
    }
    decode(model)
}

pub(super) fn graph(proto: &ModelProto) -> Result<&GraphProto> {
    let graph = proto.graph.as_ref().filter(|graph| !graph.node.is_empty() && !graph.output.is_empty());
    graph.ok_or_else(|| {
        Error::new(ErrorKind::ModelFormat, "this is not an ONNX model: it has no graph with nodes and an output")
    })
}

/// The version of the ONNX operators that a model uses; 0 if it does not say.
pub(super) fn opset(proto: &ModelProto) -> i64 {
    versions(proto).get("").copied().unwrap_or(0)
}

/// The versions of the operators that a model and its functions use, by their domains; of several the newest.
pub(super) fn versions(proto: &ModelProto) -> HashMap<String, i64> {
    let mut versions = HashMap::new();
    let of_functions = proto.functions.iter().flat_map(|function| &function.opset_import);
    for import in proto.opset_import.iter().chain(of_functions) {
        let domain = if import.domain == "ai.onnx" { "" } else { &import.domain };
        let version = versions.entry(domain.to_owned()).or_insert(import.version);
        *version = import.version.max(*version);
    }
    versions
}
