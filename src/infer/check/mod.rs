//! The bytes of an ONNX file in, its checked protobuf out. Models on which tract would panic, or stop with a message
//! that does not help, are refused here with a typed error that names the node.

mod attributes;
mod declared;
mod decode;
mod lower;
mod model;
mod nodes;
mod parameters;
mod proto;
mod report;
mod summary;
mod tensors;
mod walk;

pub(super) use attributes::attribute;
pub(super) use declared::real_inputs;
pub use model::OPSETS;
pub(super) use model::check;
pub(super) use nodes::AXIS_OF_FIRST_INPUT;
pub(super) use parameters::parameters;
pub use summary::{Summary, summary};
