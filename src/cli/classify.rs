//! `penchant classify`: pictures and a model in, the likeliest labels out, as a page would show them.

use crate::{files, pictures, print};
use clap::Args;
use penchant_base::Result;
use serde_json::json;
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
    let classifier = pictures::load_classifier(&arguments.model)?;
    let mut classifications = Vec::new();
    for picture in &arguments.pictures {
        let (rgba, size) = pictures::decode(&files::read(picture)?).map_err(|error| error.about(picture.display()))?;
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
            println!("{}\n{}\n", picture.display(), print::table(["label", "probability"], [1], rows));
        }
    }
    if arguments.json {
        print::print_json(&json!({ "classifications": classifications }))?;
    }
    Ok(())
}
