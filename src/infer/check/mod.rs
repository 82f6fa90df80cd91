//! The bytes of an ONNX file in, its checked protobuf out: functions are inlined, nodes are in the order in which they are
//! computed, tensors have one form, and each node is one that the table of operators knows. Others are refused here, with
//! a typed error that names the node.

mod declared;
mod decode;
mod functions;
mod model;
mod order;
mod proto;
mod summary;
mod tensors;
mod walk;

pub(super) use declared::real_inputs;
pub use model::OPSETS;
pub(super) use model::{Checked, check};
pub use summary::{Summary, summary};
pub(super) use tensors::unsupported_type;
