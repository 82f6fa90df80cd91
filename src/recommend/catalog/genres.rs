//! Statistics of genres: their shares among items, and the overlap of two items.

use super::items::Catalog;

impl Catalog {
    /// The share of each genre among weighted items. An item's weight is divided evenly among its genres. The shares
    /// sum to 1, or to 0 if no item has both a genre and a weight.
    ///
    /// Panics if an item is past the end, as indexing does.
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

/// The Jaccard similarity of two items' genres: the share of all their genres that both have. `None` if neither item
/// has a genre.
pub fn genre_overlap(a: &[u16], b: &[u16]) -> Option<f64> {
    let both = a.iter().filter(|genre| b.contains(genre)).count();
    let either = a.len() + b.len() - both;
    (either > 0).then(|| both as f64 / either as f64)
}
