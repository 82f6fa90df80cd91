//! The command line says what it understood of a table, and never writes a pack that cannot be opened.
#![allow(missing_docs, clippy::unwrap_used)]

use assert_cmd::Command;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/tests/cases").join(name)
}

/// The exit code and what is printed on standard output and standard error.
fn run(args: &[&str], paths: &[&Path]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_penchant")).args(args).args(paths).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn inspect_prints_what_training_understands() {
    let (code, stdout, stderr) = run(&["inspect", "--json"], &[&case("base.csv")]);
    assert_eq!(code, 0, "{stderr}");
    assert!(stderr.contains("253 of 840 rows") && stderr.contains("(--time-unit)"), "{stderr}");
    let report: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!((&report["table"]["likes"], &report["table"]["times"]["unit"]), (&253.into(), &"seconds".into()));
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("base.pack");
    let (code, stdout, stderr) = run(&["train", "--model", "popularity", "--json", "-o"], &[&pack, &case("base.csv")]);
    assert_eq!(code, 0, "{stderr}");
    let trained: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(trained["table"], report["table"]);
}

#[test]
fn play_counts_train_a_pack_that_opens_and_a_failure_leaves_the_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("plays.pack");
    let (code, _, stderr) = run(&["train", "-o"], &[&pack, &case("counts.dat")]);
    assert!(code == 0 && stderr.contains("counts from 0 to"), "{stderr}");
    let (code, stdout, _) = run(&["recommend", "--like", "104", "--json"], &[&pack]);
    assert_eq!(code, 0, "{stdout}");
    let before = fs::read(&pack).unwrap();
    let diverging =
        ["train", "--model", "popularity", "--predict", "biased-svd(rate=50)", "--feedback", "explicit", "-o"];
    let (code, _, stderr) = run(&diverging, &[&pack, &case("counts.dat")]);
    assert!(code == 1 && stderr.contains("not finite"), "{stderr}");
    assert_eq!(fs::read(&pack).unwrap(), before);
}

#[cfg(unix)]
#[test]
fn a_table_comes_from_a_pipe_too() {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_penchant"));
    let output = command.args(["inspect", "--json", "/dev/stdin"]).write_stdin(fs::read(case("base.csv")).unwrap());
    let report: Value = serde_json::from_slice(&output.assert().success().get_output().stdout).unwrap();
    assert_eq!(report["table"]["likes"], 253);
}

#[test]
fn dates_as_numbers_are_the_days_that_they_say() {
    let folder = tempfile::tempdir().unwrap();
    let picks = |name: &str| {
        let pack = folder.path().join("p.pack");
        let (code, _, stderr) = run(&["train", "--model", "popularity(half_life=30)", "-o"], &[&pack, &case(name)]);
        assert_eq!(code, 0, "{stderr}");
        let (_, stdout, _) = run(&["recommend", "-n", "4", "--json"], &[&pack]);
        let picks: Value = serde_json::from_str(&stdout).unwrap();
        let pick = |pick: &Value| {
            (pick["item"].as_str().unwrap().to_owned(), format!("{:.4}", pick["score"].as_f64().unwrap()))
        };
        picks["picks"].as_array().unwrap().iter().map(pick).collect::<Vec<_>>()
    };
    let expect = |name: &str, scores: [&str; 4]| {
        let items = ["115", "104", "113", "122"].into_iter().map(str::to_owned);
        assert_eq!(picks(name), items.zip(scores.map(str::to_owned)).collect::<Vec<_>>(), "{name}");
    };
    expect("base.csv", ["0.1074", "0.0996", "0.0898", "0.0809"]);
    // The same days at midnight, as 2^((day − last day) / 30) summed over the likes and divided by 60 users gives them.
    expect("dates-as-numbers.csv", ["0.1080", "0.1000", "0.0898", "0.0810"]);
    assert_eq!(picks("rerate_asc.csv"), picks("rerate_desc.csv"));
}

#[test]
fn training_says_its_memory_and_is_refused_beyond_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let pack = folder.path().join("p.pack");
    let (code, _, stderr) =
        run(&["train", "--model", "ease", "--max-memory", "0.000001", "-o"], &[&pack, &case("base.csv")]);
    assert!(code == 1 && stderr.contains("--most-liked") && stderr.contains("als") && !pack.exists(), "{stderr}");
}

#[test]
fn a_test_table_and_splits_need_no_folds() {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(case("base.csv")).unwrap();
    let (header, body) = text.split_once('\n').unwrap();
    let part = |fifth: bool| {
        let rows = body.lines().enumerate().filter(|(row, _)| (row % 5 == 0) == fifth).map(|(_, line)| line);
        format!("{header}\n{}\n", rows.collect::<Vec<_>>().join("\n"))
    };
    let (train, test) = (folder.path().join("train.csv"), folder.path().join("test.csv"));
    fs::write(&train, part(false)).unwrap();
    fs::write(&test, part(true)).unwrap();
    let (code, stdout, stderr) = run(&["evaluate", "--models", "popularity", "--test"], &[&test, &train]);
    assert!(code == 0 && stdout.contains("users with events to find"), "{stderr}");
    for split in ["last:2", "time:2017-10-01"] {
        let (code, stdout, stderr) =
            run(&["evaluate", "--models", "popularity", "--split", split], &[&case("base.csv")]);
        assert!(code == 0 && stdout.contains("users with events to find"), "{split}: {stderr}");
    }
    let (code, _, stderr) = run(&["evaluate"], &[&case("base.csv")]);
    assert!(code == 1 && stderr.contains("--split"), "{stderr}");
}
