//! `penchant pack` makes of numbers trained elsewhere the pack that `train` would have made of them.
#![allow(missing_docs, clippy::unwrap_used)]

#[path = "../../data/tests/common/tables.rs"]
#[allow(dead_code, missing_docs)]
mod tables;

use assert_cmd::Command;
use safetensors::SafeTensors;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Output;
use tables::{floats, parquet_of_factors, safetensors, whole};

fn penchant(args: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_penchant")).args(args).current_dir(folder).output().unwrap()
}

fn done(args: &[&str], folder: &Path) -> Output {
    let output = penchant(args, folder);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

fn refused(args: &[&str], folder: &Path) -> String {
    let output = penchant(args, folder);
    assert!(!output.status.success() && output.stdout.is_empty(), "{args:?}");
    String::from_utf8(output.stderr).unwrap()
}

fn json(args: &[&str], folder: &Path) -> Value {
    serde_json::from_slice(&done(args, folder).stdout).unwrap()
}

/// Items and scores of the picks for one history.
fn picks(pack: &str, folder: &Path) -> Vec<(String, f64)> {
    let said =
        json(&["recommend", pack, "--like", "3", "--like", "11", "--dislike", "7", "-n", "20", "--json"], folder);
    let pick = |pick: &Value| (pick["item"].as_str().unwrap().to_owned(), pick["score"].as_f64().unwrap());
    said["picks"].as_array().unwrap().iter().map(pick).collect()
}

fn assert_same(a: &[(String, f64)], b: &[(String, f64)]) {
    assert_eq!(a.len(), b.len());
    for ((item, score), (other, other_score)) in a.iter().zip(b) {
        assert!(item == other && (score - other_score).abs() < 1e-5, "{item} {score}, {other} {other_score}");
    }
}

/// Ratings of 40 users of 30 items, whose ids run from 1, and the items.
fn tables(folder: &Path) {
    let liked = |user: usize, item: usize| (user * 7 + item * item) % 11 < 3 || user % 5 == item % 5;
    let pairs = (0..40).flat_map(|user| (1..=30).map(move |item| (user, item)));
    let rows: String =
        pairs.filter(|&(user, item)| liked(user, item)).map(|(user, item)| format!("{user},{item}\n")).collect();
    fs::write(folder.join("ratings.csv"), format!("user,item\n{rows}")).unwrap();
    let items: String = (1..=30).map(|item| format!("{item},Film {item} (19{:02})\n", 60 + item)).collect();
    fs::write(folder.join("items.csv"), format!("id,title\n{items}")).unwrap();
}

const TRAIN: [&str; 7] = ["train", "ratings.csv", "--items", "items.csv", "--positive-above", "0", "--model"];

#[test]
fn factors_of_our_own_come_back_as_the_same_pack() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    tables(folder);
    done(&[&TRAIN[..], &["als(factors=8, alpha=3, regularization=2)", "-o", "trained.pack"]].concat(), folder);
    let bytes = fs::read(folder.join("trained.pack")).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let scales = tensors.tensor("als.scales").unwrap().data().as_chunks::<4>().0.to_vec();
    let packed = tensors.tensor("als.factors").unwrap().data().to_vec();
    let rows: Vec<Vec<f32>> = packed
        .chunks_exact(8)
        .zip(scales)
        .map(|(row, scale)| row.iter().map(|&number| f32::from(number as i8) * f32::from_le_bytes(scale)).collect())
        .collect();
    let ids: Vec<i32> = (1..=30).collect();

    // As `model.save` of Spark leaves it, in another order than the catalogue's.
    let spark = folder.join("model/itemFactors");
    fs::create_dir_all(&spark).unwrap();
    fs::write(spark.join("part-00000-x.snappy.parquet"), parquet_of_factors(&ids[20..], &rows[20..])).unwrap();
    fs::write(spark.join("part-00001-x.snappy.parquet"), parquet_of_factors(&ids[..20], &rows[..20])).unwrap();
    fs::write(spark.join(".part-00000-x.snappy.parquet.crc"), "crc").unwrap();
    fs::write(spark.join("_SUCCESS"), "").unwrap();
    let tensor = || floats("item_factors", &[30, 8], &rows.concat());
    let wide: Vec<i64> = ids.iter().map(|&id| id.into()).collect();
    fs::write(folder.join("with-ids.safetensors"), safetensors(&[tensor(), whole("item_ids", &wide)])).unwrap();
    fs::write(folder.join("without.safetensors"), safetensors(&[tensor()])).unwrap();

    let expected = picks("trained.pack", folder);
    assert_eq!(expected.len(), 20);
    for from in [&["model/itemFactors"][..], &["with-ids.safetensors"], &["without.safetensors", "--ids", "items.csv"]]
    {
        let flags = ["--items", "items.csv", "--alpha", "3", "--regularization", "2", "-o", "made.pack", "--json"];
        let said = json(&[&["pack", "--factors"], from, &flags].concat(), folder);
        assert_eq!((&said["items"], &said["models"]["als"]["per_item"]), (&30.into(), &8.into()), "{said}");
        assert_same(&expected, &picks("made.pack", folder));
    }
    let said = json(&["inspect", "made.pack", "--json"], folder);
    assert_eq!(said["pack"]["models"][0]["family"], "als");
    assert!(String::from_utf8(done(&["inspect", "made.pack"], folder).stdout).unwrap().contains("trained elsewhere"));
    let said = refused(&["pack", "--factors", "model", "-o", "x.pack"], folder);
    assert!(said.contains("data.empty") && said.contains("the folder has no file"), "{said}");
    let said = refused(&["pack", "--factors", "without.safetensors", "-o", "x.pack"], folder);
    assert!(said.contains("data.format") && said.contains("--ids"), "{said}");
    assert!(!folder.join("x.pack").exists());
}

