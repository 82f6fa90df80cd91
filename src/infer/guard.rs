//! Calls into tract: its errors and its panics come out as ours.

use penchant_base::{Error, ErrorKind, Result};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tract_onnx::prelude::{TractError, TractResult};

/// Runs tract, whose panics on odd models become errors. In wasm a panic ends the module instead, and the
/// worker it runs in is replaced.
pub(super) fn guarded<T>(work: impl FnOnce() -> TractResult<T>) -> Result<T> {
    let around = GUARDED.replace(true);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(around);
    match outcome {
        Ok(outcome) => outcome.map_err(|error| match error.root_cause().downcast_ref::<Error>() {
            // Of ours, which came through tract.
            Some(own) => Error::new(own.kind(), story(&error)),
            None => failed(&story(&error)),
        }),
        Err(_) => {
            let message = "the engine stopped at this model: it has something that is not expected of one";
            Err(Error::new(ErrorKind::EngineCrashed, message))
        }
    }
}

thread_local! {
    /// Whether a panic would become an error.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// For programs whose users read what they print: panics that become errors are not reported as panics too. All others
/// are, as before.
#[cfg(not(target_arch = "wasm32"))]
pub fn quiet_panics() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !GUARDED.get() {
            report(panic);
        }
    }));
}

/// Where tract met what, from its chain of contexts.
fn story(error: &TractError) -> String {
    const MOST: usize = 400;
    let mut chain: Vec<String> = error.chain().map(ToString::to_string).collect();
    chain.dedup();
    let story = chain.join(": ").replace('\n', " ");
    match story.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &story[..end]),
        None => story,
    }
}

/// A model that tract cannot run.
pub(super) fn failed(why: &dyn std::fmt::Display) -> Error {
    Error::new(ErrorKind::ModelFormat, format!("the model cannot be run: {why}"))
}
