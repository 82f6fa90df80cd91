//! Any bytes as a pack, past its checksum: they are refused, or what was read recommends without a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use penchant_recommend::history::Profile;
use penchant_recommend::pack;
use penchant_recommend::recommender::{Controls, Options, Recommender};

fuzz_target!(|bytes: &[u8]| {
    let Ok(contents) = pack::parse(bytes.to_vec()) else { return };
    let recommender = Recommender::from(contents);
    let items = recommender.catalog().len() as u32;
    let profile = Profile::of_likes(&(0..items.min(3)).collect::<Vec<_>>());
    let controls = Controls { diversity: 0.3, calibration: 0.3, exploration: 0.1, ..Controls::default() };
    for controls in [Controls::default(), controls] {
        let options = Options { n: 5, controls, ..Options::default() };
        let picks = recommender.recommend(&profile, &options).expect("these options suit any pack");
        assert!(picks.len() <= 5);
    }
    if items > 0 {
        recommender.similar_items(0, 5).expect("there is an item 0");
        // It has something that predicts ratings, or says that it has not.
        let _ = recommender.predict(&profile, &[0]);
    }
});
