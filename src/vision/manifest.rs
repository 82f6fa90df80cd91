//! The JSON beside an ONNX file: its hash, its input and how pixels become that input, its task and the terms of the
//! weights.

use bytes::Buf;
use penchant_base::limits::{MAX_MODEL_BYTES, MAX_TENSOR_NUMBERS};
use penchant_base::{Error, ErrorKind, Result};
use penchant_infer::verify;
use serde::{Deserialize, Serialize};

const FORMAT: &str = "penchant-model";
const VERSION: u32 = 1;

/// A vision model, as a manifest describes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Its name, for people.
    pub name: String,
    /// Where the ONNX file is, relative to the manifest.
    pub url: String,
    /// The size of the ONNX file.
    pub bytes: usize,
    /// Their SHA-256 in hexadecimal.
    pub sha256: String,
    /// The input tensor.
    pub input: Input,
    /// How pixels become the input.
    pub preprocess: Preprocess,
    /// What the model does, and with what output.
    #[serde(flatten)]
    pub task: Task,
    /// The terms of the weights.
    pub licence: Licence,
}

/// What a model does with a picture: the manifest's `task`, with the fields that only this task has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "task", rename_all = "kebab-case")]
pub enum Task {
    /// It gives a logit for each class.
    ImageClassification {
        /// The logits.
        output: Output,
        /// One for each logit, in their order.
        labels: Vec<String>,
    },
    /// It gives a vector that can be compared with those of other pictures.
    ImageEmbedding {
        /// The vector.
        output: Output,
    },
}

impl Task {
    /// The name of [`Task::ImageClassification`] in a manifest.
    pub const CLASSIFICATION: &str = "image-classification";
    /// The name of [`Task::ImageEmbedding`] in a manifest.
    pub const EMBEDDING: &str = "image-embedding";

    /// Its name in a manifest.
    pub fn name(&self) -> &'static str {
        match self {
            Self::ImageClassification { .. } => Self::CLASSIFICATION,
            Self::ImageEmbedding { .. } => Self::EMBEDDING,
        }
    }

    /// The output that the task needs.
    pub fn output(&self) -> &Output {
        match self {
            Self::ImageClassification { output, .. } | Self::ImageEmbedding { output } => output,
        }
    }
}

/// A model's input tensor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// Its name in the ONNX graph.
    pub name: String,
    /// Batch, channels, height and width: `[1, 3, height, width]`.
    pub shape: [usize; 4],
    /// `NCHW` so far.
    pub layout: String,
}

/// A model's output tensor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Output {
    /// Its name in the ONNX graph.
    pub name: String,
}

/// How pixels become the input: fit and resize, then `(x − mean) / scale` for each channel, x from 0 to 255.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Preprocess {
    /// How a picture of another aspect ratio is fitted into the input.
    #[serde(default)]
    pub fit: Fit,
    /// For [`Fit::Crop`]: the fraction that is kept of each side of the largest crop; 1 by default.
    #[serde(default = "full_crop")]
    pub crop_fraction: f64,
    /// The resampling filter.
    pub filter: Filter,
    /// Of red, green and blue.
    pub mean: [f32; 3],
    /// Of red, green and blue.
    pub scale: [f32; 3],
}

fn full_crop() -> f64 {
    1.0
}

/// How a picture is fitted into an input of another aspect ratio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fit {
    /// The centre of the picture, in the input's aspect ratio.
    #[default]
    Crop,
    /// The whole picture, stretched.
    Stretch,
    /// The whole picture in its own aspect ratio, centred within a border of the mean colour.
    Pad,
}

/// A resampling filter, antialiased as Pillow's are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Filter {
    /// A triangle over two source pixels.
    Bilinear,
    /// Keys' cubic with a = −1/2 over four.
    Bicubic,
}

/// The terms of the weights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Licence {
    /// Its short name.
    pub name: String,
    /// The authors to credit.
    pub attribution: String,
}

