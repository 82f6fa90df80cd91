//! The wasm modules' faces: convert, call, convert. No arithmetic here.
//! Which face a module has is its feature's choice: `recommend`, `infer` or `train`.

#[cfg(feature = "infer")]
mod file;
#[cfg(feature = "infer")]
pub mod infer;
#[cfg(all(feature = "recommend", not(feature = "train")))]
pub mod recommend;
#[cfg(feature = "train")]
pub mod train;

use js_sys::{Error as JsError, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// Says on the console where a defect is, should one be met: a trap alone says nothing.
#[wasm_bindgen(start)]
fn start() {
    console_error_panic_hook::set_once();
}

/// A JavaScript `Error` with the kind's code as its `code`.
impl From<crate::Error> for JsValue {
    fn from(error: crate::Error) -> Self {
        let js = JsError::new(&error.to_string());
        // Setting a property of a fresh object cannot fail.
        let _ = Reflect::set(&js, &"code".into(), &error.kind().code().into());
        js.into()
    }
}

fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    // `null` for what is absent: JSON has no `undefined`, and the face is the same in both.
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).map_err(JsValue::from)
}

/// An argument as what it should be; what it is called stands in the error.
fn from_js<T: serde::de::DeserializeOwned>(value: JsValue, called: &str) -> Result<T, JsValue> {
    let wrong =
        |what: &dyn std::fmt::Display| crate::Error::new(crate::ErrorKind::Argument, format!("{called}: {what}"));
    // One string crosses at once, and a history's objects property by property; the browser's JSON is quick.
    let json = js_sys::JSON::stringify(&value).map_err(|error| wrong(&JsError::from(error).message()))?;
    let json = json.as_string().ok_or_else(|| wrong(&"this is no value"))?;
    serde_json::from_str(&json).map_err(|error| wrong(&error).into())
}
