//! A visitor's taste as the models see it, for people to read: genres and items.

use super::rank::Recommender;
use crate::history::Profile;
use penchant_linear::top_k;

/// A visitor's taste as the models see it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TasteProfile {
    /// The genres of the history and of the highest-scored items, the largest share of the latter first.
    pub genres: Vec<GenreTaste>,
    /// The items with the highest scores, known ones included, with their scores.
    pub items: Vec<(u32, f32)>,
}

/// The share of one genre in a taste. The shares of all genres sum to 1, unless no item has a genre.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct GenreTaste {
    /// Its index: see [`crate::Catalog::genre_name`].
    pub genre: u16,
    /// Its share among what the visitor likes, by weight.
    pub history: f32,
    /// Its share among the items with the highest scores.
    pub recommended: f32,
}

/// The number of highest-scored items whose genres are counted.
const DEPTH: usize = 100;

impl Recommender {
    /// The taste that the models see in a history, with the `n` highest-scored items; empty if the history has no item
    /// with a weight.
    pub fn taste_profile(&self, profile: &Profile, n: usize) -> TasteProfile {
        if profile.items.is_empty() {
            return TasteProfile::default();
        }
        let catalog = self.catalog();
        let scores = self.scores(profile);
        let best = top_k(0..catalog.len() as u32, &scores, DEPTH.max(n));
        let to_f32 = |shares: Vec<f64>| shares.into_iter().map(|share| share as f32).collect::<Vec<_>>();
        let history = to_f32(catalog.genre_shares(profile.liked()));
        let recommended = to_f32(catalog.genre_shares(best.iter().take(DEPTH).map(|&item| (item, 1.0))));
        let present = (0..catalog.genre_count() as u32)
            .filter(|&genre| history[genre as usize] > 0.0 || recommended[genre as usize] > 0.0);
        let genres = top_k(present, &recommended, catalog.genre_count()).into_iter().map(|genre| GenreTaste {
            genre: genre as u16,
            history: history[genre as usize],
            recommended: recommended[genre as usize],
        });
        let genres = genres.collect();
        let items = best.into_iter().take(n).map(|item| (item, scores[item as usize])).collect();
        TasteProfile { genres, items }
    }
}
