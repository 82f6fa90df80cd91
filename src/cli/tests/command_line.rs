//! The command line prints and refuses what its help says, with the right exit codes.
#![allow(missing_docs, clippy::unwrap_used)]

use assert_cmd::Command;
use penchant_testing::{FOLDS, MANIFEST, PACK, RATINGS, built};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn penchant() -> Command {
    Command::new(env!("CARGO_BIN_EXE_penchant"))
}

fn json(command: &mut Command) -> Value {
    let output = command.assert().success().get_output().stdout.clone();
    serde_json::from_slice(&output).unwrap()
}

/// Runs a command that must refuse its input; what it prints on standard error.
fn refused(command: &mut Command) -> String {
    let output = command.assert().code(1).get_output().clone();
    assert!(output.stdout.is_empty(), "errors go to standard error");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn every_command_has_help_and_the_program_a_version() {
    penchant().assert().code(2);
    let version = penchant().arg("--version").assert().success().get_output().stdout.clone();
    assert_eq!(String::from_utf8(version).unwrap(), concat!("penchant ", env!("CARGO_PKG_VERSION"), "\n"));
    for command in ["train", "pack", "evaluate", "recommend", "classify", "evaluate-images", "run", "inspect"] {
        penchant().args([command, "--help"]).assert().success();
    }
}

#[test]
fn a_closed_standard_output_does_not_panic() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_penchant"));
    let output = command.arg("inspect").arg(built(PACK)).stdout(writer).output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn recommends_with_reasons_that_add_up() {
    let args = ["--like", "Toy Story (1995)", "--like", "alien (1979)", "--dislike", "1721", "-n", "5", "--json"];
    let picks = json(penchant().arg("recommend").arg(built(PACK)).args(args));
    let picks = picks["picks"].as_array().unwrap();
    assert_eq!(picks.len(), 5);
    for pick in picks {
        let reasons = pick["reasons"].as_array().unwrap().iter();
        let sum: f64 = reasons.map(|reason| reason["contribution"].as_f64().unwrap()).sum();
        assert!((sum - pick["score"].as_f64().unwrap()).abs() < 1e-5);
    }
}

#[test]
fn unknown_and_ambiguous_titles_are_refused_with_a_hint() {
    let stderr = refused(penchant().arg("recommend").arg(built(PACK)).args(["--like", "Titanic"]));
    assert!(stderr.contains("item.unknown") && stderr.contains("Titanic (1997)"), "{stderr}");
    let stderr = refused(penchant().arg("recommend").arg(built(PACK)).args(["--like", "Blade Runne"]));
    assert!(stderr.contains("did you mean Blade Runner (1982)?"), "{stderr}");
}

#[test]
fn an_exported_history_is_read_and_a_damaged_one_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history.json");
    let events = r#"{"item":"1","action":"like","at_ms":1},{"item":"no-such-film","action":"like","at_ms":2}"#;
    fs::write(&path, format!(r#"{{"format":"penchant-history","version":1,"events":[{events}]}}"#)).unwrap();
    let output = penchant()
        .arg("recommend")
        .arg(built(PACK))
        .arg("--history")
        .arg(&path)
        .assert()
        .success()
        .get_output()
        .clone();
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("1 events were ignored, because the pack does not have their items")
    );
    fs::write(&path, "[1, 2").unwrap();
    assert!(
        refused(penchant().arg("recommend").arg(built(PACK)).arg("--history").arg(&path)).contains("history.format")
    );
}

#[test]
fn evaluates_as_json() {
    let args = ["--models", "popularity", "--json", "--folds"];
    let report = json(penchant().arg("evaluate").arg(built(RATINGS)).args(args).arg(built(FOLDS)));
    assert_eq!(report["models"][0]["model"], "popularity");
    let ndcg = report["models"][0]["metrics"]["ndcg@100"].as_f64().unwrap();
    assert!((ndcg - 0.1945).abs() < 0.00005, "{ndcg}");
}

#[test]
fn compares_models_by_the_given_metrics() {
    let args =
        ["--models", "popularity,svd(factors=8)", "--metrics", "auc,coverage@10", "--compare", "--json", "--folds"];
    let report = json(penchant().arg("evaluate").arg(built(RATINGS)).args(args).arg(built(FOLDS)));
    let [popularity, svd] = [0, 1].map(|index| report["models"][index]["metrics"].clone());
    assert!(svd["coverage@10"].as_f64() > popularity["coverage@10"].as_f64());
    let difference = svd["auc"].as_f64().unwrap() - popularity["auc"].as_f64().unwrap();
    let interval = &report["models"][1]["differences"]["auc"];
    assert!((interval["mean"].as_f64().unwrap() - difference).abs() < 1e-9);
    assert!(interval["low"].as_f64().unwrap() <= difference && difference <= interval["high"].as_f64().unwrap());
}

#[test]
fn unknown_models_and_metrics_are_refused_with_the_known_ones() {
    let evaluate = |args: &[&str]| {
        let output =
            penchant().arg("evaluate").arg(built(RATINGS)).arg("--folds").arg(built(FOLDS)).args(args).assert();
        String::from_utf8(output.failure().get_output().stderr.clone()).unwrap()
    };
    assert!(evaluate(&["--models", "magic"]).contains("ease"));
    assert!(evaluate(&["--models", "als(factors=many)"]).contains("factors"));
    assert!(evaluate(&["--metrics", "ndcg@11"]).contains("ndcg@10"));
    assert!(evaluate(&["--models", "nmf"]).contains("--protocol ratings"));
    assert!(evaluate(&["--models", "ease", "--protocol", "ratings"]).contains("does not predict ratings"));
}

#[test]
fn measures_predictions_on_given_folds_and_reports_training_times() {
    let folder = tempfile::tempdir().unwrap();
    let (ratings, folds) = (folder.path().join("ratings.csv"), folder.path().join("folds.csv"));
    fs::write(&ratings, "user,item,rating\na,x,1\na,y,3\nb,x,3\nb,y,5\n").unwrap();
    let evaluate = |table: &str| {
        fs::write(&folds, table).unwrap();
        let mut command = penchant();
        command.arg("evaluate").arg(&ratings).args(["--protocol", "ratings", "--models", "baseline,nmf"]);
        command.args(["--json", "--folds"]).arg(&folds);
        command
    };
    let report = json(&mut evaluate("fold,user,item\n0,b,y\n"));
    let baseline = &report["models"][0];
    assert_eq!(baseline["train_s"].as_array().unwrap().len(), 1);
    assert!(baseline["train_s"][0].as_f64().unwrap() > 0.0);
    // Trained on 1, 3 and 3: the mean is 7/3, the biases are small, and the error is what a rating of 5 is above them.
    let rmse = baseline["metrics"]["rmse"].as_f64().unwrap();
    assert!((rmse - 2.6).abs() < 0.2 && rmse == baseline["metrics"]["mae"].as_f64().unwrap(), "{report}");
    assert!(refused(&mut evaluate("fold,user,item\n0,a,x\n0,a,y\n0,b,x\n0,b,y\n")).contains("not all"));
}

#[test]
fn trains_a_small_table_and_recommends_from_its_pack() {
    let folder = tempfile::tempdir().unwrap();
    let (ratings, pack) = (folder.path().join("plays.csv"), folder.path().join("songs.pack"));
    fs::write(&ratings, "user,song_id\na,x\na,y\nb,x\nb,y\nc,x\nc,\"z, \"\"live\"\"\"\n").unwrap();
    let trained =
        json(penchant().arg("train").arg(&ratings).args(["--positive-above", "0", "--json", "-o"]).arg(&pack));
    assert_eq!((&trained["items"], &trained["users"], &trained["interactions"]), (&3.into(), &3.into(), &6.into()));
    assert_eq!(trained["bytes"], fs::metadata(&pack).unwrap().len());
    // Three users are too few to choose by, and it is said.
    assert_eq!(trained["chosen"]["users"], 0);
    assert_eq!(trained["chosen"]["model"], trained["model"]);
    for part in ["read_s", "choose_s", "train_s", "pack_s"] {
        assert!(trained[part].as_f64().unwrap() > 0.0, "{trained}");
    }
    let picks = json(penchant().arg("recommend").arg(&pack).args(["--like", "y", "--json"]));
    assert_eq!(picks["picks"][0]["item"], "x");
    let about = json(penchant().args(["inspect", "--json"]).arg(&pack));
    assert_eq!(about["pack"]["name"], "songs");
    assert_eq!(about["pack"]["trained_on"]["chosen"], trained["chosen"]);
    assert_eq!(about["items"], 3);

    let best = folder.path().join("best.pack");
    let args = ["--positive-above", "0", "--most-liked", "2", "--json", "-o"];
    let trained = json(penchant().arg("train").arg(&ratings).args(args).arg(&best));
    assert_eq!((&trained["items"], &trained["interactions"]), (&2.into(), &5.into()));
    let picks = json(penchant().arg("recommend").arg(&best).args(["--like", "y", "--json"]));
    assert_eq!(picks["picks"].as_array().unwrap().len(), 1);
}

#[test]
fn tables_without_likes_or_columns_are_refused_and_write_no_pack() {
    let folder = tempfile::tempdir().unwrap();
    let (ratings, pack) = (folder.path().join("ratings.csv"), folder.path().join("out.pack"));
    let train = |table: &str| {
        fs::write(&ratings, table).unwrap();
        refused(penchant().arg("train").arg(&ratings).arg("-o").arg(&pack))
    };
    assert!(train("user,item,rating\na,x,1\na,y,2\n").contains("data.empty"));
    assert!(train("user,rating\na,1\n").contains("no column for the item"));
    assert!(train("").contains("data.empty"));
    assert!(!Path::new(&pack).exists());
    assert!(refused(penchant().args(["train", "no-such-file.csv", "-o"]).arg(&pack)).contains("there is no such file"));
}

#[test]
fn classifies_the_photographs() {
    let photographs = [("flower.jpg", "daisy"), ("coffee.png", "espresso"), ("motorcycle.png", "moped")];
    let paths = photographs.map(|(file, _)| built(&format!("photographs/{file}")));
    let report = json(penchant().arg("classify").args(paths).args(["--json", "--model"]).arg(built(MANIFEST)));
    for (index, (file, label)) in photographs.iter().enumerate() {
        assert_eq!(report["classifications"][index]["classes"][0]["label"], *label, "{file}");
    }
}

#[test]
fn bad_pictures_are_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let whole = penchant_testing::bytes("photographs/coffee.png");
    let mut huge = whole.clone();
    huge[16..24].copy_from_slice(&[20_000u32.to_be_bytes(), 20_000u32.to_be_bytes()].concat());
    let cases: [(&str, &[u8], &str); 4] = [
        ("letter.png", b"Dear friend, this is a letter.", "image.format"),
        ("cut.png", &whole[..whole.len() / 2], "image.damaged"),
        ("cut.jpg", &penchant_testing::bytes("photographs/flower.jpg")[..50_000], "image.damaged"),
        ("huge.png", &huge, "image.limit"),
    ];
    for (file, bytes, code) in cases {
        let path = folder.path().join(file);
        fs::write(&path, bytes).unwrap();
        let stderr = refused(penchant().arg("classify").arg(&path).arg("--model").arg(built(MANIFEST)));
        assert!(stderr.contains(code) && stderr.contains(file), "{stderr}");
    }
}

