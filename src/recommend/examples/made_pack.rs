//! Writes a generated catalogue of any size for `./build.sh bench recommend`: a pack, and a file with the same factors
//! as little-endian f32. Prints a history of likes as JSON. The arguments are the number of items, the number of
//! factors and the two files.

use penchant_linear::Csr;
use penchant_recommend::Interactions;
use penchant_recommend::Recommender;
use penchant_recommend::families::{self, RankingModel, Trainer, TrainingInput};
use penchant_recommend::pack::{PackManifest, TrainingSummary};
use penchant_recommend::training::ModelSpec;
use penchant_recommend::{Catalog, CatalogBuilder};
use serde_json::json;
use std::collections::BTreeSet;
use std::error::Error;
use std::{env, fs};

const GENRES: usize = 20;
const HISTORY: usize = 50;
/// The number of an item's likes falls with this power of its rank.
const POWER: f32 = 0.8;
const ALPHA: f32 = 5.0;
const REGULARIZATION: f32 = 20.0;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let [items, factors, pack, factors_out] = &arguments[..] else {
        return Err("usage: made_pack ITEMS FACTORS PACK_OUT FACTORS_OUT".into());
    };
    let (items, factors): (usize, usize) = (items.parse()?, factors.parse()?);
    let mut random = fastrand::Rng::with_seed(42);
    // The items in the order of their popularity.
    let mut ranked: Vec<u32> = (0..items as u32).collect();
    random.shuffle(&mut ranked);

    let catalog = catalog(items, &mut random)?;
    let rows = rows(&ranked, factors, &mut random);
    fs::write(factors_out, rows.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<_>>())?;
    let mut history = BTreeSet::new();
    while history.len() < HISTORY.min(items) {
        history.insert(liked(&ranked, &mut random));
    }
    println!("{}", json!({ "alpha": ALPHA, "regularization": REGULARIZATION, "history": history }));

    let users = items.div_ceil(5);
    let likes = (0..items * 2).map(|like| ((like % users) as u32, liked(&ranked, &mut random), 1.0));
    let interactions = Interactions::from_likes(Csr::from_triplets(users, items, likes));
    // With 50 likes, the weight of popularity is 0 in the scores, but it is still used for novelty.
    let spec: ModelSpec = format!("als(factors={factors}) + 1..0/5*popularity").parse()?;
    let als = families::from_factors(rows, factors, ALPHA, REGULARIZATION)?;
    let training = TrainingInput::new(&interactions, &catalog, &[]);
    let models = vec![als, popularity(&spec, &training)?];
    let trained_on = TrainingSummary { users, interactions: interactions.likes.len(), ..TrainingSummary::default() };
    let manifest = PackManifest {
        name: format!("made-{items}"),
        models: spec.model_entries()?,
        trained_on,
        ..PackManifest::default()
    };
    fs::write(pack, Recommender::new(catalog, models, manifest).to_pack()?)?;
    Ok(())
}

/// A random item by the power law, from a uniform number by the inverse of its distribution.
fn liked(ranked: &[u32], random: &mut fastrand::Rng) -> u32 {
    let rank = random.f32().powf(1.0 / (1.0 - POWER)) * ranked.len() as f32;
    ranked[(rank as usize).min(ranked.len() - 1)]
}

/// The id of an item is the digits of its index reversed: ids are not sorted, and easy to compute.
fn catalog(items: usize, random: &mut fastrand::Rng) -> penchant_base::Result<Catalog> {
    let names: Vec<_> = (1..=GENRES).map(|genre| format!("Genre {genre}")).collect();
    let mut builder = CatalogBuilder::new();
    for index in 0..items {
        let id: String = format!("{index:07}").chars().rev().collect();
        let title = format!("Made {:x}", random.u32(..));
        let (year, count) = (random.u16(1920..=2025), random.usize(1..=3));
        let genres = random.choose_multiple(&names, count);
        builder.push(&id, &title, Some(year), genres.iter().map(|name| name.as_str()))?;
    }
    builder.build()
}

/// Random factors, longer for items with more likes. They are multiples of what int8 represents, so that the pack and
/// the plain file agree.
fn rows(ranked: &[u32], factors: usize, random: &mut fastrand::Rng) -> Vec<f32> {
    let mut rows = vec![0.0; ranked.len() * factors];
    for (rank, &item) in ranked.iter().enumerate() {
        let length = (rank as f32 + 1.0).powf(-POWER / 4.0);
        let row = &mut rows[item as usize * factors..][..factors];
        row.fill_with(|| length * (random.f32() - 0.5));
        let unit = row.iter().fold(0.0f32, |largest, number| largest.max(number.abs())) / 127.0;
        row.iter_mut().for_each(|number| *number = (*number / unit).round() * unit);
    }
    rows
}

fn popularity(spec: &ModelSpec, training: &TrainingInput<'_>) -> Result<Box<dyn RankingModel>, Box<dyn Error>> {
    let term = spec.terms.iter().find(|term| term.family == "popularity").ok_or("the model has no term popularity")?;
    match families::find(term.family).map(|family| &family.train) {
        Some(Trainer::Ranking(train)) => Ok(train(training, &term.parameters)?),
        _ => Err("popularity does not rank".into()),
    }
}
