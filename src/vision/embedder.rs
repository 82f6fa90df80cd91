//! A manifest, a model and pixels in, a vector out that can be compared with those of other pictures.

use super::geometry::{Region, Size};
use super::manifest::Manifest;
use super::model::VisionModel;
use bytes::{Buf, Bytes};
use penchant_base::Result;

/// A loaded image embedder.
pub struct ImageEmbedder(VisionModel);

impl ImageEmbedder {
    /// Verifies the model against its manifest and loads it. The embedding is the output that the manifest names; of a
    /// classifier's manifest, its logits.
    ///
    /// Errors: `model.checksum`, and those of [`Session::load`](penchant_infer::Session::load).
    pub fn load(manifest: Manifest, model: impl Into<Vec<u8>>) -> Result<Self> {
        Self::read(manifest, Bytes::from(model.into()))
    }

    /// The same with bytes that arrive in pieces, as those of a file in a page do.
    pub fn read(manifest: Manifest, model: impl Buf + Clone) -> Result<Self> {
        Ok(Self(VisionModel::read(manifest, model)?))
    }

    /// The model's description.
    pub fn manifest(&self) -> &Manifest {
        &self.0.manifest
    }

    /// The embedding of a picture or of a region of it, as the model gives it. For the arguments see
    /// [`preprocess`](crate::preprocess).
    pub fn embed(&self, rgba: &[u8], size: Size, region: Option<Region>) -> Result<Vec<f32>> {
        self.0.run(rgba, size, region)
    }
}
