//! Runs the node tests of the ONNX project on our engine: a folder of tests in, one JSON line with the outcome of each
//! out. `tools/conformance/conformance.py` fetches the folder and makes a table of the outcomes.

mod case;

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
    match case::run(test) {
        Ok(None) => ("passed", String::new()),
        Ok(Some(difference)) => ("wrong", difference),
        Err(error) if error.kind() == ErrorKind::EngineCrashed => {
            let cause = error.source().map_or_else(String::new, |cause| format!(" ({cause:?})").replace('\n', " "));
            ("panicked", format!("{error}{cause}"))
        }
        Err(error) => ("refused", format!("{}: {error}", error.kind().code())),
    }
}
