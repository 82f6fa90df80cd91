//! The module `infer` in a browser's worker: a real model, pixels in, classes out, and errors with codes.
#![cfg(target_arch = "wasm32")]
#![allow(missing_docs, clippy::unwrap_used)]

use js_sys::{Array, Reflect, Uint8Array};
use penchant_infer_wasm::{JsImageClassifier, JsImageEmbedder, parse_manifest, probe_image};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const MANIFEST: &str = include_str!("../../../../build/models/efficientnet-lite0.json");
const MODEL: &[u8] = include_bytes!("../../../../build/models/efficientnet-lite0.onnx");

fn code(error: impl Into<JsValue>) -> String {
    let error = error.into();
    assert!(error.is_instance_of::<js_sys::Error>(), "what is thrown is an Error");
    Reflect::get(&error, &"code".into()).unwrap().as_string().unwrap()
}

#[wasm_bindgen_test]
fn pixels_become_classes() {
    let classifier = JsImageClassifier::new(MANIFEST, Uint8Array::from(MODEL)).unwrap();
    let rgba = [40, 90, 200, 255].repeat(300 * 200);
    let classes: Array = classifier.classify(&rgba, 300, 200, 1000).unwrap().into();
    assert_eq!(classes.length(), 1000);
    let probabilities =
        classes.iter().map(|class| Reflect::get(&class, &"probability".into()).unwrap().as_f64().unwrap());
    assert!((probabilities.sum::<f64>() - 1.0).abs() < 1e-4);
    assert_eq!(code(classifier.classify(&rgba, 300, 201, 5).unwrap_err()), "image.damaged");
}

#[wasm_bindgen_test]
fn pixels_become_an_embedding() {
    let mut manifest: serde_json::Value = serde_json::from_str(MANIFEST).unwrap();
    manifest.as_object_mut().unwrap().remove("labels");
    manifest["task"] = "image-embedding".into();
    let manifest = manifest.to_string();
    let embedder = JsImageEmbedder::new(&manifest, Uint8Array::from(MODEL)).unwrap();
    assert_eq!(embedder.embed(&[40, 90, 200, 255].repeat(300 * 200), 300, 200).unwrap().len(), 1000);
    let refused = JsImageClassifier::new(&manifest, Uint8Array::from(MODEL)).map(|_| ()).unwrap_err();
    assert_eq!(code(refused), "manifest.format");
}

#[wasm_bindgen_test]
fn errors_have_codes() {
    assert_eq!(
        code(JsImageClassifier::new(MANIFEST, Uint8Array::from(&MODEL[..1000])).map(|_| ()).unwrap_err()),
        "model.checksum"
    );
    assert_eq!(code(parse_manifest("{}").unwrap_err()), "manifest.format");
    assert_eq!(code(probe_image(b"a letter").unwrap_err()), "image.format");
}
