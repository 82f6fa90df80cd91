//! Any bytes as a model: they are refused, or the session runs on zeros without a panic. A test of the engine compiles
//! this too, and checks its hostile models with it.

use penchant_base::ErrorKind;
use penchant_infer::{Dim, Session, SessionOptions, Tensor};

/// Larger inputs are skipped: this tests the engine, not the memory.
const MAX_NUMBERS: usize = 1 << 16;

/// Fails if these bytes as a model stop the engine.
pub fn check(bytes: &[u8]) {
    let session = match Session::load(bytes, &SessionOptions::default()) {
        Ok(session) => session,
        Err(error) => {
            assert_ne!(error.kind(), ErrorKind::EngineCrashed, "{error}");
            return;
        }
    };
    let zeros = session.inputs().iter().map(|input| {
        let length = |dim: &Dim| if let Dim::Fixed(length) = dim { *length } else { 1 };
        let shape: Vec<usize> = input.dims.iter().flatten().map(length).collect();
        let numbers = shape.iter().try_fold(1usize, |product, &length| product.checked_mul(length));
        let small = numbers.is_some_and(|numbers| numbers <= MAX_NUMBERS);
        small.then(|| Some((input.name.clone(), Tensor::zeros(input.element_type?, &shape).ok()?))).flatten()
    });
    let Some(inputs) = zeros.collect() else { return };
    if let Err(error) = session.run(inputs) {
        assert_ne!(error.kind(), ErrorKind::EngineCrashed, "{error}");
    }
}
