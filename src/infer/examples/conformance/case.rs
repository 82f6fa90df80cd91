//! One test of the ONNX project's form: a folder with a model, its inputs and the outputs that are expected.

use penchant_base::ErrorKind;
use penchant_infer::{ElementType, Session, SessionOptions, Tensor};
use prost::Message;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Instant;
use tract_onnx::pb::TensorProto;

/// How much numbers may differ: by a thousandth, as in the ONNX project's own runner, or by a hundred-thousandth of the
/// largest number, because terms that cancel out leave large relative errors; and by one step if they are quantised.
/// `tools/conformance/wasm.js` reads the same file.
const TOLERANCE: &str = include_str!("../../../../tools/conformance/tolerance.json");

/// What a test showed.
pub struct Outcome {
    /// The first difference between the outputs and those that are expected.
    pub difference: Option<String>,
    /// The fastest of the further runs.
    pub milliseconds: Option<f64>,
}

/// Runs a test, and then the model some times more.
pub fn run(test: &Path, runs: usize) -> penchant_base::Result<Outcome> {
    let io = |error: std::io::Error| penchant_base::Error::new(ErrorKind::Io, error.to_string());
    let session = Session::load(fs::read(test.join("model.onnx")).map_err(io)?, &SessionOptions::default())?;
    let tolerance = Tolerance::of(test);
    let data = test.join("test_data_set_0");
    let read = |kind: &str, index: usize| -> penchant_base::Result<Tensor> {
        tensor(&fs::read(data.join(format!("{kind}_{index}.pb"))).map_err(io)?)
    };
    let inputs =
        session.inputs().iter().enumerate().map(|(index, input)| Ok((input.name.clone(), read("input", index)?)));
    let inputs: BTreeMap<_, _> = inputs.collect::<penchant_base::Result<_>>()?;
    let mut outcome = Outcome { difference: None, milliseconds: None };
    for (index, (name, found)) in session.run(inputs.clone())?.into_iter().enumerate() {
        if let Some(difference) = difference(&found, &read("output", index)?, &tolerance) {
            outcome.difference = Some(format!("{name}: {difference}"));
            break;
        }
    }
    for _ in 0..runs {
        let (given, start) = (inputs.clone(), Instant::now());
        session.run(given)?;
        let milliseconds = start.elapsed().as_secs_f64() * 1e3;
        outcome.milliseconds = Some(outcome.milliseconds.map_or(milliseconds, |least| milliseconds.min(least)));
    }
    Ok(outcome)
}

/// Reads a tensor of a test.
fn tensor(bytes: &[u8]) -> penchant_base::Result<Tensor> {
    let unusable =
        |what: &dyn std::fmt::Display| penchant_base::Error::new(ErrorKind::ModelUnsupported, what.to_string());
    let proto = TensorProto::decode(bytes).map_err(|error| unusable(&error))?;
    let shape: Vec<usize> = proto.dims.iter().map(|&dim| dim.max(0) as usize).collect();
    let kind = match proto.data_type {
        1 => ElementType::F32,
        2 => ElementType::U8,
        3 => ElementType::I8,
        4 => ElementType::U16,
        5 => ElementType::I16,
        6 => ElementType::I32,
        7 => ElementType::I64,
        8 => {
            let strings = proto.string_data.iter().map(|text| String::from_utf8_lossy(text).into_owned());
            return Tensor::of_strings(&shape, strings.collect());
        }
        9 => ElementType::Bool,
        10 => ElementType::F16,
        11 => ElementType::F64,
        12 => ElementType::U32,
        13 => ElementType::U64,
        other => return Err(unusable(&format!("the test's own tensor is of type {other}"))),
    };
    let mut bytes = proto.raw_data;
    if bytes.is_empty() {
        // One test has its numbers in another field.
        bytes = proto.int32_data.iter().flat_map(|number| number.to_le_bytes().into_iter().take(kind.size())).collect();
    }
    Tensor::new(kind, &shape, bytes)
}

struct Tolerance {
    relative: f64,
    of_largest: f64,
    absolute: f64,
    step: f64,
}

impl Tolerance {
    /// That of the test, if it has one.
    fn of(test: &Path) -> Self {
        let own = fs::read_to_string(test.join("tolerance.json"));
        let all: serde_json::Value = serde_json::from_str(own.as_deref().unwrap_or(TOLERANCE)).unwrap_or_default();
        let number = |name: &str| all[name].as_f64().unwrap_or(0.0);
        let name = test.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let quantised = all["quantised"].as_str().is_some_and(|word| name.contains(word));
        Self {
            relative: number("relative"),
            of_largest: number("ofLargest"),
            absolute: number("absolute"),
            step: if quantised { number("quantisedStep") } else { 0.0 },
        }
    }
}

fn difference(found: &Tensor, expected: &Tensor, tolerance: &Tolerance) -> Option<String> {
    let described = |tensor: &Tensor| format!("{} {:?}", tensor.element_type(), tensor.shape());
    if described(found) != described(expected) {
        return Some(format!("{} instead of {}", described(found), described(expected)));
    }
    if let (Some(ours), Some(theirs)) = (found.strings(), expected.strings()) {
        let index = ours.iter().zip(theirs).position(|(ours, theirs)| ours != theirs)?;
        return Some(format!("{:?} instead of {:?} at {index}", ours[index], theirs[index]));
    }
    let (ours, theirs) = (found.numbers(), expected.numbers());
    let largest = theirs.iter().filter(|it| it.is_finite()).fold(0.0, |most: f64, it| most.max(it.abs()));
    let step = if expected.element_type().size() == 1 { tolerance.step } else { 0.0 };
    let least = (tolerance.of_largest * largest).max(tolerance.absolute).max(step);
    // Infinities are exact.
    let within = |a: f64, b: f64| b.is_finite() && (a - b).abs() <= least.max(tolerance.relative * b.abs());
    let close = |a: f64, b: f64| a == b || (a.is_nan() && b.is_nan()) || within(a, b);
    let far: Vec<_> = ours.iter().zip(&theirs).enumerate().filter(|&(_, (&a, &b))| !close(a, b)).collect();
    let &(index, (a, b)) = far.first()?;
    Some(format!("{} of {} numbers differ, such as {a} instead of {b} at {index}", far.len(), ours.len()))
}
