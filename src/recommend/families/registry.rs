//! The list of all families. A new family is one file below `ranking/`, `rating/`, `sequence/` or `native/`, and one
//! entry in the list.

use super::family::Family;
use super::ranking::{als, content, ease, items, popularity, pure_svd};
use super::rating::biased_svd;
use super::sequence::transitions;

/// The families whose models can be packed.
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

#[cfg(feature = "train")]
const NATIVE: &[Family] = super::native::FAMILIES;
#[cfg(not(feature = "train"))]
const NATIVE: &[Family] = &[];

/// All families.
pub fn families() -> impl Iterator<Item = &'static Family> {
    PACKED.iter().chain(NATIVE)
}

/// The family of this name.
pub fn find(name: &str) -> Option<&'static Family> {
    families().find(|family| family.name == name)
}

/// Whether a family knows what items are like, and not who likes them.
pub fn knows_content_alone(name: &str) -> bool {
    name == content::FAMILY.name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn family_names_are_unique() {
        for family in families() {
            assert_eq!(families().filter(|other| other.name == family.name).count(), 1);
        }
    }
}