#[test]
fn factors_and_neighbours_add_up_as_trained_ones_do() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    tables(folder);
    done(
        &[&TRAIN[..], &["als(factors=4, alpha=3, regularization=2) + 0.5*items", "-o", "trained.pack"]].concat(),
        folder,
    );
    let bytes = fs::read(folder.join("trained.pack")).unwrap();
    let tensors = SafeTensors::deserialize(&bytes).unwrap();
    let words = |name: &str| -> Vec<[u8; 4]> { tensors.tensor(name).unwrap().data().as_chunks::<4>().0.to_vec() };
    let single = |name: &str| words(name).into_iter().map(f32::from_le_bytes).collect::<Vec<_>>();
    let places = |name: &str| words(name).into_iter().map(u32::from_le_bytes).collect::<Vec<_>>();
    let bytes_of = |name: &str| tensors.tensor(name).unwrap().data().iter().map(|&byte| byte as i8).collect::<Vec<_>>();

    let scales = single("als.scales");
    let rows: Vec<String> = bytes_of("als.factors")
        .chunks_exact(4)
        .zip(&scales)
        .map(|(row, scale)| {
            row.iter().map(|&number| (f32::from(number) * scale).to_string()).collect::<Vec<_>>().join("|")
        })
        .collect();
    let factors: String = rows.iter().zip(1..).map(|(row, id)| format!("{id},{row}\n")).collect();
    fs::write(folder.join("factors.csv"), format!("id,features\n{factors}")).unwrap();
    let (offsets, scales, weights) = (places("items.offsets"), single("items.scales"), bytes_of("items.weights"));
    // With so few items each gap is one byte: how many are skipped since the target before.
    let mut targets: Vec<u32> = bytes_of("items.gaps").iter().map(|&gap| gap as u32).collect();
    for row in offsets.windows(2) {
        (row[0] as usize + 1..row[1] as usize).for_each(|place| targets[place] += targets[place - 1] + 1);
    }
    let pair = |(item, place): (usize, u32)| {
        let target = targets[place as usize] as usize;
        let weight = f32::from(weights[place as usize]) * scales[target];
        format!("{},{},{weight}\n", item + 1, target + 1)
    };
    let pairs =
        offsets.windows(2).enumerate().flat_map(|(item, ends)| (ends[0]..ends[1]).map(move |place| (item, place)));
    let pairs: String = pairs.map(pair).collect();
    fs::write(folder.join("neighbours.csv"), format!("item,neighbour,similarity\n{pairs}")).unwrap();

    let pack = ["pack", "--factors", "factors.csv", "--neighbours", "neighbours.csv", "--items", "items.csv", "-o"];
    let with =
        |more: &[&'static str]| [&pack[..], &["made.pack", "--alpha", "3", "--regularization", "2"], more].concat();
    done(&with(&["--model", "als + 0.5*items"]), folder);
    assert_same(&picks("trained.pack", folder), &picks("made.pack", folder));
    for (model, part) in [
        ("als", "leaves \"items\" out"),
        ("als + ease", "\"ease\" is neither"),
        ("als(alpha=8) + items", "--alpha and --regularization alone"),
        ("als + magic", "no model \"magic\""),
    ] {
        assert!(refused(&with(&["--model", model]), folder).contains(part), "{model}");
    }
    assert!(refused(&["pack", "-o", "x.pack"], folder).contains("--factors"));
}

#[test]
fn what_is_left_out_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("factors.csv"), "id,features\na,1|2\nb,2|1\nz,1|1\n").unwrap();
    fs::write(folder.join("neighbours.csv"), "item,neighbour,weight\na,b,0.5\nb,a,1\nb,b,1\nb,z,1\n").unwrap();
    fs::write(folder.join("films.jsonl"), "{\"id\":\"b\",\"title\":\"Bee\"}\n{\"id\":\"a\"}\n{\"id\":\"c\"}\n")
        .unwrap();
    fs::write(folder.join("terms.txt"), "Ours.\n").unwrap();
    let both = ["pack", "--factors", "factors.csv", "--neighbours", "neighbours.csv", "--items", "films.jsonl"];
    let output =
        done(&[&both[..], &["-o", "p.pack", "--name", "bees", "--notice", "terms.txt", "--json"]].concat(), folder);
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["models"]["als"], serde_json::json!({ "per_item": 2, "items_without": 1, "unknown_ids": 1 }));
    assert_eq!(said["models"]["items"], serde_json::json!({ "weights": 2, "items_without": 1, "unknown_ids": 1 }));
    let warned = String::from_utf8(output.stderr).unwrap();
    for part in
        ["1 items have no factors and score 0", "factors of 1 ids were left out", "1 weights of items on themselves"]
    {
        assert!(warned.contains(part), "{part:?} is not in {warned}");
    }
    let about = json(&["inspect", "p.pack", "--json"], folder);
    assert_eq!((&about["pack"]["name"], &about["pack"]["notice"]), (&"bees".into(), &"Ours.\n".into()));

    // Without a table of items, ids are titles: those of both, each once.
    let said = json(&[&both[..5], &["-o", "q.pack", "--json"]].concat(), folder);
    assert_eq!(said["items"], 3);
    let said = json(&["recommend", "q.pack", "--like", "a", "--json"], folder);
    assert_eq!(said["picks"][0]["title"], "b");
}
