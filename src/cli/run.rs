//! `penchant run`: an ONNX model and tensors in .npy files in, tensors out.

use crate::npy::{self, decode};
use crate::{files, print, progress};
use clap::Args;
use penchant_base::{Error, ErrorKind, Result};
use penchant_infer::{Session, SessionOptions, Tensor};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

/// Run an ONNX model on tensors in .npy files
#[derive(Args)]
pub struct Arguments {
    /// The ONNX file
    model: PathBuf,
    /// A tensor for an input; NAME= may be left out if the model has one input
    #[arg(long = "input", value_name = "[NAME=]NPY", required = true)]
    inputs: Vec<String>,
    /// Compute only this output; may be repeated
    #[arg(long = "output", value_name = "NAME")]
    outputs: Vec<String>,
    /// What random operators start from: the same seed gives the same numbers
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    seed: u64,
    /// Write each output to DIR/NAME.npy
    #[arg(long, value_name = "DIR")]
    save: Option<PathBuf>,
    /// Print the time of each node, slowest first, after a first run to warm up
    #[arg(long)]
    profile: bool,
    /// Print JSON, with all numbers or strings of each output
    #[arg(long)]
    json: bool,
}

/// A file's name for each output: slashes become underscores, and a name that is taken gets a number.
fn file_names(outputs: &[(String, Tensor)]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (name, _) in outputs {
        let plain = name.replace(['/', '\\'], "_");
        let candidates = std::iter::once(plain.clone()).chain((2..).map(|number| format!("{plain}-{number}")));
        // Some systems do not tell A from a.
        let taken = |candidate: &str| names.iter().any(|name| name.eq_ignore_ascii_case(candidate));
        let free = candidates.into_iter().find(|candidate| !taken(candidate));
        names.extend(free);
    }
    names
}

pub fn run(arguments: &Arguments) -> Result<()> {
    let bytes = files::read(&arguments.model)?;
    let about_model = files::about(&arguments.model);
    let bar = progress::spinner(format!("loading {}", arguments.model.display()));
    let options =
        SessionOptions { outputs: arguments.outputs.clone(), seed: arguments.seed, ..SessionOptions::default() };
    let session = Session::load(bytes, &options).map_err(about_model)?;
    let inputs =
        arguments.inputs.iter().map(|input| read_input(input, &session)).collect::<Result<BTreeMap<_, _>>>()?;
    bar.set_message("running");
    let (outputs, times) = if arguments.profile {
        session.run(inputs.clone()).map_err(about_model)?;
        let began = Instant::now();
        session.profile(inputs, || began.elapsed().as_secs_f64() * 1e3).map_err(about_model)?
    } else {
        (session.run(inputs).map_err(about_model)?, Vec::new())
    };
    bar.finish_and_clear();
    if let Some(folder) = &arguments.save {
        for ((name, tensor), file) in outputs.iter().zip(file_names(&outputs)) {
            if file != *name {
                eprintln!("the output {name:?} is in {file}.npy");
            }
            files::write(&folder.join(format!("{file}.npy")), &npy::encode(tensor)?)?;
        }
    }
    if arguments.json {
        let output = |(name, tensor): &(String, Tensor)| json!({ "name": name, "type": tensor.element_type(), "shape": tensor.shape(), "numbers": npy::numbers(tensor) });
        let outputs: Vec<_> = outputs.iter().map(output).collect();
        return print::print_json(&json!({ "outputs": outputs, "nodes": times }));
    }
    let rows = outputs.iter().map(|(name, tensor)| {
        let first: Vec<_> = npy::numbers(tensor).into_iter().take(5).map(|number| number.to_string()).collect();
        [name.clone(), tensor.element_type().to_string(), format!("{:?}", tensor.shape()), first.join(" ")]
    });
    println!("{}", print::table(["output", "type", "shape", "first elements"], [], rows));
    if arguments.profile {
        let total: f64 = times.iter().map(|node| node.time).sum();
        println!("{total:.2} ms in {} nodes", times.len());
        let rows =
            times.iter().take(20).map(|node| [node.name.clone(), node.operator.clone(), format!("{:.3}", node.time)]);
        println!("{}", print::table(["node", "operator", "ms"], [2], rows));
    }
    Ok(())
}

/// Reads the input `NAME=FILE`, or `FILE` for a model's only input.
fn read_input(input: &str, session: &Session) -> Result<(String, Tensor)> {
    let names: Vec<_> = session.inputs().iter().map(|input| input.name.as_str()).collect();
    // A name may have an equals sign, and so may a path.
    let named = names.iter().find_map(|name| Some((*name, input.strip_prefix(name)?.strip_prefix('=')?)));
    let (name, file) = match (named, &names[..]) {
        (Some(named), _) => named,
        (None, [only]) => (*only, input),
        (None, _) => {
            let message = format!(
                "--input {input} does not name an input of the model; expected NAME=FILE with one of {names:?}"
            );
            return Err(Error::new(ErrorKind::Argument, message));
        }
    };
    let tensor = decode(&files::read(file.as_ref())?).map_err(files::about(file.as_ref()))?;
    Ok((name.to_owned(), tensor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_output_has_a_file_of_its_own() {
        let outputs = ["a/b", "a_b", "A_b", "c"].map(|name| (name.to_owned(), Tensor::of_f32(&[], &[0.0]).unwrap()));
        assert_eq!(file_names(&outputs), ["a_b", "a_b-2", "A_b-3", "c"]);
    }
}
