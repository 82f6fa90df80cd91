//! The one error of the crate: a stable kind for programs, a message for people that says what to do.
//! Bindings turn it into a JavaScript `Error` with a `code`; the command line prints the message.

use std::fmt::Display;
use std::sync::Arc;

/// What went wrong, by the part of the input that is at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An argument or option is out of its range.
    Argument,
    /// An item id that the catalogue does not have.
    ItemUnknown,
    /// A label that the model does not have, or has twice.
    LabelUnknown,
    /// A table of ratings, items or labels that cannot be read.
    DataFormat,
    /// A table or folder without enough that is usable to learn from or to measure.
    DataEmpty,
    /// A table larger than is learned from in this place.
    DataLimit,
    /// Bytes that are no pack, or one that contradicts itself.
    PackFormat,
    /// A pack written by a newer Penchant.
    PackVersion,
    /// A pack whose bytes changed on the way.
    PackChecksum,
    /// A history that is not one, or breaks its own rules.
    HistoryFormat,
    /// A history written by a newer Penchant.
    HistoryVersion,
    /// A history larger than [`crate::limits`] allows.
    HistoryLimit,
    /// A model manifest that cannot be used.
    ManifestFormat,
    /// A model manifest written by a newer Penchant.
    ManifestVersion,
    /// Bytes that are no ONNX model, or one that contradicts itself.
    ModelFormat,
    /// A model whose bytes are not those of its manifest.
    ModelChecksum,
    /// A model of a version, or with an operator, that the engine does not run.
    ModelUnsupported,
    /// A model or tensor of another shape or type than expected.
    ModelShape,
    /// A model larger than [`crate::limits`] allows.
    ModelLimit,
    /// A model that answered with something that is not a finite number.
    ModelOutput,
    /// The engine stopped where it should not have.
    EngineCrashed,
    /// Bytes that are no picture of a known format.
    ImageFormat,
    /// A picture that ends too early or is damaged.
    ImageDamaged,
    /// A picture larger than [`crate::limits`] allows.
    ImageLimit,
    /// A file or stream that could not be read or written.
    Io,
}

impl ErrorKind {
    /// The code that programs compare with. Codes never change once published.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Argument => "argument",
            Self::ItemUnknown => "item.unknown",
            Self::LabelUnknown => "label.unknown",
            Self::DataFormat => "data.format",
            Self::DataEmpty => "data.empty",
            Self::DataLimit => "data.limit",
            Self::PackFormat => "pack.format",
            Self::PackVersion => "pack.version",
            Self::PackChecksum => "pack.checksum",
            Self::HistoryFormat => "history.format",
            Self::HistoryVersion => "history.version",
            Self::HistoryLimit => "history.limit",
            Self::ManifestFormat => "manifest.format",
            Self::ManifestVersion => "manifest.version",
            Self::ModelFormat => "model.format",
            Self::ModelChecksum => "model.checksum",
            Self::ModelUnsupported => "model.unsupported",
            Self::ModelShape => "model.shape",
            Self::ModelLimit => "model.limit",
            Self::ModelOutput => "model.output",
            Self::EngineCrashed => "engine.crashed",
            Self::ImageFormat => "image.format",
            Self::ImageDamaged => "image.damaged",
            Self::ImageLimit => "image.limit",
            Self::Io => "io",
        }
    }
}

/// An [`ErrorKind`] with its story.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    kind: ErrorKind,
    message: String,
    #[source]
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error of this kind, with a message that says what is wrong and what to do about it.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), source: None }
    }

    /// The same error with its cause, which [`std::error::Error::source`] gives. The message stays as it is.
    #[must_use]
    pub fn with_source(self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { source: Some(Arc::from(source.into())), ..self }
    }

    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The same error, said to be about `subject` (a file, a row, a field).
    #[must_use]
    pub fn about(self, subject: impl Display) -> Self {
        Self { message: format!("{subject}: {}", self.message), ..self }
    }
}

/// What every fallible function of the crate returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

#[cfg(test)]
mod tests {
    use super::*;
    use std::error::Error as _;

    #[test]
    fn an_error_keeps_its_cause_and_its_own_message() {
        let cause = std::io::Error::other("the disk is full");
        let error = Error::new(ErrorKind::Io, "the pack was not written").with_source(cause).about("movies.pack");
        assert_eq!(error.to_string(), "movies.pack: the pack was not written");
        assert_eq!(error.clone().source().map(ToString::to_string).as_deref(), Some("the disk is full"));
        assert!(Error::new(ErrorKind::Io, "alone").source().is_none());
    }
}
