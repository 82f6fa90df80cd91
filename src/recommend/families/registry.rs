//! The list of all families. A new family is one file below `ranking/`, `rating/` or `sequence/`, and one entry here.

use super::family::Family;
#[cfg(feature = "train")]
use super::ranking::users;
use super::ranking::{als, content, ease, items, popularity, pure_svd};
use super::rating::biased_svd;
#[cfg(feature = "train")]
use super::rating::{baseline, knn, nmf};
use super::sequence::transitions;

/// Every family there is.
pub fn families() -> impl Iterator<Item = &'static Family> {
    #[cfg(feature = "train")]
    const NATIVE: &[Family] = &[users::FAMILY, baseline::FAMILY, knn::FAMILY, nmf::FAMILY];
    #[cfg(not(feature = "train"))]
    const NATIVE: &[Family] = &[];
    const PACKED: &[Family] = &[
        als::FAMILY,
        content::FAMILY,
        ease::FAMILY,
        items::FAMILY,
        popularity::FAMILY,
        biased_svd::FAMILY,
        pure_svd::FAMILY,
        transitions::FAMILY,
    ];
    PACKED.iter().chain(NATIVE)
}

/// The family of this name.
pub fn find(name: &str) -> Option<&'static Family> {
    families().find(|family| family.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_families_have_the_same_name() {
        for family in families() {
            assert_eq!(families().filter(|other| other.name == family.name).count(), 1);
        }
    }
}
