//! The command line reads tables as its flags say, and tells what it leaves out.
#![allow(missing_docs, clippy::unwrap_used)]

use assert_cmd::Command;
use std::fs;

#[test]
fn columns_are_named_and_what_is_left_out_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (ratings, items, pack) =
        (folder.path().join("plays.tsv"), folder.path().join("songs.jsonl"), folder.path().join("songs.pack"));
    fs::write(&ratings, "who\twhat\trating\na\tx\t0\na\ty\t0\nb\tx\t0\nb\ty\t0\nb\tx\t0\n\tx\t0\n").unwrap();
    fs::write(&items, "{\"id\":\"x\",\"title\":\"Ex\"}\n{\"id\":\"y\"}\n{\"title\":\"nameless\"}\n").unwrap();
    let train = |flags: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_penchant"));
        command.arg("train").arg(&ratings).arg("--items").arg(&items).arg("-o").arg(&pack);
        command.args(["--positive-above", "0.5", "--user-column", "who"]).args(flags);
        command
    };
    let said = |output: &std::process::Output| String::from_utf8(output.stderr.clone()).unwrap();

    // Every rating is 0 unless the column is left aside.
    let liked = train(&["--item-column", "what", "--rating-column", ""]).assert().success().get_output().clone();
    let warnings = said(&liked);
    assert!(warnings.contains("plays.tsv: 1 rows cannot be used") && warnings.contains("line 7: an id is empty"));
    assert!(warnings.contains("plays.tsv: 1 rows have the user and item of a later one"), "{warnings}");
    assert!(warnings.contains("songs.jsonl: 1 rows cannot be used"), "{warnings}");
    let disliked = train(&["--item-column", "2"]).assert().code(1).get_output().clone();
    assert!(said(&disliked).contains("data.empty"), "{}", said(&disliked));

    let strict = train(&["--item-column", "what", "--max-bad-rows", "0"]).assert().code(1).get_output().clone();
    assert!(said(&strict).contains("plays.tsv: line 7: an id is empty"), "{}", said(&strict));
    let absent = train(&["--item-column", "song"]).assert().code(1).get_output().clone();
    assert!(said(&absent).contains("no column \"song\""), "{}", said(&absent));
}
