//! Similar items: those that the same people like come first. Words of titles decide only if nobody likes the items.
#![allow(missing_docs, clippy::unwrap_used)]

use penchant_linear::Csr;
use penchant_recommend::families::TrainingInput;
use penchant_recommend::training::train;
use penchant_recommend::{CatalogBuilder, Interactions};

#[test]
fn items_that_people_like_come_before_those_of_similar_titles() {
    let mut builder = CatalogBuilder::new();
    for title in ["Dark Silence", "Dead Silence"] {
        builder.push(title, title, None, []).unwrap();
    }
    for title in ["Alien", "Heat", "Fargo", "Brazil"] {
        builder.push(title, title, None, ["Drama"]).unwrap();
    }
    let catalog = builder.build().unwrap();
    let cells = [(0, 0), (0, 2), (1, 0), (1, 2), (2, 0), (2, 2), (3, 3), (3, 4), (4, 4), (4, 5)];
    let interactions = Interactions::from_likes(Csr::from_triplets(5, 6, cells.map(|(user, item)| (user, item, 1.0))));
    let similar = |model: &str| {
        let training = TrainingInput::new(&interactions, &catalog, &[]);
        let similar = train(&model.parse().unwrap(), &training).unwrap().similar_items(0, 2).unwrap();
        similar.into_iter().map(|(item, _)| item).collect::<Vec<_>>()
    };
    assert_eq!(similar("content"), [1]);
    let model = "ease(lambda=1) + 3*content";
    assert_eq!(similar(model), [2, 1]);
    // The scores alone have the other order.
    let training = TrainingInput::new(&interactions, &catalog, &[]);
    let scored = train(&model.parse().unwrap(), &training).unwrap().similar_items(0, 2).unwrap();
    assert!(scored[0].1 < scored[1].1, "{scored:?}");
}
