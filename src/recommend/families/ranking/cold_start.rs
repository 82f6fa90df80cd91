//! Cold start: what items say of themselves, projected into the space of factors by a ridge regression learned
//! from the items that somebody likes (Z. Gantner et al., ICDM 2010), so that the others have factors too.

use crate::families::ranking::features::features;
use crate::families::training::Training;
use penchant_linear::{add_scaled, ridge::ridge_regression};

/// Replaces the factors of the items that nobody likes, and says which these are, ascending; `items` are
/// items × `width`.
pub(super) fn fill(training: &Training<'_>, items: &mut [f32], width: usize, lambda: f64) -> Vec<u32> {
    let liked = training.interactions.liked_items();
    let features = features(training);
    let known: Vec<f32> = liked.iter().flat_map(|&item| &items[item as usize * width..][..width]).copied().collect();
    let projection = ridge_regression(&features.rows(&liked), &known, width, lambda);
    let cold: Vec<u32> = (0..features.height() as u32).filter(|item| liked.binary_search(item).is_err()).collect();
    for &item in &cold {
        let factors = &mut items[item as usize * width..][..width];
        factors.fill(0.0);
        for (feature, value) in features.entries(item as usize) {
            add_scaled(factors, value, &projection[feature as usize * width..][..width]);
        }
    }
    cold
}
