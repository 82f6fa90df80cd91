//! A node that runs between two plans: its attributes, and its errors.

use super::attributes::Attributes;
use crate::report::{describe, invalid, unsupported};
use penchant_base::Error;
use tract_onnx::pb::NodeProto;

/// A node that runs between two plans.
pub(crate) struct RunNode<'n> {
    pub proto: &'n NodeProto,
}

impl<'n> RunNode<'n> {
    /// Its attributes.
    pub fn attributes(&self) -> Attributes<'n> {
        Attributes(self.proto)
    }

    /// The error that its inputs contradict each other: how.
    pub fn invalid(&self, what: &str) -> Error {
        invalid(&describe(self.proto), what)
    }

    /// The error that something about it is not supported: what, and what to do.
    pub fn unsupported(&self, what: &str) -> Error {
        unsupported(format!("{} {what}", describe(self.proto)))
    }
}