#[test]
fn pictures_of_other_formats_are_refused_for_their_format() {
    let folder = tempfile::tempdir().unwrap();
    // Headers with a size of 16 × 16, so that decoding begins.
    let boxed = |name: &[u8; 4], body: &[u8]| [&(8 + body.len() as u32).to_be_bytes()[..], name, body].concat();
    let size = boxed(b"ispe", &[0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0, 16]);
    let properties = boxed(b"iprp", &boxed(b"ipco", &size));
    let meta = boxed(b"meta", &[&[0; 4], &properties[..]].concat());
    let media = |brand: &[u8; 4]| [boxed(b"ftyp", &[&brand[..], &[0; 4], brand].concat()), meta.clone()].concat();
    let entry = |tag: u8| [tag, 1, 3, 0, 1, 0, 0, 0, 16, 0, 0, 0];
    let tiff = [&b"II*\0\x08\0\0\0\x02\0"[..], &entry(0), &entry(1), &[0; 4]].concat();
    for (format, bytes) in [("AVIF", media(b"avif")), ("HEIC", media(b"heic")), ("TIFF", tiff)] {
        let path = folder.path().join("picture");
        fs::write(&path, bytes).unwrap();
        let stderr = refused(penchant().arg("classify").arg(&path).arg("--model").arg(built(MANIFEST)));
        for part in ["image.format", &format!("cannot be read here ({format})"), "JPEG"] {
            assert!(stderr.contains(part), "{format}: {stderr}");
        }
    }
}

#[test]
fn a_picture_of_one_pixel_is_classified() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pixel.png");
    image::RgbaImage::from_pixel(1, 1, image::Rgba([200, 30, 30, 255])).save(&path).unwrap();
    penchant().arg("classify").arg(&path).arg("--model").arg(built(MANIFEST)).assert().success();
}

#[test]
fn inspects_models_and_refuses_other_files() {
    let about = json(penchant().args(["inspect", "--json"]).arg(built(penchant_testing::MODEL)));
    assert_eq!(about["model"]["opset"], 13);
    assert_eq!(about["model"]["inputs"][0][0], "image");
    let folder = tempfile::tempdir().unwrap();
    let damaged = folder.path().join("model.onnx");
    fs::write(&damaged, &penchant_testing::bytes(penchant_testing::MODEL)[..1000]).unwrap();
    assert!(refused(penchant().arg("inspect").arg(&damaged)).contains("model.format"));
    let picture = built("photographs/coffee.png");
    assert!(refused(penchant().arg("inspect").arg(picture)).contains("these bytes are not text"));
}
