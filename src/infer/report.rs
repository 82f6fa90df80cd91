//! Errors that name the part of a model that is at fault.

use penchant_base::{Error, ErrorKind};
use tract_onnx::pb::NodeProto;

/// A model that contradicts itself: which part of it, and how.
pub(crate) fn invalid(part: &str, what: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::ModelFormat, format!("the model cannot be run: {part} {what}"))
}

/// A model that needs something the engine does not have.
pub(crate) fn unsupported(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::ModelUnsupported, message.into())
}

/// A node by its name, operator and domain.
pub(crate) fn describe(node: &NodeProto) -> String {
    let name = if node.name.is_empty() { node.output.first().map_or("", String::as_str) } else { &node.name };
    let domain = if node.domain.is_empty() { String::new() } else { format!("{}.", node.domain) };
    format!("the node {name:?} ({domain}{})", node.op_type)
}
