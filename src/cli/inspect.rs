//! `penchant inspect`: a pack or an ONNX model in, what is in it out.

use crate::recommend::title;
use crate::{files, print};
use clap::Args;
use penchant_base::{ErrorKind, Result};
use penchant_recommend::Recommender;
use serde_json::json;
use std::path::PathBuf;

/// Say what is in a pack or an ONNX model.
#[derive(Args)]
pub struct Arguments {
    /// A pack that `train` wrote, or an ONNX file
    file: PathBuf,
    /// In a pack, list the items whose title has this text
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    let bytes = files::read(&arguments.file)?;
    let named = |error: penchant_base::Error| error.about(arguments.file.display());
    match Recommender::open(bytes.clone()) {
        Ok(recommender) => pack(arguments, &recommender, bytes.len()),
        // Not a pack: then it is a model, or the model's error says what it is not.
        Err(error) if error.kind() == ErrorKind::PackFormat && !starts_as_pack(&bytes) => {
            let summary = penchant_infer::summary(bytes).map_err(named)?;
            if arguments.json {
                return print::print_json(&json!({ "model": summary }));
            }
            let list = |values: &[(String, Vec<String>)]| {
                values.iter().map(|(name, dims)| format!("{name} [{}]", dims.join(", "))).collect::<Vec<_>>().join(", ")
            };
            println!("ONNX model, operator set {}, by {}", summary.opset, summary.producer);
            println!("  inputs   {}", list(&summary.inputs));
            println!("  outputs  {}", list(&summary.outputs));
            println!("  weights  {}", summary.weights);
            let rows = summary.operators.iter().map(|(operator, count)| [operator.clone(), count.to_string()]);
            println!("{}", print::table(["operator", "nodes"], [1], rows));
            Ok(())
        }
        Err(error) => Err(named(error)),
    }
}

/// Safetensors begin with the length of a JSON header, and the header with a brace.
fn starts_as_pack(bytes: &[u8]) -> bool {
    bytes.get(8) == Some(&b'{')
}

fn pack(arguments: &Arguments, recommender: &Recommender, size: usize) -> Result<()> {
    let (catalog, manifest) = (recommender.catalog(), recommender.manifest());
    if let Some(text) = &arguments.search {
        let text = text.to_lowercase();
        let found = (0..catalog.len() as u32).filter(|&item| catalog.item(item).title.to_lowercase().contains(&text));
        let rows = found.map(|item| {
            [
                catalog.item(item).id.to_owned(),
                title(catalog, item),
                catalog.genres(item).collect::<Vec<_>>().join(", "),
            ]
        });
        println!("{}", print::table(["id", "title", "genres"], [], rows));
        return Ok(());
    }
    if arguments.json {
        return print::print_json(&json!({ "pack": manifest, "items": catalog.len(), "bytes": size }));
    }
    let trained_on = &manifest.trained_on;
    println!("pack {:?}: {} items, {:.2} MB", manifest.name, catalog.len(), size as f64 / 1e6);
    match trained_on.users {
        0 => println!("  trained elsewhere"),
        users => println!(
            "  trained on {} ratings above {} of {users} users",
            trained_on.interactions, trained_on.positive_above
        ),
    }
    let rows = manifest.models.iter().map(|model| {
        let weight = if model.weight.likes == 0 {
            model.weight.full.to_string()
        } else {
            format!("{} → {} over {} likes", model.weight.first, model.weight.full, model.weight.likes)
        };
        [model.family.clone(), weight, model.quantisation.clone()]
    });
    println!("{}", print::table(["model", "weight", "made small"], [], rows));
    let rows = manifest.measured.iter().map(|measured| {
        [
            measured.metric.clone(),
            format!("{:.4}", measured.trained),
            format!("{:.4}", measured.packed),
            measured.split.clone(),
        ]
    });
    println!(
        "{}\n\n{}",
        print::table(["metric", "as trained", "as packed", "held out by"], [1, 2], rows),
        manifest.notice.trim_end()
    );
    Ok(())
}
