//! What choosing the model brings on small catalogues cut out of MovieLens, for visitors of whom little is known:
//! `cargo run --release -p penchant-evaluate --example small_catalogues -- [SEEDS] [MODEL …]`, such as `0..20 blend`.
//!
//! A cut has the most liked items and a random part of the users; 60 other users, whose first 1, 3 and 5 likes are known,
//! are held out. For each number of known likes it prints the mean ndcg@10 over the seeds, and the 95 % interval of the
//! difference from the default model, paired by seed. The models are the default, the chosen one and those given.

use penchant_data::{Ratings, read_catalog};
use penchant_evaluate::metrics::{ndcg, paired_bootstrap};
use penchant_linear::{Csr, top_k};
use penchant_recommend::families::TrainingInput;
use penchant_recommend::training::{SMALL_MODEL, choose_model, train};
use penchant_recommend::{Catalog, Interactions, Profile};
use penchant_testing::{ITEMS, RATINGS, built};
use std::cmp::Reverse;
use std::error::Error;
use std::fs::File;
use std::time::{Duration, Instant};

/// Items and users.
const SIZES: [(usize, usize); 3] = [(100, 50), (300, 200), (1000, 474)];
const KNOWN: [usize; 3] = [1, 3, 5];
const HELD_OUT: usize = 60;
const DEPTH: usize = 10;
const CHOSEN: &str = "(chosen)";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (from, to) = arguments.first().map_or("0..20", String::as_str).split_once("..").ok_or("seeds are FROM..TO")?;
    let seeds = from.parse::<u64>()?..to.parse()?;
    let models: Vec<&str> =
        [SMALL_MODEL, CHOSEN].into_iter().chain(arguments.iter().skip(1).map(String::as_str)).collect();
    let ratings = Ratings::read(File::open(built(RATINGS))?, 0)?;
    let catalog = read_catalog(File::open(built(ITEMS))?)?;
    let all = ratings.interactions(ratings.scale.positive_above, &catalog);
    for (items, users) in SIZES {
        let (catalog, likes, sequences) = most_liked(&catalog, &all, items)?;
        // For each model and number of known likes, the value of each seed.
        let mut values = vec![vec![Vec::new(); KNOWN.len()]; models.len()];
        let mut slowest = Duration::ZERO;
        for seed in seeds.clone() {
            let (training, held_out) = cut(&likes, &sequences, users, seed);
            let input = TrainingInput::new(&training, &catalog, &[]);
            for (&model, values) in models.iter().zip(&mut values) {
                let spec = if model == CHOSEN {
                    let began = Instant::now();
                    let chosen = choose_model(&input)?;
                    slowest = slowest.max(began.elapsed());
                    chosen.model.parse()?
                } else {
                    model.parse()?
                };
                let recommender = train(&spec, &input)?;
                for (&known, values) in KNOWN.iter().zip(values) {
                    let of_user = |&user: &u32| {
                        let (known, hidden) = sequences[user as usize].split_at(known);
                        let scores = recommender.scores(&Profile::from_likes(known));
                        let unknown = (0..items as u32).filter(|item| !known.contains(item));
                        ndcg(&top_k(unknown, &scores, DEPTH), hidden, DEPTH)
                    };
                    values.push(held_out.iter().map(of_user).sum::<f64>() / held_out.len() as f64);
                }
            }
        }
        println!("{items} items, {users} users; choosing took at most {} ms", slowest.as_millis());
        for (model, by_known) in models.iter().zip(&values) {
            for (values, default) in by_known.iter().zip(&values[0]) {
                let mean = values.iter().sum::<f64>() / values.len() as f64;
                let difference = paired_bootstrap(values, default, 10_000, 42)?;
                print!("  {mean:.4} [{:+.4}, {:+.4}]", difference.low, difference.high);
            }
            println!("  {model}");
        }
    }
    Ok(())
}

/// The most liked items alone: the catalogue, the likes, and each user's likes in the order of time.
fn most_liked(catalog: &Catalog, all: &Interactions, count: usize) -> Result<(Catalog, Csr, Vec<Vec<u32>>)> {
    let likers = all.likes.transpose();
    let mut items = all.liked_items();
    items.sort_by_key(|&item| Reverse(likers.row(item as usize).len()));
    items.truncate(count);
    items.sort_unstable();
    let index = |item: &u32| Some(items.binary_search(item).ok()? as u32);
    let sequences = all.sequences.iter().map(|sequence| sequence.iter().filter_map(index).collect()).collect();
    Ok((catalog.select(items.iter().copied())?, likers.rows(&items).transpose(), sequences))
}

/// Random users to train on, and others to hold out, with more likes than are known.
fn cut(likes: &Csr, sequences: &[Vec<u32>], users: usize, seed: u64) -> (Interactions, Vec<u32>) {
    let mut order: Vec<u32> = (0..likes.height() as u32).collect();
    fastrand::Rng::with_seed(seed).shuffle(&mut order);
    let likes_of = |user: &u32| sequences[*user as usize].len();
    let enough = order.iter().copied().filter(|user| likes_of(user) > KNOWN[KNOWN.len() - 1]);
    let held_out: Vec<u32> = enough.take(HELD_OUT).collect();
    let others = order.iter().copied().filter(|user| !held_out.contains(user) && likes_of(user) > 0);
    let trained: Vec<u32> = others.take(users).collect();
    let sequences = trained.iter().map(|&user| sequences[user as usize].clone()).collect();
    (Interactions { sequences, ..Interactions::from_likes(likes.rows(&trained)) }, held_out)
}
