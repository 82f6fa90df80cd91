//! The module `infer`: models with tensors or pixels in; tensors, classes or embeddings out, as JavaScript values.

mod file;

use file::ModelFile;
use js_sys::{Array, Function, Uint8Array, Uint32Array};
use penchant_base::{Error, ErrorKind};
use penchant_infer::{ElementType, Outputs, Session, SessionOptions, Tensor, verify};
use penchant_vision::{ImageClassifier, ImageEmbedder, Manifest, Size};
use penchant_wasm_shared::{Result, from_js, to_js};
use serde::Deserialize;
use std::collections::BTreeMap;
use wasm_bindgen::prelude::*;

/// As `SessionOptions`, and the SHA-256 that the model must have.
#[derive(Deserialize, Default)]
#[serde(default)]
struct JsSessionOptions {
    dims: BTreeMap<String, usize>,
    shapes: BTreeMap<String, Vec<usize>>,
    outputs: Vec<String>,
    seed: u32,
    sha256: Option<String>,
}

/// A loaded model. Tensors cross as arrays of a name, a type, a shape, and little-endian bytes or an array of strings.
#[wasm_bindgen(js_name = Session)]
pub struct JsSession(Session);

#[wasm_bindgen(js_class = Session)]
impl JsSession {
    /// Checks and loads the bytes of an ONNX file. Their buffer is released: the array is empty afterwards.
    #[wasm_bindgen(constructor)]
    pub fn new(model: Uint8Array, options: JsValue) -> Result<Self> {
        let model = ModelFile::new(model);
        let given = if options.is_undefined() { JsSessionOptions::default() } else { from_js(options, "options")? };
        let JsSessionOptions { dims, shapes, outputs, seed, sha256 } = given;
        sha256.map_or(Ok(()), |sha256| verify(model.clone(), &sha256))?;
        Ok(Self(Session::read(model, &SessionOptions { dims, shapes, outputs, seed: seed.into() })?))
    }

    /// The inputs: names, types and dimensions, of which free ones are names.
    pub fn inputs(&self) -> Result<JsValue> {
        to_js(&self.0.inputs())
    }

    /// The outputs, in the same form.
    pub fn outputs(&self) -> Result<JsValue> {
        to_js(&self.0.outputs().collect::<Vec<_>>())
    }

    /// Runs on zeros.
    #[wasm_bindgen(js_name = warmUp)]
    pub fn warm_up(&self) -> Result<()> {
        Ok(self.0.warm_up()?)
    }

    /// Runs on one tensor for each input.
    pub fn run(&self, inputs: Vec<JsValue>) -> Result<Array> {
        Ok(tensors_to_js(self.0.run(tensors_from_js(inputs)?)?))
    }

    /// The same, and how long each node took by the clock, the slowest first.
    pub fn profile(&self, inputs: Vec<JsValue>, clock: &Function) -> Result<Array> {
        let now = || clock.call0(&JsValue::NULL).ok().and_then(|now| now.as_f64()).unwrap_or_default();
        let (outputs, times) = self.0.profile(tensors_from_js(inputs)?, now)?;
        Ok(Array::of2(&tensors_to_js(outputs), &to_js(&times)?))
    }
}

fn tensors_from_js(inputs: Vec<JsValue>) -> Result<BTreeMap<String, Tensor>> {
    let tensor = |input: JsValue| {
        let parts = Array::from(&input);
        let wrong = || {
            Error::new(
                ErrorKind::Argument,
                "expected tensors as arrays of a name, a type, a shape, and bytes or strings",
            )
        };
        let name = parts.get(0).as_string().ok_or_else(wrong)?;
        let kind: ElementType = from_js(parts.get(1), "the type of a tensor")?;
        let shape: Vec<usize> =
            Uint32Array::new(&parts.get(2)).to_vec().into_iter().map(|length| length as usize).collect();
        if kind == ElementType::String {
            let strings: Array = parts.get(3).dyn_into().map_err(|_| wrong())?;
            let strings = strings.iter().map(|text| text.as_string().ok_or_else(wrong));
            return Ok((name, Tensor::of_strings(&shape, strings.collect::<std::result::Result<_, _>>()?)?));
        }
        let bytes: Uint8Array = parts.get(3).dyn_into().map_err(|_| wrong())?;
        Ok((name, Tensor::new(kind, &shape, bytes.to_vec())?))
    };
    inputs.into_iter().map(tensor).collect()
}

