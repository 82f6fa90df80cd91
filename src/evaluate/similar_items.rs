//! Whether items are called similar because the same people like them, or because their titles share a word.

use penchant_base::Result;
use penchant_recommend::{Interactions, Recommender};
use std::cmp::Reverse;
use std::collections::HashSet;

/// The items most similar to well-known ones, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SimilarItems {
    /// All pairs of a well-known item and one of its neighbours.
    pub pairs: usize,
    /// Those that nobody likes both of.
    pub without_common_liker: usize,
    /// Those that nobody likes both of, and whose titles share a word: the well-known item and its neighbour.
    pub by_title_alone: Vec<(u32, u32)>,
}

impl SimilarItems {
    /// Looks at the `neighbours` items most similar to each of the `known` most liked ones. A word of a title has more
    /// than three letters or digits, as in the features of the family `content`.
    ///
    /// Errors: those of [`Recommender::similar_items`].
    pub fn measure(
        recommender: &Recommender,
        interactions: &Interactions,
        known: usize,
        neighbours: usize,
    ) -> Result<Self> {
        let likers = interactions.likes.transpose();
        let mut items = interactions.liked_items();
        items.sort_by_key(|&item| Reverse(likers.row(item as usize).len()));
        items.truncate(known);
        let title = |item| title_words(recommender.catalog().item(item).title);
        let mut counts = Self::default();
        for item in items {
            let (words, likes) = (title(item), likers.row(item as usize));
            for (other, _) in recommender.similar_items(item, neighbours)? {
                counts.pairs += 1;
                if likers.row(other as usize).iter().any(|user| likes.binary_search(user).is_ok()) {
                    continue;
                }
                counts.without_common_liker += 1;
                if !title(other).is_disjoint(&words) {
                    counts.by_title_alone.push((item, other));
                }
            }
        }
        Ok(counts)
    }
}

fn title_words(title: &str) -> HashSet<String> {
    let words = title.split(|letter: char| !letter.is_alphanumeric()).filter(|word| word.chars().count() > 3);
    words.map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use penchant_linear::Csr;
    use penchant_recommend::CatalogBuilder;
    use penchant_recommend::families::TrainingInput;
    use penchant_recommend::training::train;

    #[test]
    fn pairs_that_only_share_a_word_are_counted() {
        let mut builder = CatalogBuilder::new();
        for title in ["The Silence of the Lambs", "Dead Silence", "Se7en", "The Game", "Big Game"] {
            builder.push(title, title, None, []).unwrap();
        }
        let cells = [(0, 0), (0, 2), (1, 0), (1, 2), (2, 3), (2, 4), (3, 3)];
        let likes = Csr::from_triplets(4, 5, cells.map(|(user, item)| (user, item, 1.0)));
        let interactions = Interactions::from_likes(likes);
        let catalog = builder.build().unwrap();
        let input = TrainingInput::new(&interactions, &catalog, &[]);
        let recommender = train(&"content".parse().unwrap(), &input).unwrap();
        let counts = SimilarItems::measure(&recommender, &interactions, 3, 1).unwrap();
        // The games have a common liker; Se7en has no word in common with anything.
        assert_eq!(counts, SimilarItems { pairs: 2, without_common_liker: 1, by_title_alone: vec![(0, 1)] });
    }
}
