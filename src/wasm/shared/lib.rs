//! Values and errors between Rust and JavaScript, the same in every module.

use js_sys::{Error as JsError, Reflect};
use penchant_base::{Error, ErrorKind};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Display;
use wasm_bindgen::prelude::*;

/// Reports panics on the console: a trap alone does not say what went wrong.
#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}

/// An error on its way to JavaScript, where it is an `Error` with the kind's code as its `code`.
#[derive(Debug)]
pub struct Thrown(JsValue);

impl From<Error> for Thrown {
    fn from(error: Error) -> Self {
        let js = JsError::new(&error.to_string());
        // Setting a property of a fresh object cannot fail.
        let _ = Reflect::set(&js, &"code".into(), &error.kind().code().into());
        Self(js.into())
    }
}

impl From<JsValue> for Thrown {
    fn from(thrown: JsValue) -> Self {
        Self(thrown)
    }
}

impl From<Thrown> for JsValue {
    fn from(Thrown(value): Thrown) -> Self {
        value
    }
}

/// What a bound function returns.
pub type Result<T> = std::result::Result<T, Thrown>;

/// A value as JavaScript's own, with `null` for what is absent: JSON has no `undefined`, and files and calls agree.
pub fn to_js(value: &impl Serialize) -> Result<JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).map_err(|error| Thrown(error.into()))
}

/// An argument as what it should be; an error names it.
pub fn from_js<T: DeserializeOwned>(value: JsValue, name: &str) -> Result<T> {
    let wrong = |what: &dyn Display| Error::new(ErrorKind::Argument, format!("{name}: {what}"));
    // One string crosses at once, and a history's objects property by property; the browser's JSON is quick.
    let json = js_sys::JSON::stringify(&value).map_err(|error| wrong(&JsError::from(error).message()))?;
    let json = json.as_string().ok_or_else(|| wrong(&"a value is missing"))?;
    Ok(serde_json::from_str(&json).map_err(|error| wrong(&error))?)
}
