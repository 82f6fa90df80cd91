//! The module `infer`: manifests, models and pixels in, classes out, as plain JavaScript objects.

use super::to_js;
use crate::infer::{ImageClassifier, Manifest, Size};
use wasm_bindgen::prelude::*;

/// A loaded image classifier.
#[wasm_bindgen(js_name = ImageClassifier)]
pub struct JsImageClassifier(ImageClassifier);

#[wasm_bindgen(js_class = ImageClassifier)]
impl JsImageClassifier {
    /// Verifies a model against its manifest and loads it.
    #[wasm_bindgen(constructor)]
    pub fn new(manifest: &str, model: &[u8]) -> Result<Self, JsValue> {
        Ok(Self(ImageClassifier::load(Manifest::parse(manifest)?, model)?))
    }

    /// The likeliest classes of a picture: `width` × `height` RGBA pixels, as `ImageData` has them.
    pub fn classify(&self, rgba: &[u8], width: usize, height: usize, top_k: usize) -> Result<JsValue, JsValue> {
        let logits = self.0.logits(rgba, Size { width, height }, None)?;
        to_js(&self.0.classes(&logits, top_k))
    }
}

/// A picture's size from its header, before it is decoded.
#[wasm_bindgen(js_name = probeImage)]
pub fn probe_image(bytes: &[u8]) -> Result<JsValue, JsValue> {
    to_js(&crate::infer::probe(bytes)?)
}

/// A model's manifest, checked.
#[wasm_bindgen(js_name = parseManifest)]
pub fn parse_manifest(json: &str) -> Result<JsValue, JsValue> {
    to_js(&Manifest::parse(json)?)
}
