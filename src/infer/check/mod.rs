//! The bytes of an ONNX file in, its checked protobuf out: what tract would answer with a panic or a message that
//! nobody understands is refused here with a typed error.

mod checked;
mod declared;
mod file;
mod lower;
mod nodes;
mod parameters;
mod proto;
mod report;
mod summary;
mod tensors;
mod walk;

pub use checked::OPSETS;
pub(super) use checked::check;
pub(super) use declared::real_inputs;
pub(super) use nodes::OF_FIRST_INPUT;
pub(super) use parameters::parameters;
pub use summary::{Summary, summary};
