//! Any bytes as a model: see `checks/model.rs`.
#![no_main]

#[path = "../checks/model.rs"]
mod model;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| model::check(bytes));
