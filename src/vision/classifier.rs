//! A manifest, a model and pixels in, the likeliest labels out.

use super::geometry::{Region, Size};
use super::manifest::{Input, Manifest};
use super::preprocess::preprocess;
use bytes::{Buf, Bytes};
use penchant_base::{Error, ErrorKind, Result};
use penchant_infer::{ElementType, Session, SessionOptions, Tensor};

/// A loaded image classifier.
pub struct ImageClassifier {
    session: Session,
    manifest: Manifest,
}

/// One class and how likely it is.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Class {
    /// Its place among the model's classes; labels may repeat, indices do not.
    pub index: usize,
    /// What people call it.
    pub label: String,
    /// From 0 to 1; over all classes they sum to 1.
    pub probability: f32,
}

impl ImageClassifier {
    /// Verifies the model against its manifest and loads it.
    ///
    /// Errors: `model.checksum`, and those of [`Session::load`].
    pub fn load(manifest: Manifest, model: impl Into<Vec<u8>>) -> Result<Self> {
        Self::read(manifest, Bytes::from(model.into()))
    }

    /// The same with bytes that come piece by piece, as those of a file in a page do.
    pub fn read(manifest: Manifest, model: impl Buf + Clone) -> Result<Self> {
        manifest.verify(model.clone())?;
        let Manifest { input, output, .. } = &manifest;
        let shapes = [(input.name.clone(), input.shape.to_vec())].into();
        let options = SessionOptions { shapes, outputs: vec![output.name.clone()], ..SessionOptions::default() };
        let session = Session::read(model, &options).map_err(|error| match error.kind() {
            // What the manifest names, and the model has not.
            ErrorKind::Argument => Error::new(ErrorKind::ModelShape, error.to_string()),
            _ => error,
        })?;
        if !matches!(session.inputs(), [only] if only.element_type == Some(ElementType::F32)) {
            let message = "the model does not take one tensor of f32, as an image classifier does";
            return Err(Error::new(ErrorKind::ModelShape, message));
        }
        Ok(Self { session, manifest })
    }

    /// What the classifier says of itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The logits of a picture or a region of it, in the order of the labels. For the arguments see [`preprocess`].
    pub fn logits(&self, rgba: &[u8], size: Size, region: Option<Region>) -> Result<Vec<f32>> {
        let Input { name, shape, .. } = &self.manifest.input;
        let [_, _, height, width] = *shape;
        let pixels = preprocess(rgba, size, region, Size { width, height }, &self.manifest.preprocess)?;
        let outputs = self.session.run([(name.clone(), Tensor::of_f32(shape, &pixels)?)].into())?;
        let logits = outputs.first().and_then(|(_, logits)| logits.to_f32()).unwrap_or_default();
        if logits.is_empty() || !logits.iter().all(|logit| logit.is_finite()) {
            let message =
                "the model's answer is not made of finite numbers: its weights or its preprocessing are wrong";
            return Err(Error::new(ErrorKind::ModelOutput, message));
        }
        let labels = self.manifest.labels.len();
        if logits.len() != labels {
            let message = format!("the model gives {} numbers for {labels} labels", logits.len());
            return Err(Error::new(ErrorKind::ModelShape, message));
        }
        Ok(logits)
    }

    /// The `top_k` likeliest classes of these logits, likeliest first.
    pub fn classes(&self, logits: &[f32], top_k: usize) -> Vec<Class> {
        let probabilities = softmax(logits);
        let mut order: Vec<usize> = (0..probabilities.len()).collect();
        order.sort_by(|&a, &b| probabilities[b].total_cmp(&probabilities[a]));
        let class = |index: usize| Class {
            index,
            label: self.manifest.labels[index].clone(),
            probability: probabilities[index],
        };
        order.into_iter().take(top_k).map(class).collect()
    }
}

/// The probabilities that logits stand for: they sum to 1.
pub fn softmax(logits: &[f32]) -> Vec<f32> {
    // Less the largest, so that none overflows.
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f64> = logits.iter().map(|logit| f64::from(logit - largest).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.into_iter().map(|power| (power / sum) as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::softmax;

    #[test]
    fn softmax_sums_to_one_however_large_the_logits() {
        let probabilities = softmax(&[1000.0, 999.0, -1000.0]);
        assert!((probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!((probabilities[0] / probabilities[1] - 1f32.exp()).abs() < 1e-5);
    }
}
