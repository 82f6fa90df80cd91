//! How errors name the place in a model that is at fault.

use penchant_base::{Error, ErrorKind};
use tract_onnx::pb::NodeProto;

/// A model that contradicts itself at a place.
pub(in crate::check) fn at(place: &str, what: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::ModelFormat, format!("the model cannot be run: {place} {what}"))
}

pub(in crate::check) fn unsupported(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::ModelUnsupported, message.into())
}

/// The node, its operator and its domain.
pub(in crate::check) fn describe(node: &NodeProto) -> String {
    let name = if node.name.is_empty() { node.output.first().map_or("", String::as_str) } else { &node.name };
    let domain = if node.domain.is_empty() { String::new() } else { format!("{}.", node.domain) };
    format!("the node {name:?} ({domain}{})", node.op_type)
}
