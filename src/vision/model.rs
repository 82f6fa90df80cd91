//! What every vision model does: its file is verified and loaded, and pixels become the numbers of its output.

use super::geometry::{Region, Size};
use super::manifest::{Input, Manifest};
use super::preprocess::preprocess;
use bytes::Buf;
use penchant_base::{Error, ErrorKind, Result};
use penchant_infer::{ElementType, Session, SessionOptions, Tensor};

/// A loaded model of one picture in and one tensor out.
pub(super) struct VisionModel {
    session: Session,
    pub manifest: Manifest,
}

impl VisionModel {
    /// Verifies the model against its manifest and loads it.
    pub fn read(manifest: Manifest, model: impl Buf + Clone) -> Result<Self> {
        manifest.verify(model.clone())?;
        let Input { name, shape, .. } = &manifest.input;
        let shapes = [(name.clone(), shape.to_vec())].into();
        let outputs = vec![manifest.task.output().name.clone()];
        let options = SessionOptions { shapes, outputs, ..SessionOptions::default() };
        let session = Session::read(model, &options).map_err(|error| match error.kind() {
            // The manifest names an input or an output that the model does not have.
            ErrorKind::Argument => Error::new(ErrorKind::ModelShape, error.to_string()),
            _ => error,
        })?;
        if !matches!(session.inputs(), [only] if only.element_type == Some(ElementType::F32)) {
            let message = "the model does not take one tensor of f32, as a vision model does";
            return Err(Error::new(ErrorKind::ModelShape, message));
        }
        Ok(Self { session, manifest })
    }

    /// The numbers of the output for a picture or a region of it. For the arguments see [`preprocess`].
    pub fn run(&self, rgba: &[u8], size: Size, region: Option<Region>) -> Result<Vec<f32>> {
        let Input { name, shape, .. } = &self.manifest.input;
        let [_, _, height, width] = *shape;
        let pixels = preprocess(rgba, size, region, Size { width, height }, &self.manifest.preprocess)?;
        let outputs = self.session.run([(name.clone(), Tensor::of_f32(shape, &pixels)?)].into())?;
        let numbers = outputs.first().and_then(|(_, output)| output.to_f32()).unwrap_or_default();
        if numbers.is_empty() || !numbers.iter().all(|number| number.is_finite()) {
            let message =
                "the model's output has numbers that are not finite: its weights or its preprocessing are wrong";
            return Err(Error::new(ErrorKind::ModelOutput, message));
        }
        Ok(numbers)
    }
}
