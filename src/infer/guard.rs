//! Calls into tract: its errors and its panics become errors of ours.

use penchant_base::{Error, ErrorKind, Result};
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use tract_onnx::prelude::{TractError, TractResult};

thread_local! {
    /// Whether a panic would become an error.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    /// The name of the node that tract is working on.
    static NODE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Runs tract, whose panics on unusual models become errors that name the node. In wasm a panic ends the module
/// instead, and the worker that it runs in is replaced.
pub(super) fn guarded<T>(work: impl FnOnce() -> TractResult<T>) -> Result<T> {
    let outer = GUARDED.replace(true);
    enter_node("");
    let outcome = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(outer);
    match outcome {
        Ok(outcome) => outcome.map_err(from_tract),
        Err(_) => {
            let node = NODE.take();
            let place = if node.is_empty() { String::new() } else { format!(" at node {node:?}") };
            Err(engine_failed(&format!("the engine stopped on this model{place}")))
        }
    }
}

/// Notes the node that tract works on from now on, for the message should it panic.
pub(super) fn enter_node(name: &str) {
    // In wasm a panic ends the module, so there is no error that could name the node.
    if cfg!(not(target_arch = "wasm32")) {
        NODE.with_borrow_mut(|node| name.clone_into(node));
    }
}

/// For programs whose users read the standard error: panics that become errors are not reported as panics too. All
/// others are, as before.
#[cfg(not(target_arch = "wasm32"))]
pub fn quiet_panics() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !GUARDED.get() {
            report(panic);
        }
    }));
}

/// A model that cannot be run, and why.
pub(super) fn model_format(why: &str) -> Error {
    Error::new(ErrorKind::ModelFormat, format!("the model cannot be run: {why}"))
}

/// An error that names its node.
pub(super) fn about_node(node: &str, error: Error) -> Error {
    if error.to_string().contains(node) { error } else { error.about(node) }
}

/// The error for a node that tract refuses, or one of ours that came back through tract.
pub(super) fn node_failed(node: &str, error: TractError) -> Error {
    match error.root_cause().downcast_ref::<Error>() {
        Some(ours) => about_node(node, ours.clone()),
        None => {
            let message = format!(
                "{node} has inputs whose types or shapes do not match each other or its attributes: \
                 check the model with onnx.checker"
            );
            model_format(&message).with_source(error)
        }
    }
}

/// A fault of the engine.
pub(super) fn engine_failed(why: &str) -> Error {
    let message = format!("{why}: this is a fault of the engine, please report it with the model");
    Error::new(ErrorKind::EngineCrashed, message)
}

fn from_tract(error: TractError) -> Error {
    if let Some(ours) = error.root_cause().downcast_ref::<Error>() {
        return ours.clone();
    }
    let node = NODE.with_borrow(Clone::clone);
    let place = if node.is_empty() { String::new() } else { format!(" at node {node:?}") };
    engine_failed(&format!("the engine could not run this model{place}")).with_source(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(clippy::panic)]
    fn a_panic_becomes_an_error_that_names_the_node() {
        let error = guarded(|| -> TractResult<()> {
            enter_node("conv_3");
            panic!("an index out of bounds");
        });
        let error = error.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::EngineCrashed);
        assert!(error.to_string().contains("\"conv_3\""), "{error}");
    }

    #[test]
    fn an_error_of_tract_keeps_its_cause() {
        let limit = Error::new(ErrorKind::ModelLimit, "too large");
        let error = guarded(|| -> TractResult<()> { Err(TractError::from(limit).context("node \"a\"")) }).unwrap_err();
        assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::ModelLimit, "too large"));
    }
}
