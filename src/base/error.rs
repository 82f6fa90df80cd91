//! The one error type of Penchant: a stable kind for programs, and a message for people that says what to do.
//! The bindings turn it into a JavaScript `Error` with a `code`; the command line prints the message.

use std::fmt::Display;
use std::sync::Arc;

/// What went wrong. Each kind names the part of the input that is at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An argument or option out of its range.
    Argument,
    /// An item id that the catalogue does not have.
    ItemUnknown,
    /// A label that the model does not have, or has twice.
    LabelUnknown,
    /// A table of ratings, items or labels that cannot be read.
    DataFormat,
    /// A table or folder with too little usable data to learn from or to measure.
    DataEmpty,
    /// A table too large to train on here.
    DataLimit,
    /// Bytes that are not a pack, or a pack that contradicts itself.
    PackFormat,
    /// A pack written by a newer Penchant.
    PackVersion,
    /// A pack that was damaged in transit.
    PackChecksum,
    /// Text that is not an exported history, or an event that breaks the rules of one.
    HistoryFormat,
    /// A history written by a newer Penchant.
    HistoryVersion,
    /// A history larger than [`crate::limits`] allows.
    HistoryLimit,
    /// A model manifest that cannot be used.
    ManifestFormat,
    /// A model manifest written by a newer Penchant.
    ManifestVersion,
    /// Bytes that are not an ONNX model, or a model that contradicts itself.
    ModelFormat,
    /// A model whose checksum differs from its manifest's.
    ModelChecksum,
    /// A model with a version or an operator that the engine does not support.
    ModelUnsupported,
    /// A model or tensor with an unexpected shape or type.
    ModelShape,
    /// A model larger than [`crate::limits`] allows.
    ModelLimit,
    /// A model whose output has numbers that are not finite.
    ModelOutput,
    /// The engine stopped unexpectedly.
    EngineCrashed,
    /// Bytes that are not an image of a known format, or of one that cannot be read here.
    ImageFormat,
    /// An image that is truncated or damaged.
    ImageDamaged,
    /// An image larger than [`crate::limits`] allows.
    ImageLimit,
    /// A file or stream that could not be read or written.
    Io,
}

impl ErrorKind {
    /// The code for programs to compare with. A published code never changes.
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

/// An [`ErrorKind`] with a message for people.
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

    /// The same error with `subject`, such as a file, a row or a field, before its message.
    #[must_use]
    pub fn about(self, subject: impl Display) -> Self {
        Self { message: format!("{subject}: {}", self.message), ..self }
    }
}

/// The result of every fallible function of Penchant.
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
