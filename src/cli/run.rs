//! `penchant run`: an ONNX model and tensors in NumPy's files in, tensors out.

use crate::npy::{self, decode};
use crate::{files, print};
use clap::Args;
use penchant_base::{Error, ErrorKind, Result};
use penchant_infer::{Session, SessionOptions, Tensor};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

/// Run any ONNX model on tensors in .npy files.
#[derive(Args)]
pub struct Arguments {
    /// The ONNX file
    model: PathBuf,
    /// A tensor for an input, as NumPy saves it; NAME= may be left out if the model has one input
    #[arg(long = "input", value_name = "[NAME=]NPY", required = true)]
    inputs: Vec<String>,
    /// Only this output; may be given several times
    #[arg(long = "output", value_name = "NAME")]
    outputs: Vec<String>,
    /// Write each output to DIR as NAME.npy
    #[arg(long, value_name = "DIR")]
    save: Option<PathBuf>,
    /// Say how long each node took, the slowest first; the model is run once more before
    #[arg(long)]
    profile: bool,
    /// Print JSON, with the numbers of each output
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: &Arguments) -> Result<()> {
    let bytes = files::read(&arguments.model)?;
    let named = |error: Error| error.about(arguments.model.display());
    let bar = files::spinner(format!("loading {}", arguments.model.display()));
    let options = SessionOptions { outputs: arguments.outputs.clone(), ..SessionOptions::default() };
    let session = Session::load(bytes, &options).map_err(named)?;
    let inputs = arguments.inputs.iter().map(|input| read(input, &session)).collect::<Result<BTreeMap<_, _>>>()?;
    bar.set_message("running");
    let (outputs, times) = if arguments.profile {
        session.run(inputs.clone()).map_err(named)?;
        let began = Instant::now();
        session.profile(inputs, || began.elapsed().as_secs_f64() * 1e3).map_err(named)?
    } else {
        (session.run(inputs).map_err(named)?, Vec::new())
    };
    bar.finish_and_clear();
    if let Some(folder) = &arguments.save {
        for (name, tensor) in &outputs {
            // Names of outputs may have slashes.
            let file = folder.join(format!("{}.npy", name.replace(['/', '\\'], "_")));
            files::write(&file, &npy::encode(tensor)?)?;
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
    println!("{}", print::table(["output", "type", "shape", "first numbers"], [], rows));
    if arguments.profile {
        let whole: f64 = times.iter().map(|node| node.time).sum();
        println!("{whole:.2} ms in {} nodes", times.len());
        let rows =
            times.iter().take(20).map(|node| [node.name.clone(), node.operator.clone(), format!("{:.3}", node.time)]);
        println!("{}", print::table(["node", "operator", "ms"], [2], rows));
    }
    Ok(())
}

/// `NAME=FILE`, or `FILE` for the only input.
fn read(input: &str, session: &Session) -> Result<(String, Tensor)> {
    let names: Vec<_> = session.inputs().iter().map(|input| input.name.as_str()).collect();
    // A name may have an equals sign, and so may a path.
    let named = names.iter().find_map(|name| Some((*name, input.strip_prefix(name)?.strip_prefix('=')?)));
    let (name, file) = match (named, &names[..]) {
        (Some(named), _) => named,
        (None, [only]) => (*only, input),
        (None, _) => {
            let message =
                format!("--input {input} names none of the model's inputs: write NAME=FILE, with one of {names:?}");
            return Err(Error::new(ErrorKind::Argument, message));
        }
    };
    let tensor = decode(&files::read(file.as_ref())?).map_err(|error| error.about(file))?;
    Ok((name.to_owned(), tensor))
}
