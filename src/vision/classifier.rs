//! A manifest, a model and pixels in, the most probable classes out.

use super::geometry::{Region, Size};
use super::manifest::{Manifest, Task};
use super::model::VisionModel;
use bytes::{Buf, Bytes};
use penchant_base::{Error, ErrorKind, Result};

/// A loaded image classifier.
pub struct ImageClassifier {
    model: VisionModel,
    labels: Vec<String>,
}

/// A class with its probability.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Class {
    /// Its index among the model's classes; labels may repeat, indices do not.
    pub index: usize,
    /// Its name, for people.
    pub label: String,
    /// From 0 to 1; over all classes they sum to 1.
    pub probability: f32,
}

impl ImageClassifier {
    /// Verifies the model against its manifest and loads it.
    ///
    /// Errors: `manifest.format` for another task, `model.checksum`, and those of
    /// [`Session::load`](penchant_infer::Session::load).
    pub fn load(manifest: Manifest, model: impl Into<Vec<u8>>) -> Result<Self> {
        Self::read(manifest, Bytes::from(model.into()))
    }

    /// The same with bytes that arrive in pieces, as those of a file in a page do.
    pub fn read(manifest: Manifest, model: impl Buf + Clone) -> Result<Self> {
        let Task::ImageClassification { labels, .. } = &manifest.task else {
            let message = format!(
                "the manifest's \"task\" is {:?}; expected {:?}: load it as an image embedder",
                manifest.task.name(),
                Task::CLASSIFICATION
            );
            return Err(Error::new(ErrorKind::ManifestFormat, message));
        };
        Ok(Self { labels: labels.clone(), model: VisionModel::read(manifest, model)? })
    }

    /// The model's description.
    pub fn manifest(&self) -> &Manifest {
        &self.model.manifest
    }

    /// The names of the classes, in the order of the logits.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }

    /// The logits of a picture or a region of it, in the order of the labels. For the arguments see
    /// [`preprocess`](crate::preprocess).
    pub fn logits(&self, rgba: &[u8], size: Size, region: Option<Region>) -> Result<Vec<f32>> {
        let logits = self.model.run(rgba, size, region)?;
        let labels = self.labels.len();
        if logits.len() != labels {
            let message = format!(
                "the model gives {} logits, and its manifest has {labels} labels: they must be as many",
                logits.len()
            );
            return Err(Error::new(ErrorKind::ModelShape, message));
        }
        Ok(logits)
    }

    /// The `top_k` most probable classes of these logits, in descending order.
    pub fn classes(&self, logits: &[f32], top_k: usize) -> Vec<Class> {
        let probabilities = softmax(logits);
        let mut order: Vec<usize> = (0..probabilities.len()).collect();
        order.sort_by(|&a, &b| probabilities[b].total_cmp(&probabilities[a]));
        let class =
            |index: usize| Class { index, label: self.labels[index].clone(), probability: probabilities[index] };
        order.into_iter().take(top_k).map(class).collect()
    }
}

/// The softmax of logits: probabilities that sum to 1.
pub fn softmax(logits: &[f32]) -> Vec<f32> {
    // The largest is subtracted, so that no exponential overflows.
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
