//! The bytes of an ONNX file in, its checked protobuf out: what tract would answer with a panic or a message that
//! nobody understands is refused here with a typed error.

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

pub(super) use declared::real_inputs;
pub use model::OPSETS;
pub(super) use model::check;
pub(super) use nodes::OF_FIRST_INPUT;
pub(super) use parameters::parameters;
pub use summary::{Summary, summary};
