//! The command line reads the columns that its flags name, and reports rows that it leaves out.
#![allow(missing_docs, clippy::unwrap_used)]

use assert_cmd::Command;
use std::fs;

#[test]
fn flags_name_columns_and_skipped_rows_are_reported() {
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
    let stderr = |output: &std::process::Output| String::from_utf8(output.stderr.clone()).unwrap();

    // Every rating is 0 unless its column is ignored.
    let liked = train(&["--item-column", "what", "--rating-column", ""]).assert().success().get_output().clone();
    let warnings = stderr(&liked);
    assert!(warnings.contains("plays.tsv: 1 rows cannot be used") && warnings.contains("line 7: an id is empty"));
    assert!(
        warnings.contains("plays.tsv: 1 rows were ignored, because a later row has the same user and item"),
        "{warnings}"
    );
    assert!(warnings.contains("songs.jsonl: 1 rows cannot be used"), "{warnings}");
    let disliked = train(&["--item-column", "2"]).assert().code(1).get_output().clone();
    assert!(stderr(&disliked).contains("data.empty"), "{}", stderr(&disliked));

    let strict = train(&["--item-column", "what", "--max-bad-rows", "0"]).assert().code(1).get_output().clone();
    assert!(stderr(&strict).contains("plays.tsv: line 7: an id is empty"), "{}", stderr(&strict));
    let absent = train(&["--item-column", "song"]).assert().code(1).get_output().clone();
    assert!(stderr(&absent).contains("no column \"song\""), "{}", stderr(&absent));
}