impl Manifest {
    /// Reads and checks a manifest.
    ///
    /// Errors: `manifest.format` or `manifest.version`, naming the field at fault.
    pub fn parse(json: &str) -> Result<Self> {
        #[derive(Deserialize)]
        struct Head {
            format: Option<String>,
            version: Option<u32>,
            task: Option<String>,
        }
        let head: Head = serde_json::from_str(json).map_err(|error| invalid(error.to_string()))?;
        if head.format.as_deref() != Some(FORMAT) {
            return Err(invalid(format!("its \"format\" is not {FORMAT:?}")));
        }
        if head.version != Some(VERSION) {
            let version = head.version.map_or("no version".into(), |version| format!("version {version}"));
            let message = format!("the model manifest has {version}; expected version {VERSION}: update Penchant");
            return Err(Error::new(ErrorKind::ManifestVersion, message));
        }
        match head.task.as_deref() {
            Some(Task::CLASSIFICATION | Task::EMBEDDING) => {}
            task => {
                let found = task.map_or("missing".into(), |task| format!("{task:?}"));
                let expected = format!("expected {:?} or {:?}", Task::CLASSIFICATION, Task::EMBEDDING);
                return Err(invalid(format!("its \"task\" is {found}; {expected}")));
            }
        }
        let manifest: Self = serde_json::from_str(json).map_err(|error| invalid(error.to_string()))?;
        manifest.check()?;
        Ok(manifest)
    }

    fn check(&self) -> Result<()> {
        let [batch, channels, height, width] = self.input.shape;
        let numbers = height.checked_mul(width).and_then(|pixels| pixels.checked_mul(3));
        let Preprocess { fit, crop_fraction, mean, scale, .. } = &self.preprocess;
        let faults = [
            (
                self.input.layout != "NCHW",
                format!("its input's \"layout\" is {:?}; expected \"NCHW\"", self.input.layout),
            ),
            (
                batch != 1 || channels != 3,
                format!("its input's \"shape\" is {:?}; expected [1, 3, height, width]", self.input.shape),
            ),
            (
                height == 0 || width == 0 || numbers.is_none_or(|numbers| numbers > MAX_TENSOR_NUMBERS),
                format!(
                    "its input's \"shape\" {:?} is empty or has more than {MAX_TENSOR_NUMBERS} numbers",
                    self.input.shape
                ),
            ),
            (
                self.bytes == 0 || self.bytes > MAX_MODEL_BYTES,
                format!("its \"bytes\" are {}; expected 1 to {MAX_MODEL_BYTES}", self.bytes),
            ),
            (
                self.sha256.len() != 64 || !self.sha256.bytes().all(|digit| digit.is_ascii_hexdigit()),
                "its \"sha256\" is not 64 hexadecimal digits".into(),
            ),
            (
                !(*crop_fraction > 0.0 && *crop_fraction <= 1.0),
                format!("its \"crop_fraction\" is {crop_fraction}; expected a number above 0 and at most 1"),
            ),
            (
                *fit != Fit::Crop && *crop_fraction != 1.0,
                "its \"crop_fraction\" needs the \"fit\" \"crop\": remove it or change the fit".into(),
            ),
            (
                mean.iter().chain(scale).any(|number| !number.is_finite()) || scale.contains(&0.0),
                format!(
                    "its \"mean\" is {mean:?} and its \"scale\" {scale:?}; expected finite numbers and a scale without 0"
                ),
            ),
            (
                matches!(&self.task, Task::ImageClassification { labels, .. } if labels.is_empty()),
                "its \"labels\" are empty; expected one for each class".into(),
            ),
        ];
        faults.into_iter().find(|(fault, _)| *fault).map_or(Ok(()), |(_, what)| Err(invalid(what)))
    }

    /// Checks that these are the bytes that the manifest describes.
    ///
    /// Errors: `model.checksum`.
    pub fn verify(&self, model: impl Buf) -> Result<()> {
        let bytes = model.remaining();
        if bytes != self.bytes {
            let message = format!("the model has {bytes} bytes; the manifest says {}: fetch it again", self.bytes);
            return Err(Error::new(ErrorKind::ModelChecksum, message));
        }
        verify(model, &self.sha256)
    }
}

fn invalid(what: String) -> Error {
    Error::new(ErrorKind::ManifestFormat, format!("this model manifest cannot be used: {what}"))
}
