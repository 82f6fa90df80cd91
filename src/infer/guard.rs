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
            let message = format!(
                "the engine stopped on this model{place}: this is a fault of the engine, \
                 please report it with the model"
            );
            Err(Error::new(ErrorKind::EngineCrashed, message))
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

fn from_tract(error: TractError) -> Error {
    let message = contexts(&error);
    let ours = match error.root_cause().downcast_ref::<Error>() {
        // An error of ours that came back through tract.
        Some(cause) => Error::new(cause.kind(), message),
        None => model_format(&message),
    };
    ours.with_source(error)
}

/// The chain of an error's contexts in one line, which names the node.
fn contexts(error: &TractError) -> String {
    const MAX_CHARS: usize = 400;
    let mut chain: Vec<String> = error.chain().map(ToString::to_string).collect();
    chain.dedup();
    let line = chain.join(": ").replace('\n', " ");
    match line.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::error::Error as _;

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
        assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::ModelLimit, "node \"a\": too large"));
        assert!(error.source().is_some());
    }
}
