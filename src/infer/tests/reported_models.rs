//! Small models made after public reports of other engines' faults, in `cases/`: each gives what onnxruntime gives.
#![allow(missing_docs, clippy::unwrap_used)]

#[path = "../examples/conformance/case.rs"]
mod case;
mod common;

use common::*;
use penchant_infer::{Session, SessionOptions, Tensor};
use std::fs;
use std::path::PathBuf;

#[test]
fn each_model_gives_the_numbers_that_are_expected() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases");
    let cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(cases.len(), 22);
    for case in cases {
        assert_eq!(case::run(&case, 0).unwrap().difference, None, "{}", case.display());
    }
}

/// Random numbers have no expected values: their mean and spread are right, and the same seed gives the same ones.
#[test]
fn random_numbers_have_the_distribution_and_the_seed_that_were_asked_for() {
    let mut attributes = vec![];
    for (name, f) in [("mean", 3.0), ("scale", 2.0)] {
        let kind = tract_onnx::pb::attribute_proto::AttributeType::Float as i32;
        attributes.push(tract_onnx::pb::AttributeProto { name: name.into(), r#type: kind, f, ..Default::default() });
    }
    let file = file(graph(&[10_000], vec![node("RandomNormalLike", &["x"], &["y"], attributes)], vec![]));
    let numbers = |seed| -> Vec<f64> {
        let session = Session::load(file.clone(), &SessionOptions { seed, ..SessionOptions::default() }).unwrap();
        let zeros = Tensor::of_f32(&[10_000], &[0.0; 10_000]).unwrap();
        session.run([("x".to_owned(), zeros)].into()).unwrap()[0].1.numbers()
    };
    let (one, same, other) = (numbers(1), numbers(1), numbers(2));
    assert_eq!(one, same);
    assert_ne!(one, other);
    let mean = one.iter().sum::<f64>() / 10_000.0;
    let spread = (one.iter().map(|number| (number - mean).powi(2)).sum::<f64>() / 10_000.0).sqrt();
    assert!((mean - 3.0).abs() < 0.1 && (spread - 2.0).abs() < 0.1, "{mean} ± {spread}");
}
