//! `penchant evaluate-images` measures folders and tables of labelled pictures, and reports those it skips.
#![allow(missing_docs, clippy::unwrap_used)]

use assert_cmd::Command;
use penchant_testing::{MANIFEST, built};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn evaluate(folder: impl AsRef<Path>, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_penchant"));
    command.arg("evaluate-images").arg(folder.as_ref()).arg("--model").arg(built(MANIFEST)).args(args);
    command
}

fn report(mut command: Command) -> (Value, String) {
    let output = command.assert().success().get_output().clone();
    (serde_json::from_slice(&output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

fn refused(mut command: Command) -> String {
    let output = command.assert().code(1).get_output().clone();
    assert!(output.stdout.is_empty(), "errors go to standard error");
    String::from_utf8(output.stderr).unwrap()
}

/// A folder with a photograph in each sub-folder: pairs of sub-folder and photograph.
fn folder(pictures: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (label, file) in pictures {
        let of_label = folder.path().join(label);
        fs::create_dir_all(&of_label).unwrap();
        fs::copy(built(&format!("photographs/{file}")), of_label.join(file)).unwrap();
    }
    folder
}

#[test]
fn labels_are_names_in_any_case_with_underscores_or_indices() {
    // 967 is espresso; a moped is labelled as a tench.
    let folder = folder(&[("Daisy", "flower.jpg"), ("967", "coffee.png"), ("tench", "motorcycle.png")]);
    fs::copy(built("photographs/coffee.png"), folder.path().join("beside.png")).unwrap();
    fs::create_dir(folder.path().join("great_white_shark")).unwrap();
    fs::copy(built("photographs/motorcycle.png"), folder.path().join("great_white_shark/again.png")).unwrap();
    let (report, stderr) = report(evaluate(&folder, &["--json", "--bins", "10"]));
    assert_eq!((&report["images"], &report["skipped"], stderr.as_str()), (&json!(4), &json!(0), ""));
    assert_eq!(report["top1"], 0.5);
    let pairs: Vec<_> = report["confusions"].as_array().unwrap().iter().map(|pair| &pair["label"]).collect();
    assert_eq!(pairs, ["tench", "great white shark"]);
    assert_eq!(
        (&report["confusions"][0]["taken_for"], &report["confusions"][0]["images"]),
        (&"moped".into(), &1.into())
    );
    // Daisy .329, espresso .951 and moped .534 twice: four pictures in three of ten bins.
    let bins = report["bins"].as_array().unwrap();
    let filled: Vec<_> = bins.iter().map(|bin| bin["images"].as_u64().unwrap()).collect();
    assert_eq!(filled, [0, 0, 0, 1, 0, 2, 0, 0, 0, 1]);
    let gaps = [(3, 1.0), (5, 2.0), (9, 1.0)].map(|(index, images): (usize, f64)| {
        let share = |name: &str| bins[index][name].as_f64().unwrap();
        images * (share("accuracy") - share("confidence")).abs()
    });
    assert!((report["ece"].as_f64().unwrap() - gaps.iter().sum::<f64>() / 4.0).abs() < 1e-12);
    assert_eq!(
        (&bins[5]["accuracy"], &bins[9]["accuracy"], &bins[0]["accuracy"]),
        (&json!(0.0), &json!(1.0), &Value::Null)
    );
}

#[test]
fn a_table_names_files_and_labels() {
    let folder = tempfile::tempdir().unwrap();
    let labels = folder.path().join("labels.csv");
    let with = |table: &str, args: &[&str]| {
        fs::write(&labels, table).unwrap();
        evaluate(built("photographs"), &[&["--json", "--labels", labels.to_str().unwrap()], args].concat())
    };
    let (measured, _) =
        report(with("\u{feff}Label,note,File\ndaisy,,flower.jpg\n967, a cup ,coffee.png\n", &["--bins", "1"]));
    assert_eq!((&measured["top1"], &measured["images"]), (&json!(1.0), &json!(2)));
    assert_eq!(measured["bins"].as_array().unwrap().len(), 1);

    // A missing file is a picture that cannot be used.
    let table = "file,label\nflower.jpg,daisy\nno-such-file.png,daisy\n";
    let (measured, stderr) = report(with(table, &[]));
    assert_eq!((&measured["skipped"], &measured["bad_images"][0]["code"]), (&json!(1), &json!("io")));
    assert!(stderr.contains("no-such-file.png") && stderr.contains("there is no such file"), "{stderr}");

    assert!(refused(with("file\nflower.jpg\n", &[])).contains("there is no column \"label\""));
    assert!(refused(with("file,label\nflower.jpg\n", &[])).contains("data.format"));
    assert!(refused(with("file,label\n", &[])).contains("data.empty"));
    assert!(refused(with("", &[])).contains("data.format"));
    assert!(refused(with("file,label\nno-such-file.png,daisy\n", &[])).contains("none of the pictures can be used"));
    assert!(refused(evaluate(built("photographs"), &["--labels", "no-such-table.csv"])).contains("no-such-table.csv"));
}

#[test]
fn all_unknown_labels_are_named() {
    let folder = folder(&[("daisy", "flower.jpg"), ("unicorn", "coffee.png"), ("1000", "coffee.png")]);
    let stderr = refused(evaluate(&folder, &[]));
    assert!(
        stderr.contains("label.unknown") && stderr.contains("\"unicorn\"") && stderr.contains("\"1000\""),
        "{stderr}"
    );
    assert!(!stderr.contains("\"daisy\""), "{stderr}");
    // ImageNet has two classes of this name.
    let folder = self::folder(&[("missile", "rocket.jpg")]);
    let stderr = refused(evaluate(&folder, &[]));
    assert!(stderr.contains("label.unknown") && stderr.contains("[657, 744]"), "{stderr}");
}

#[test]
fn unusable_pictures_are_counted_and_named_up_to_a_limit() {
    let folder = folder(&[("daisy", "flower.jpg"), ("espresso", "coffee.png")]);
    let whole = penchant_testing::bytes("photographs/coffee.png");
    fs::write(folder.path().join("espresso/cut.png"), &whole[..whole.len() / 2]).unwrap();
    fs::write(folder.path().join("espresso/.hidden"), "ignored").unwrap();
    fs::write(folder.path().join("daisy/letter.jpg"), "Dear friend, this is a letter.").unwrap();
    let (measured, stderr) = report(evaluate(&folder, &["--json"]));
    assert_eq!((&measured["images"], &measured["skipped"], &measured["top1"]), (&json!(2), &json!(2), &json!(1.0)));
    let codes: Vec<_> = measured["bad_images"].as_array().unwrap().iter().map(|bad| &bad["code"]).collect();
    assert_eq!(codes, ["image.format", "image.damaged"]);
    for part in ["2 pictures cannot be used", "letter.jpg", "cut.png"] {
        assert!(stderr.contains(part), "{stderr}");
    }
    report(evaluate(&folder, &["--json", "--max-bad-images", "2"]));
    let stderr = refused(evaluate(&folder, &["--json", "--max-bad-images", "1"]));
    assert!(stderr.contains("more than 1 pictures cannot be used"), "{stderr}");
}

#[test]
fn folders_without_pictures_are_refused() {
    let empty = tempfile::tempdir().unwrap();
    assert!(refused(evaluate(empty.path(), &[])).contains("data.empty"));
    fs::create_dir(empty.path().join("daisy")).unwrap();
    assert!(refused(evaluate(empty.path(), &[])).contains("data.empty"));
    assert!(refused(evaluate(empty.path().join("absent"), &[])).contains("there is no such file"));
    evaluate(empty.path(), &["--bins", "0"]).assert().code(2);
}

#[test]
fn prints_tables_and_draws_a_diagram() {
    let folder = folder(&[("daisy", "flower.jpg"), ("espresso", "coffee.png"), ("tench", "motorcycle.png")]);
    fs::copy(built("photographs/motorcycle.png"), folder.path().join("daisy/moped.png")).unwrap();
    let drawing = folder.path().join("curves/reliability.svg");
    let mut command = evaluate(&folder, &["--confusions", "1", "--reliability", drawing.to_str().unwrap()]);
    let output = command.assert().success().get_output().clone();
    let stdout = String::from_utf8(output.stdout).unwrap();
    for part in ["4 pictures, 0 skipped", "50.0 %", "15.0 % to 85.0 %", "tench", "moped", "1 more pairs"] {
        assert!(stdout.contains(part), "{part}: {stdout}");
    }
    let svg = fs::read_to_string(drawing).unwrap();
    assert!(svg.starts_with("<svg ") && svg.contains("Reliability of EfficientNet-Lite0"));
    assert_eq!(svg.matches("<circle").count(), 3);
}
