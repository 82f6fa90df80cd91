//! What a family that ranks is trained on.

use crate::catalog::Catalog;
use crate::interactions::Interactions;
use penchant_base::Progress;

/// What a family that ranks is trained on.
pub struct TrainingInput<'t> {
    /// Which users like which items, and when.
    pub interactions: &'t Interactions,
    /// The items with their titles, years and genres.
    pub catalog: &'t Catalog,
    /// More text about each item, such as tags and a description; empty, or one string for each item.
    pub texts: &'t [String],
    /// Called as the training goes on.
    pub progress: Progress<'t>,
}

impl<'t> TrainingInput<'t> {
    /// Input without a progress callback.
    pub fn new(interactions: &'t Interactions, catalog: &'t Catalog, texts: &'t [String]) -> Self {
        Self { interactions, catalog, texts, progress: &|_| {} }
    }
}
