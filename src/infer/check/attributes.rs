//! A node's attributes by their names.

use tract_onnx::pb::{AttributeProto, NodeProto};

/// The attribute of a node with this name, if the node has it.
pub(crate) fn attribute<'n>(node: &'n NodeProto, name: &str) -> Option<&'n AttributeProto> {
    node.attribute.iter().find(|attribute| attribute.name == name)
}
