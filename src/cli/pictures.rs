//! Pictures, and the models that classify them, from files.

use crate::{files, progress};
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, metadata::Orientation};
use penchant_base::{Error, ErrorKind, Result};
use penchant_vision::{ImageClassifier, Manifest, Size};
use std::io::Cursor;
use std::path::Path;

/// A classifier from its manifest, and from the ONNX file that this names in the same folder.
pub fn load_classifier(manifest: &Path) -> Result<ImageClassifier> {
    let parsed = Manifest::parse(&files::read_text(manifest)?).map_err(files::about(manifest))?;
    let path = manifest.with_file_name(&parsed.url);
    let bar = progress::spinner(format!("loading {}", path.display()));
    let classifier = ImageClassifier::load(parsed, files::read(&path)?).map_err(files::about(&path))?;
    bar.finish_and_clear();
    Ok(classifier)
}

/// The pixels of a picture, upright, as a page's canvas gives them.
pub fn decode(bytes: &[u8]) -> Result<(Vec<u8>, Size)> {
    let header = penchant_vision::probe(bytes)?;
    let unreadable = |error: ImageError| match error {
        ImageError::Unsupported(_) => penchant_vision::unreadable(header.format),
        _ => Error::new(ErrorKind::ImageDamaged, format!("the picture cannot be decoded: {error}")),
    };
    let reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|error| Error::new(ErrorKind::ImageFormat, error.to_string()))?;
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    picture.apply_orientation(orientation);
    let rgba = picture.into_rgba8();
    let size = Size { width: rgba.width() as usize, height: rgba.height() as usize };
    Ok((rgba.into_raw(), size))
}
