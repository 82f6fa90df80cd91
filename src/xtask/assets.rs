//! Data, models and photographs, fetched and exported by tools/training.

use crate::context::{Context, MOVIELENS};
use crate::step::Step;
use crate::tools::python::{Python, TRAINING};
use anyhow::Result;

const SOURCES: [&str; 1] = ["tools/training/penchant_training"];
const BENCH_MODELS: &str = "build/bench/models";

pub fn all(context: &Context) -> Result<()> {
    movielens(context)?;
    let python = Python::with(context, TRAINING)?;
    step(&python, "model", "efficientnet_lite", "build/models")
        .outputs(["json", "onnx"].map(|kind| format!("build/models/efficientnet-lite0.{kind}")))
        .run()?;
    step(&python, "photographs", "photographs", "build/photographs").outputs(["build/photographs/CREDITS.txt"]).run()
}

pub fn movielens(context: &Context) -> Result<()> {
    let python = Python::with(context, TRAINING)?;
    step(&python, "movielens", "movielens", MOVIELENS).outputs(movielens_files()).run()
}

pub fn movielens_files() -> [String; 4] {
    ["ratings.csv", "movies.csv", "folds.csv", "NOTICE.txt"].map(|name| format!("{MOVIELENS}/{name}"))
}

/// MobileNetV2 and MiniLM; and in TensorFlow.js' form the image models, which are the ones that it runs.
pub fn bench_models(context: &Context) -> Result<()> {
    let python = Python::with(context, TRAINING)?;
    let model = |name: &str| format!("{BENCH_MODELS}/{name}");
    let mobilenet = model("mobilenet-v2.onnx");
    step(&python, "bench-mobilenet", "mobilenet_v2", BENCH_MODELS).outputs([&mobilenet]).run()?;
    let minilm = ["minilm.onnx", "minilm-int8.onnx"].map(model);
    step(&python, "bench-minilm", "minilm", BENCH_MODELS).outputs(minilm).run()?;
    let script = "tools/bench/infer/to_tfjs.py";
    for (onnx, name) in [("build/models/efficientnet-lite0.onnx", "efficientnet-lite0"), (&mobilenet, "mobilenet-v2")] {
        let mut convert = python.script(script);
        convert.arg(onnx).arg(model(name));
        Step::new(format!("bench-tfjs-{name}"), convert)
            .tool(&python.version)
            .inputs([script, onnx])
            .outputs(["json", "bin"].map(|kind| model(&format!("{name}.{kind}"))))
            .run()?;
    }
    Ok(())
}

/// A command of tools/training, whose results depend on all of its sources.
fn step(python: &Python, name: &str, command: &str, folder: &str) -> Step {
    Step::new(name, python.training(command, folder)).tool(&python.version).inputs(SOURCES)
}
