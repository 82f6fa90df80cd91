//! Writes `src/wasm/recommend/sample.pack`, the pack inside the module `recommend`, with which a page warms up:
//! `cargo run -p penchant-recommend --features train --example sample_pack`. The test `sample_pack`
//! compares the file with what this writes.

use penchant_base::Result;
use penchant_linear::Csr;
use penchant_recommend::families::TrainingInput;
use penchant_recommend::training::train;
use penchant_recommend::{CatalogBuilder, Interactions};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// The id, title, year and genres of each item.
const ITEMS: [(&str, &str, Option<u16>, &[&str]); 6] = [
    ("a", "A", Some(2000), &["War"]),
    ("b", "B", Some(2001), &["Drama", "War"]),
    ("c", "C", Some(2002), &["Drama"]),
    ("d", "D", Some(2003), &["Comedy"]),
    ("e", "E", None, &[]),
    ("f", "F", Some(2005), &["War"]),
];

/// The items that each user likes.
const LIKES: [[u32; 3]; 4] = [[0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5]];

/// The families of the blend, with fewer factors so that the pack is small.
const MODEL: &str = "ease + 2*als(factors=16) + content + 4..0/5*popularity";

/// The bytes of the pack.
pub fn sample_pack() -> Result<Vec<u8>> {
    let mut builder = CatalogBuilder::new();
    for (id, title, year, genres) in ITEMS {
        builder.push(id, title, year, genres.iter().copied())?;
    }
    let catalog = builder.build()?;
    let cells = LIKES.iter().zip(0..).flat_map(|(items, user)| items.iter().map(move |&item| (user, item, 1.0)));
    let interactions = Interactions::from_likes(Csr::from_triplets(LIKES.len(), ITEMS.len(), cells));
    train(&MODEL.parse()?, &TrainingInput::new(&interactions, &catalog, &[]))?.to_pack()
}

/// Where it is written.
pub fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../wasm/recommend/sample.pack")
}

fn main() -> std::result::Result<(), Box<dyn Error>> {
    fs::write(path(), sample_pack()?)?;
    println!("{}", path().display());
    Ok(())
}
