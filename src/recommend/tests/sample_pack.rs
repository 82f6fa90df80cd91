//! The pack inside the module `recommend`, with which a page warms up, is the one that the example `sample_pack`
//! writes, and has the families of the default blend.
#![allow(missing_docs, clippy::unwrap_used)]

use penchant_recommend::training::{BLEND, ModelSpec};
use penchant_recommend::{Profile, RecommendOptions, Recommender};
use std::fs;

#[path = "../examples/sample_pack.rs"]
#[allow(dead_code)]
mod example;

const HINT: &str = "write src/wasm/recommend/sample.pack anew: \
                    cargo run -p penchant-recommend --features train --example sample_pack";

fn sample_pack() -> Recommender {
    Recommender::open(fs::read(example::path()).expect(HINT)).expect(HINT)
}

/// Not compared byte for byte: the last digit of ALS's factors differs between processors.
#[test]
fn the_sample_pack_is_the_one_that_the_example_writes() {
    let (found, expected) = (sample_pack(), Recommender::open(example::sample_pack().unwrap()).unwrap());
    assert_eq!(found.manifest(), expected.manifest(), "{HINT}");
    assert_eq!(found.catalog(), expected.catalog(), "{HINT}");
    for item in 0..found.catalog().len() as u32 {
        let profile = Profile::from_likes(&[item]);
        let scores = found.scores(&profile).into_iter().zip(expected.scores(&profile));
        scores.for_each(|(found, expected)| assert!((found - expected).abs() < 0.01, "{found}, {expected}: {HINT}"));
    }
}

#[test]
fn the_sample_pack_has_the_families_of_the_blend() {
    let recommender = sample_pack();
    let families: Vec<_> = recommender.manifest().models.iter().map(|model| &model.family[..]).collect();
    let blend: Vec<_> = BLEND.parse::<ModelSpec>().unwrap().terms.iter().map(|term| term.family).collect();
    assert_eq!(families, blend, "change MODEL in examples/sample_pack.rs, then {HINT}");
    let item = recommender.catalog().require("a").unwrap();
    let picks = recommender.recommend(&Profile::from_likes(&[item]), &RecommendOptions::default()).unwrap();
    assert_eq!(picks.len(), 5);
}
