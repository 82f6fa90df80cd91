//! The list of these families.

use super::{baseline, knn, nmf, users};
use crate::families::family::Family;

/// All families whose models are not packed.
pub(in crate::families) const FAMILIES: &[Family] = &[users::FAMILY, baseline::FAMILY, knn::FAMILY, nmf::FAMILY];
