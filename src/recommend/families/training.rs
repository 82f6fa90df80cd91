//! What a family that ranks learns from.

use crate::catalog::Catalog;
use crate::interactions::Interactions;
use penchant_base::Progress;

/// What a family that ranks learns from.
pub struct Training<'t> {
    /// Who likes what, and when.
    pub interactions: &'t Interactions,
    /// The items, for what they say of themselves.
    pub catalog: &'t Catalog,
    /// What else is said of each item, such as tags and descriptions; empty, or one for each.
    pub texts: &'t [String],
    /// Told how far a family has come that takes its time.
    pub progress: Progress<'t>,
}

impl<'t> Training<'t> {
    /// Without anybody who asks how far it is.
    pub fn new(interactions: &'t Interactions, catalog: &'t Catalog, texts: &'t [String]) -> Self {
        Self { interactions, catalog, texts, progress: &|_| {} }
    }
}
