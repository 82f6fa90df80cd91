//! `penchant inspect`: a pack, an ONNX model or a table in, its contents out. What a file is, its first bytes say.

use crate::details::sizes_line;
use crate::inspect_table::{self, TableArguments};
use crate::recommend::title;
use crate::{files, print};
use clap::Args;
use penchant_base::{Error, ErrorKind, Result};
use penchant_recommend::Recommender;
use serde_json::json;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Print the contents of a pack or an ONNX model, or what is understood of a table of ratings
#[derive(Args)]
pub struct Arguments {
    /// A pack that `train` or `pack` wrote, an ONNX file, or a table of ratings in any format that `train` reads
    file: PathBuf,
    /// List the items of a pack whose titles contain this text
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    table: TableArguments,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    // What comes from a pipe is read once, as a table.
    if !arguments.file.is_file() && arguments.file.exists() || !is_binary(&arguments.file)? {
        return inspect_table::run(&arguments.file, &arguments.table, arguments.json);
    }
    let bytes = files::read(&arguments.file)?;
    match Recommender::open(bytes.clone()) {
        Ok(recommender) => print_pack(arguments, &recommender, bytes.len()),
        // Not a pack, so it should be a model.
        Err(error) if error.kind() == ErrorKind::PackFormat && !looks_like_pack(&bytes) => {
            let summary = penchant_infer::summary(bytes).map_err(files::about(&arguments.file))?;
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
        Err(error) => Err(files::about(&arguments.file)(error)),
    }
}

/// Whether a file is a pack or a model: the length of a safetensors header is followed by a brace, and a model begins with
/// the tag of a field of protobuf, whose bytes no text and no packed table begins with.
fn is_binary(path: &Path) -> Result<bool> {
    let mut head = Vec::new();
    files::open(path)?
        .take(64)
        .read_to_end(&mut head)
        .map_err(|error| Error::new(ErrorKind::Io, format!("{}: {error}", path.display())))?;
    let is_pack = looks_like_pack(&head) && head[..8].contains(&0);
    // Field 1, the version of the format, or field 7, the graph: a tag, and what follows is not text.
    let is_model = matches!(head.first(), Some(0x08 | 0x3a | 0x12 | 0x1a | 0x42))
        && head.iter().any(|byte| *byte < 9 && *byte != 0);
    Ok(is_pack || is_model)
}

/// Safetensors begin with the length of a JSON header, and the header with a brace.
fn looks_like_pack(bytes: &[u8]) -> bool {
    bytes.get(8) == Some(&b'{')
}

fn print_pack(arguments: &Arguments, recommender: &Recommender, size: usize) -> Result<()> {
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
        return print::print_json(
            &json!({ "pack": manifest, "items": catalog.len(), "bytes": size, "details": catalog.detail_sizes() }),
        );
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
    if let Some(details) = sizes_line(catalog) {
        println!("  {details}");
    }
    let rows = manifest.models.iter().map(|model| {
        let weight = if model.weight.likes == 0 {
            model.weight.full.to_string()
        } else {
            format!("{} → {} over {} likes", model.weight.first, model.weight.full, model.weight.likes)
        };
        [model.family.clone(), weight, model.quantisation.clone()]
    });
    println!("{}", print::table(["model", "weight", "quantisation"], [], rows));
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
