//! Runs models on our engine beside the outputs that are expected: a folder of tests in the form of the ONNX project's
//! in, one JSON line with the outcome of each out. `tools/conformance` and `tools/differential` make such folders.

mod case;

use case::Outcome;
use penchant_base::ErrorKind;
use prost::Message;
use serde_json::json;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;
use std::{env, fs, thread};
use tract_onnx::pb::ModelProto;

/// A test that takes longer is reported as endless.
const WATCHDOG: Duration = Duration::from_secs(30);

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let (folder, filter, runs) = match &arguments[..] {
        [folder] => (folder, "", 0),
        [folder, filter] => (folder, filter.as_str(), 0),
        [folder, filter, runs] => (folder, filter.as_str(), runs.parse()?),
        _ => return Err("usage: conformance FOLDER [PART OF A NAME [RUNS TO TIME]]".into()),
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
        thread::spawn(move || send.send(outcome(&test, runs)));
        let endless = |_| ("endless", String::new(), None);
        let (outcome, why, ms) = receive.recv_timeout(WATCHDOG).unwrap_or_else(endless);
        println!(
            "{}",
            json!({ "test": name, "operator": operator, "opset": opset, "outcome": outcome, "why": why, "ms": ms })
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

fn outcome(test: &Path, runs: usize) -> (&'static str, String, Option<f64>) {
    match case::run(test, runs) {
        Ok(Outcome { difference: None, milliseconds }) => ("passed", String::new(), milliseconds),
        Ok(Outcome { difference: Some(difference), milliseconds }) => ("wrong", difference, milliseconds),
        Err(error) if error.kind() == ErrorKind::EngineCrashed => {
            let cause = error.source().map_or_else(String::new, |cause| format!(" ({cause:?})").replace('\n', " "));
            ("panicked", format!("{error}{cause}"), None)
        }
        Err(error) => ("refused", format!("{}: {error}", error.kind().code()), None),
    }
}