fn tensors_to_js(outputs: Outputs) -> Array {
    let parts = |(name, tensor): (String, Tensor)| {
        let shape: Vec<u32> = tensor.shape().iter().map(|&length| length as u32).collect();
        let (kind, shape) = (tensor.element_type().to_string(), Uint32Array::from(&shape[..]));
        let data: JsValue = match tensor.strings() {
            Some(strings) => strings.iter().map(JsValue::from).collect::<Array>().into(),
            None => Uint8Array::from(tensor.bytes()).into(),
        };
        Array::of4(&name.into(), &kind.into(), &shape, &data)
    };
    outputs.into_iter().map(parts).collect()
}

/// A loaded image classifier.
#[wasm_bindgen(js_name = ImageClassifier)]
pub struct JsImageClassifier(ImageClassifier);

#[wasm_bindgen(js_class = ImageClassifier)]
impl JsImageClassifier {
    /// Verifies a model against its manifest and loads it. Its buffer is released: the array is empty afterwards.
    #[wasm_bindgen(constructor)]
    pub fn new(manifest: &str, model: Uint8Array) -> Result<Self> {
        Ok(Self(ImageClassifier::read(Manifest::parse(manifest)?, ModelFile::new(model))?))
    }

    /// The most probable classes of a picture: `width` × `height` RGBA pixels, as `ImageData` has them.
    pub fn classify(&self, rgba: &[u8], width: usize, height: usize, top_k: usize) -> Result<JsValue> {
        let logits = self.0.logits(rgba, Size { width, height }, None)?;
        to_js(&self.0.classes(&logits, top_k))
    }
}

/// A loaded image embedder.
#[wasm_bindgen(js_name = ImageEmbedder)]
pub struct JsImageEmbedder(ImageEmbedder);

#[wasm_bindgen(js_class = ImageEmbedder)]
impl JsImageEmbedder {
    /// Verifies a model against its manifest and loads it. Its buffer is released: the array is empty afterwards.
    #[wasm_bindgen(constructor)]
    pub fn new(manifest: &str, model: Uint8Array) -> Result<Self> {
        Ok(Self(ImageEmbedder::read(Manifest::parse(manifest)?, ModelFile::new(model))?))
    }

    /// The embedding of a picture: `width` × `height` RGBA pixels, as `ImageData` has them.
    pub fn embed(&self, rgba: &[u8], width: usize, height: usize) -> Result<Vec<f32>> {
        Ok(self.0.embed(rgba, Size { width, height }, None)?)
    }
}

/// A picture's format and size from its header, before it is decoded.
#[wasm_bindgen(js_name = probeImage)]
pub fn probe_image(bytes: &[u8]) -> Result<JsValue> {
    to_js(&penchant_vision::probe(bytes)?)
}

/// A model's manifest, checked.
#[wasm_bindgen(js_name = parseManifest)]
pub fn parse_manifest(json: &str) -> Result<JsValue> {
    to_js(&Manifest::parse(json)?)
}

/// Starts a pool of this worker and `others` that join it.
#[cfg(feature = "threads")]
#[wasm_bindgen(js_name = startPool)]
pub fn start_pool(others: usize) -> Result<()> {
    Ok(penchant_infer::start_pool(others)?)
}

/// Makes this worker a thread of the pool: it does not return.
#[cfg(feature = "threads")]
#[wasm_bindgen(js_name = joinPool)]
pub fn join_pool() {
    penchant_infer::join_pool();
}
