//! What items say of themselves, as numbers: genres, the decade, the words of their titles, tags and
//! descriptions, weighted by TF-IDF (G. Salton and C. Buckley, 1988). It knows items that nobody has met.

use crate::families::ranking::similarity::Weighting;
use crate::families::training::Training;
use penchant_linear::Csr;
use std::collections::HashMap;

/// Features kept, the most common ones: an index of one takes 16 bits in a pack.
const MAX_FEATURES: usize = u16::MAX as usize;

/// Items × features, each row of length 1 (or 0, for an item that says nothing).
pub(super) fn features(training: &Training<'_>) -> Csr {
    let weighted = Weighting::TfIdf.apply(&counts(training));
    let lengths: Vec<f32> = (0..weighted.height())
        .map(|item| weighted.entries(item).map(|(_, value)| value * value).sum::<f32>().sqrt())
        .collect();
    weighted.map(|item, _, value| if lengths[item] > 0.0 { value / lengths[item] } else { 0.0 })
}

/// How often each item has each feature. What only one item has would say nothing of another.
fn counts(training: &Training<'_>) -> Csr {
    let mut places: HashMap<String, u32> = HashMap::new();
    let mut cells = Vec::new();
    for item in 0..training.catalog.len() as u32 {
        let shown = training.catalog.item(item);
        let genres = training.catalog.genres(item).map(|genre| format!("genre {genre}"));
        let decade = shown.year.map(|year| format!("decade {}", year / 10));
        let text = training.texts.get(item as usize).map_or("", String::as_str);
        for feature in genres.chain(decade).chain(words(shown.title)).chain(words(text)) {
            let next = places.len() as u32;
            cells.push((*places.entry(feature).or_insert(next), item));
        }
    }
    cells.sort_unstable();
    // Features × items, the value being how often.
    let repeated = cells.chunk_by(|a, b| a == b).map(|cell| (cell[0].0, cell[0].1, cell.len() as f32));
    let by_feature = Csr::from_triplets(places.len(), training.catalog.len(), repeated);
    let mut common: Vec<u32> =
        (0..places.len() as u32).filter(|&feature| by_feature.row(feature as usize).len() > 1).collect();
    common.sort_by_key(|&feature| std::cmp::Reverse(by_feature.row(feature as usize).len()));
    common.truncate(MAX_FEATURES);
    by_feature.rows(&common).transpose()
}

/// Words of more than three letters, in lower case: shorter ones are mostly articles and prepositions.
fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| word.chars().count() > 3);
    words.map(str::to_lowercase)
}
