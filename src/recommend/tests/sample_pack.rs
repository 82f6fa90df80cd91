//! The pack inside the module `recommend`, with which a page warms up: it must be read by this version, and hold the
//! models of the shipped blend. Where it is missing, it is made anew.
#![allow(missing_docs, clippy::unwrap_used)]

use penchant_data::{Ratings, read_catalog};
use penchant_recommend::Profile;
use penchant_recommend::families::Training;
use penchant_recommend::training::{BLEND, Spec, train};
use penchant_recommend::{Options, Recommender};
use std::fs;

/// Four users who each like three of six items.
const RATINGS: &str =
    "user,item,rating\nu,a,5\nu,b,5\nu,c,5\nv,b,5\nv,c,5\nv,d,5\nw,c,5\nw,d,5\nw,e,5\nx,d,5\nx,e,5\nx,f,5\n";
const ITEMS: &str =
    "item,title,year,genres\na,A,2000,War\nb,B,2001,Drama|War\nc,C,2002,Drama\nd,D,2003,Comedy\ne,E,,\nf,F,2005,War\n";

/// Of fewer factors, to be small.
const MODEL: &str = "ease + 2*als(factors=16) + content + 4..0/5*popularity";

#[test]
fn is_of_this_version_and_has_the_models_of_the_blend() {
    let path = penchant_testing::root().join("src/wasm/recommend/sample.pack");
    if !path.exists() {
        fs::write(&path, made().to_pack().unwrap()).unwrap();
    }
    let recommender = Recommender::open(fs::read(path).unwrap()).expect("delete it, and run this test again");
    let families: Vec<_> = recommender.manifest().models.iter().map(|model| &model.family[..]).collect();
    let blend: Vec<_> = BLEND.parse::<Spec>().unwrap().terms.iter().map(|term| term.family).collect();
    assert_eq!(families, blend, "delete it, change MODEL, and run this test again");
    let item = recommender.catalog().require("a").unwrap();
    assert_eq!(recommender.recommend(&Profile::of_likes(&[item]), &Options::default()).unwrap().len(), 5);
}

fn made() -> Recommender {
    let ratings = Ratings::read(RATINGS.as_bytes(), 0).unwrap();
    let catalog = read_catalog(ITEMS.as_bytes()).unwrap();
    let interactions = ratings.interactions(3.5, &catalog);
    let training = Training::new(&interactions, &catalog, &[]);
    train(&MODEL.parse().unwrap(), &training).unwrap()
}
