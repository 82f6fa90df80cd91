//! Counts the neighbours of MovieLens' 200 most liked films that share a word of the title and no liker, among the ten
//! most similar of each: `cargo run --release -p penchant-evaluate --example similar_items -- [MODEL] [FILM …]`. With
//! words of titles it prints the neighbours of the films that have them.

use penchant_data::{Ratings, read_catalog};
use penchant_evaluate::SimilarItems;
use penchant_recommend::Recommender;
use penchant_recommend::families::TrainingInput;
use penchant_recommend::training::{BLEND, train};
use penchant_testing::{ITEMS, RATINGS, built};
use std::error::Error;
use std::fs::File;

const KNOWN: usize = 200;
const NEIGHBOURS: usize = 10;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let model = arguments.first().map_or(BLEND, String::as_str);
    let ratings = Ratings::read(File::open(built(RATINGS))?, 0)?;
    let catalog = read_catalog(File::open(built(ITEMS))?)?;
    let interactions = ratings.interactions(ratings.scale.positive_above, &catalog);
    let trained = train(&model.parse()?, &TrainingInput::new(&interactions, &catalog, &[]))?;
    // As a page has it.
    let recommender = Recommender::open(trained.to_pack()?)?;
    let counts = SimilarItems::measure(&recommender, &interactions, KNOWN, NEIGHBOURS)?;
    println!(
        "{model}: {} neighbours; {} without a common liker; {} of these share a word of the title",
        counts.pairs,
        counts.without_common_liker,
        counts.by_title_alone.len()
    );
    let titled = |part: &String| {
        (0..catalog.len() as u32).find(|&item| catalog.item(item).title.to_lowercase().contains(&part.to_lowercase()))
    };
    for item in arguments.iter().skip(1).filter_map(titled) {
        println!("{}", catalog.item(item).title);
        for (other, score) in recommender.similar_items(item, NEIGHBOURS)? {
            println!("  {score:.3} {}", catalog.item(other).title);
        }
    }
    Ok(())
}
