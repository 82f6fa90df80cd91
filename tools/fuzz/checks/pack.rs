//! Any bytes as a pack, without its checksum: they are refused, or the recommender runs on them without a panic. A test
//! of the recommender compiles this too, and checks damaged packs with it.

use penchant_recommend::{Controls, Profile, RecommendOptions, Recommender};

/// Fails if these bytes as a pack stop the recommender; returns whether they were opened.
pub fn check(bytes: &[u8]) -> bool {
    let Ok(recommender) = Recommender::parse(bytes.to_vec().into()) else { return false };
    let items = recommender.catalog().len() as u32;
    let profile = Profile::from_likes(&(0..items.min(3)).collect::<Vec<_>>());
    let controls = Controls { diversity: 0.3, calibration: 0.3, exploration: 0.1, ..Controls::default() };
    for controls in [Controls::default(), controls] {
        let options = RecommendOptions { n: 5, controls, ..RecommendOptions::default() };
        let picks = recommender.recommend(&profile, &options).expect("these options are valid for any pack");
        assert!(picks.len() <= 5);
    }
    for item in 0..items.min(100) {
        let link = recommender.catalog().details(item).link;
        assert!(link.is_none_or(|link| link.starts_with("http://") || link.starts_with("https://")));
    }
    if items > 0 {
        recommender.similar_items(0, 5).expect("there is an item 0");
        // The pack may lack a model that predicts ratings.
        let _ = recommender.predict(&profile, &[0]);
    }
    true
}
