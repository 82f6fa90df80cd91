//! Statistics of genres: their shares among items, and how much two items have in common.

use super::items::Catalog;

impl Catalog {
    /// How much of these items each genre has, an item spreading its weight evenly over its genres; all together
    /// 1, or 0 if no item has a genre and a weight.
    pub fn genre_shares(&self, items: impl IntoIterator<Item = (u32, f32)>) -> Vec<f64> {
        let mut shares = vec![0.0; self.genre_count()];
        for (item, weight) in items {
            let genres = self.genre_indices(item);
            genres.iter().for_each(|&genre| shares[usize::from(genre)] += f64::from(weight) / genres.len() as f64);
        }
        let total: f64 = shares.iter().sum();
        if total > 0.0 {
            shares.iter_mut().for_each(|share| *share /= total);
        }
        shares
    }
}

/// The share of two items' genres that both have (Jaccard); `None` if neither has any.
pub fn genre_overlap(a: &[u16], b: &[u16]) -> Option<f64> {
    let both = a.iter().filter(|genre| b.contains(genre)).count();
    let either = a.len() + b.len() - both;
    (either > 0).then(|| both as f64 / either as f64)
}
