//! The parts of a file that every check starts from: its protobuf, its graph, its version of the operators.

use super::decode::decode;
use bytes::Buf;
use penchant_base::limits::MAX_MODEL_BYTES;
use penchant_base::{Error, ErrorKind, Result};
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

pub(super) fn opset(proto: &ModelProto) -> i64 {
    let imports = proto.opset_import.iter();
    imports.filter(|import| matches!(&*import.domain, "" | "ai.onnx")).map(|import| import.version).max().unwrap_or(0)
}
