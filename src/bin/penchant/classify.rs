//! `penchant classify`: pictures and a model in, the likeliest labels out, as a page would show them.

use crate::{files, table};
use clap::Args;
use image::{DynamicImage, ImageDecoder, ImageReader, metadata::Orientation};
use penchant::infer::{self, ImageClassifier, Manifest, Size};
use penchant::{Error, ErrorKind, Result};
use serde_json::json;
use std::io::Cursor;
use std::path::PathBuf;

/// Say what is in pictures.
#[derive(Args)]
pub struct Arguments {
    /// PNG, JPEG, WebP, GIF or BMP files
    #[arg(required = true)]
    pictures: Vec<PathBuf>,
    /// The model's manifest; the ONNX file it names lies beside it
    #[arg(long, value_name = "JSON")]
    model: PathBuf,
    /// How many labels
    #[arg(long, default_value_t = 5, value_name = "LABELS")]
    top_k: usize,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// With --json, the logits too
    #[arg(long, requires = "json")]
    logits: bool,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    let manifest = Manifest::parse(&files::read_text(&arguments.model)?)
        .map_err(|error| error.about(arguments.model.display()))?;
    let path = arguments.model.with_file_name(&manifest.url);
    let bar = files::spinner(format!("loading {}", path.display()));
    let classifier =
        ImageClassifier::load(manifest, &files::read(&path)?).map_err(|error| error.about(path.display()))?;
    bar.finish_and_clear();

    let mut classifications = Vec::new();
    for picture in &arguments.pictures {
        let (rgba, size) = decode(&files::read(picture)?).map_err(|error| error.about(picture.display()))?;
        let logits = classifier.logits(&rgba, size, None)?;
        let classes = classifier.classes(&logits, arguments.top_k);
        if arguments.json {
            let mut classification = json!({ "file": picture.display().to_string(), "classes": classes });
            if arguments.logits {
                classification["logits"] = json!(logits);
            }
            classifications.push(classification);
        } else {
            let rows = classes.iter().map(|class| [class.label.clone(), format!("{:.1} %", class.probability * 100.0)]);
            println!("{}\n{}\n", picture.display(), table::table(["label", "probability"], [1], rows));
        }
    }
    if arguments.json {
        table::print_json(&json!({ "classifications": classifications }))?;
    }
    Ok(())
}

/// The pixels of a picture, upright, as a page's canvas gives them.
fn decode(bytes: &[u8]) -> Result<(Vec<u8>, Size)> {
    infer::probe(bytes)?;
    let unreadable = |error: image::ImageError| {
        Error::new(ErrorKind::ImageDamaged, format!("the picture cannot be decoded: {error}"))
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
