//! Cold start: items without likes get factors too. A ridge regression from the items' features to factors is learned
//! from the items that have likes, and applied to the others (Z. Gantner et al., "Learning Attribute-to-Feature
//! Mappings for Cold-Start Recommendations", ICDM 2010).

use super::features::features;
use super::input::TrainingInput;
use penchant_linear::{add_scaled, ridge::ridge_regression};

/// Replaces the factors of the items without likes, and returns these items, ascending. `factors` are
/// items × `width`.
pub(in crate::families) fn project_cold_items(
    input: &TrainingInput<'_>,
    factors: &mut [f32],
    width: usize,
    lambda: f64,
) -> Vec<u32> {
    let liked = input.interactions.liked_items();
    let features = features(input);
    let known: Vec<f32> = liked.iter().flat_map(|&item| &factors[item as usize * width..][..width]).copied().collect();
    let projection = ridge_regression(&features.rows(&liked), &known, width, lambda);
    let cold: Vec<u32> = (0..features.height() as u32).filter(|item| liked.binary_search(item).is_err()).collect();
    for &item in &cold {
        let row = &mut factors[item as usize * width..][..width];
        row.fill(0.0);
        for (feature, value) in features.entries(item as usize) {
            add_scaled(row, value, &projection[feature as usize * width..][..width]);
        }
    }
    cold
}
