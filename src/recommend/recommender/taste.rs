//! What the models think that a visitor likes, to be read by people: genres, and items that stand for them.

use super::rank::Recommender;
use crate::history::Profile;
use penchant_linear::top_k;

/// A visitor's taste.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TasteProfile {
    /// The genres of the history or of what is recommended, the most recommended first.
    pub genres: Vec<GenreTaste>,
    /// The items that the models rate highest, known ones included, with their scores.
    pub items: Vec<(u32, f32)>,
}

/// How much of a taste is of one genre. Shares of all genres add up to 1, unless no item has a genre.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct GenreTaste {
    /// Its index: see [`crate::catalog::Catalog::genre_name`].
    pub genre: u16,
    /// Of what the visitor likes, by weight.
    pub history: f32,
    /// Of the items that the models rate highest.
    pub recommended: f32,
}

/// Items that speak for the models.
const DEPTH: usize = 100;

impl Recommender {
    /// What the models make of a history; empty if they make nothing of it.
    pub fn taste_profile(&self, profile: &Profile, n: usize) -> TasteProfile {
        if profile.items.is_empty() {
            return TasteProfile::default();
        }
        let catalog = self.catalog();
        let scores = self.scores(profile);
        let best = top_k(0..catalog.len() as u32, &scores, DEPTH.max(n));
        let single = |shares: Vec<f64>| shares.into_iter().map(|share| share as f32).collect::<Vec<_>>();
        let history = single(catalog.genre_shares(profile.liked()));
        let recommended = single(catalog.genre_shares(best.iter().take(DEPTH).map(|&item| (item, 1.0))));
        let of_taste = (0..catalog.genre_count() as u32)
            .filter(|&genre| history[genre as usize] > 0.0 || recommended[genre as usize] > 0.0);
        let genres = top_k(of_taste, &recommended, catalog.genre_count()).into_iter().map(|genre| GenreTaste {
            genre: genre as u16,
            history: history[genre as usize],
            recommended: recommended[genre as usize],
        });
        let genres = genres.collect();
        let items = best.into_iter().take(n).map(|item| (item, scores[item as usize])).collect();
        TasteProfile { genres, items }
    }
}
