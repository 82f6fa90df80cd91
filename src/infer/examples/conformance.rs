//! Runs the node tests of the ONNX project on our engine: a folder of tests in, one JSON line with the outcome of each
//! out. `tools/conformance/conformance.py` fetches the folder and makes a table of the outcomes.

use penchant_base::ErrorKind;
use penchant_infer::{ElementType, Session, SessionOptions, Tensor};
use prost::Message;
use serde_json::json;
use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;
use std::{env, fs, thread};
use tract_onnx::pb::{ModelProto, TensorProto};

/// How much numbers may differ: by a thousandth, as in the ONNX project's own runner, or by a hundred-thousandth of the
/// largest number, because terms that cancel out leave large relative errors; and by one step if they are quantised.
/// `tools/conformance/wasm.js` reads the same file.
const TOLERANCE: &str = include_str!("../../../tools/conformance/tolerance.json");
/// A test that takes longer is reported as endless.
const WATCHDOG: Duration = Duration::from_secs(30);

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let (folder, filter) = match &arguments[..] {
        [folder] => (folder, ""),
        [folder, filter] => (folder, filter.as_str()),
        _ => return Err("usage: conformance FOLDER [PART OF A NAME]".into()),
    };
    // A panic is an outcome, and is not reported a second time.
    penchant_infer::quiet_panics();
    let mut tests: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_, std::io::Error>>()?;
    tests.sort();
    for test in tests {
        let name = test.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !name.contains(filter) {
            continue;
        }
        let (operator, opset) = about(&test)?;
        let (send, receive) = mpsc::channel();
        thread::spawn(move || send.send(outcome(&test)));
        let (outcome, reason) = receive.recv_timeout(WATCHDOG).unwrap_or_else(|_| ("endless", String::new()));
        println!(
            "{}",
            json!({ "test": name, "operator": operator, "opset": opset, "outcome": outcome, "why": reason })
        );
    }
    Ok(())
}

/// The operator that is tested, and the version of the operators. Functions have a second test with their expansion.
fn about(test: &Path) -> Result<(String, i64), Box<dyn Error>> {
    let name = test.to_string_lossy();
    let plain = name.split("_expanded").next().map(PathBuf::from).filter(|plain| plain.exists());
    let model = ModelProto::decode(&*fs::read(plain.as_deref().unwrap_or(test).join("model.onnx"))?)?;
    let node = model.graph.as_ref().and_then(|graph| graph.node.first());
    let opset = model.opset_import.iter().filter(|import| import.domain.is_empty()).map(|import| import.version).max();
    let operator = node.map_or(String::new(), |node| match &*node.domain {
        "" => node.op_type.clone(),
        domain => format!("{domain}.{}", node.op_type),
    });
    Ok((operator, opset.unwrap_or(0)))
}

fn outcome(test: &Path) -> (&'static str, String) {
    match run(test) {
        Ok(None) => ("passed", String::new()),
        Ok(Some(difference)) => ("wrong", difference),
        Err(error) if error.kind() == ErrorKind::EngineCrashed => ("panicked", error.to_string()),
        Err(error) => ("refused", format!("{}: {error}", error.kind().code())),
    }
}

/// The first difference between the outputs and those that are expected.
fn run(test: &Path) -> penchant_base::Result<Option<String>> {
    let io = |error: std::io::Error| penchant_base::Error::new(ErrorKind::Io, error.to_string());
    let session = Session::load(fs::read(test.join("model.onnx")).map_err(io)?, &SessionOptions::default())?;
    let tolerance = Tolerance::of(&test.to_string_lossy());
    let data = test.join("test_data_set_0");
    let read = |kind: &str, index: usize| -> penchant_base::Result<Tensor> {
        tensor(&fs::read(data.join(format!("{kind}_{index}.pb"))).map_err(io)?)
    };
    let inputs =
        session.inputs().iter().enumerate().map(|(index, input)| Ok((input.name.clone(), read("input", index)?)));
    let inputs: BTreeMap<_, _> = inputs.collect::<penchant_base::Result<_>>()?;
    for (index, (name, found)) in session.run(inputs)?.into_iter().enumerate() {
        if let Some(difference) = difference(&found, &read("output", index)?, &tolerance) {
            return Ok(Some(format!("{name}: {difference}")));
        }
    }
    Ok(None)
}

/// Reads a tensor of a test, which has its numbers as raw bytes.
fn tensor(bytes: &[u8]) -> penchant_base::Result<Tensor> {
    let unusable =
        |what: &dyn std::fmt::Display| penchant_base::Error::new(ErrorKind::ModelUnsupported, what.to_string());
    let proto = TensorProto::decode(bytes).map_err(|error| unusable(&error))?;
    let kind = match proto.data_type {
        1 => ElementType::F32,
        2 => ElementType::U8,
        3 => ElementType::I8,
        4 => ElementType::U16,
        5 => ElementType::I16,
        6 => ElementType::I32,
        7 => ElementType::I64,
        9 => ElementType::Bool,
        10 => ElementType::F16,
        11 => ElementType::F64,
        12 => ElementType::U32,
        13 => ElementType::U64,
        other => return Err(unusable(&format!("the test's own tensor is of type {other}"))),
    };
    let shape: Vec<usize> = proto.dims.iter().map(|&dim| dim.max(0) as usize).collect();
    Tensor::new(kind, &shape, proto.raw_data)
}

struct Tolerance {
    relative: f64,
    of_largest: f64,
    step: f64,
}

impl Tolerance {
    fn of(test: &str) -> Self {
        let all: serde_json::Value = serde_json::from_str(TOLERANCE).unwrap_or_default();
        let number = |name: &str| all[name].as_f64().unwrap_or(0.0);
        let quantised = all["quantised"].as_str().is_some_and(|word| test.contains(word));
        Self {
            relative: number("relative"),
            of_largest: number("ofLargest"),
            step: if quantised { number("quantisedStep") } else { 0.0 },
        }
    }
}

fn difference(found: &Tensor, expected: &Tensor, tolerance: &Tolerance) -> Option<String> {
    let described = |tensor: &Tensor| format!("{} {:?}", tensor.element_type(), tensor.shape());
    if described(found) != described(expected) {
        return Some(format!("{} instead of {}", described(found), described(expected)));
    }
    let (ours, theirs) = (found.numbers(), expected.numbers());
    let largest = theirs.iter().filter(|it| it.is_finite()).fold(0.0, |most: f64, it| most.max(it.abs()));
    let step = if expected.element_type().size() == 1 { tolerance.step } else { 0.0 };
    let within =
        |a: f64, b: f64| (a - b).abs() <= (tolerance.of_largest * largest).max(tolerance.relative * b.abs()).max(step);
    let close = |a: f64, b: f64| a == b || (a.is_nan() && b.is_nan()) || within(a, b);
    let far: Vec<_> = ours.iter().zip(&theirs).enumerate().filter(|&(_, (&a, &b))| !close(a, b)).collect();
    let &(index, (a, b)) = far.first()?;
    Some(format!("{} of {} numbers differ, such as {a} instead of {b} at {index}", far.len(), ours.len()))
}
