//! Features of items: their genres, decade, and the words of their titles, tags and descriptions, weighted by TF-IDF
//! (G. Salton and C. Buckley, "Term-weighting approaches in automatic text retrieval", 1988). Items without likes have
//! features too.

use super::input::TrainingInput;
use super::similarity::Weighting;
use penchant_linear::Csr;
use std::collections::HashMap;

/// The number of features kept, the most common ones: a feature's index has 16 bits in a pack.
const MAX_FEATURES: usize = u16::MAX as usize;

/// Items × features, each row of length 1, or of length 0 for an item without features.
pub(in crate::families) fn features(input: &TrainingInput<'_>) -> Csr {
    let weighted = Weighting::TfIdf.apply(&counts(input));
    let lengths: Vec<f32> = (0..weighted.height())
        .map(|item| weighted.entries(item).map(|(_, value)| value * value).sum::<f32>().sqrt())
        .collect();
    weighted.map(|item, _, value| if lengths[item] > 0.0 { value / lengths[item] } else { 0.0 })
}

/// How often each item has each feature, items × features. Features of a single item are left out: they say nothing
/// about another item.
fn counts(input: &TrainingInput<'_>) -> Csr {
    let mut indices: HashMap<String, u32> = HashMap::new();
    let mut cells = Vec::new();
    for item in 0..input.catalog.len() as u32 {
        let shown = input.catalog.item(item);
        let genres = input.catalog.genres(item).map(|genre| format!("genre {genre}"));
        let decade = shown.year.map(|year| format!("decade {}", year / 10));
        let text = input.texts.get(item as usize).map_or("", String::as_str);
        for feature in genres.chain(decade).chain(words(shown.title)).chain(words(text)) {
            let next = indices.len() as u32;
            cells.push((*indices.entry(feature).or_insert(next), item));
        }
    }
    cells.sort_unstable();
    // Features × items.
    let repeated = cells.chunk_by(|a, b| a == b).map(|cell| (cell[0].0, cell[0].1, cell.len() as f32));
    let by_feature = Csr::from_triplets(indices.len(), input.catalog.len(), repeated);
    let mut common: Vec<u32> =
        (0..indices.len() as u32).filter(|&feature| by_feature.row(feature as usize).len() > 1).collect();
    common.sort_by_key(|&feature| std::cmp::Reverse(by_feature.row(feature as usize).len()));
    common.truncate(MAX_FEATURES);
    by_feature.rows(&common).transpose()
}

/// The words of more than three letters, in lower case: shorter ones are mostly articles and prepositions.
fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| word.chars().count() > 3);
    words.map(str::to_lowercase)
}
