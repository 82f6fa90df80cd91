//! The lists of all users in; their qualities beyond accuracy out: how much of the catalogue they show, how evenly,
//! how unexpected and varied they are, and whether they keep the proportions of a user's taste.

use penchant_recommend::{Catalog, genre_overlap};

/// One user's list of recommendations.
#[derive(Debug, Clone, Copy)]
pub struct UserList<'a> {
    /// The recommended items, best first.
    pub ranked: &'a [u32],
    /// The items that the user liked before.
    pub history: &'a [u32],
}

/// The lists that one model recommends to all users, and what they are compared with. All items are indices into the
/// catalogue.
#[derive(Debug, Clone, Copy)]
pub struct RecommendedLists<'a> {
    /// One list for each user.
    pub lists: &'a [UserList<'a>],
    /// The catalogue, which knows the items' genres.
    pub catalog: &'a Catalog,
    /// The items that could be recommended, each once.
    pub candidates: &'a [u32],
    /// The number of training users who like each item of the catalogue.
    pub likes: &'a [u32],
    /// The number of training users.
    pub users: usize,
}

/// A metric of lists, with its name.
#[derive(Debug, Clone, Copy)]
pub struct ListMetric {
    /// The name as it is printed, with the rank at which the lists are cut off.
    pub name: &'static str,
    /// The metric of all lists together.
    pub compute: fn(&RecommendedLists) -> f64,
}

/// Every metric of lists, in the order of printing.
pub const LIST_METRICS: &[ListMetric] = &[
    ListMetric { name: "coverage@10", compute: |lists| coverage(lists, 10) },
    ListMetric { name: "novelty@10", compute: |lists| novelty(lists, 10) },
    ListMetric { name: "diversity@10", compute: |lists| diversity(lists, 10) },
    ListMetric { name: "gini@10", compute: |lists| gini(lists, 10) },
    ListMetric { name: "calibration@10", compute: |lists| calibration(lists, 10) },
];

/// The share of the history's genres that [`miscalibration`] adds to a list's, so that none is missing.
const SMOOTHING: f64 = 0.01;

/// The share of the candidates that are among the first `k` of at least one list; 0 to 1
/// (M. Ge, C. Delgado-Battenfeld and D. Jannach, RecSys 2010).
pub fn coverage(lists: &RecommendedLists, k: usize) -> f64 {
    let shown = exposures(lists, k).iter().filter(|&&times| times > 0).count();
    shown as f64 / lists.candidates.len().max(1) as f64
}

/// How unexpected the first `k` are, in bits: −log₂ of the share of users who like an item, its
/// self-information, as the mean over each list and then over the lists (T. Zhou et al., PNAS 2010).
/// An item without likes counts as liked by one user. NaN if all lists are empty.
pub fn novelty(lists: &RecommendedLists, k: usize) -> f64 {
    let bits = |&item: &u32| (lists.users.max(1) as f64 / f64::from(lists.likes[item as usize].max(1))).log2();
    mean(lists.lists.iter().filter_map(|list| {
        let shown = top(list, k);
        (!shown.is_empty()).then(|| mean(shown.iter().map(bits)))
    }))
}

/// How varied the first `k` are: [`intra_list_distance`] as the mean over the lists of two items or more;
/// 0 to 1. NaN if there is no such list.
pub fn diversity(lists: &RecommendedLists, k: usize) -> f64 {
    let long = lists.lists.iter().map(|list| top(list, k)).filter(|shown| shown.len() > 1);
    mean(long.map(|shown| intra_list_distance(lists.catalog, shown)))
}

/// The Jaccard distance of genres, 1 − |A ∩ B| / |A ∪ B|, as the mean over the pairs of items
/// (C.-N. Ziegler et al., WWW 2005; M. Zhang and N. Hurley, RecSys 2008). The distance of two items
/// without genres is 0. NaN for fewer than two items.
pub fn intra_list_distance(catalog: &Catalog, items: &[u32]) -> f64 {
    let pairs =
        items.iter().enumerate().flat_map(|(place, &first)| items[..place].iter().map(move |&second| (first, second)));
    let overlap = |(first, second)| genre_overlap(catalog.genre_indices(first), catalog.genre_indices(second));
    mean(pairs.map(|pair| overlap(pair).map_or(0.0, |overlap| 1.0 - overlap)))
}

/// How unevenly the candidates are shown among the first `k`: the Gini index of how often each is, with
/// x₁ ≤ … ≤ xₙ the sum of (2i − n − 1)·xᵢ over n·Σxᵢ. 0 if all are shown equally often, towards 1 if only a few are
/// (P. Castells, N. Hurley and S. Vargas, Recommender Systems Handbook 2015). NaN if nothing is shown.
pub fn gini(lists: &RecommendedLists, k: usize) -> f64 {
    let mut times = exposures(lists, k);
    times.sort_unstable();
    let (count, total) = (times.len() as f64, times.iter().sum::<u64>() as f64);
    let weighted = times.iter().zip(1..).map(|(&times, place)| (2.0 * f64::from(place) - count - 1.0) * times as f64);
    weighted.sum::<f64>() / (count * total)
}

/// How far the first `k` are from the proportions of the history: [`miscalibration`] as the mean over the
/// users for whom it has a value. NaN if there is no such user.
pub fn calibration(lists: &RecommendedLists, k: usize) -> f64 {
    mean(lists.lists.iter().filter_map(|list| miscalibration(lists.catalog, list.history, top(list, k))))
}

/// The Kullback-Leibler divergence Σ p(g)·ln(p(g) / q̃(g)) of the genres of a list from those of a history
/// (H. Steck, Calibrated Recommendations, RecSys 2018), 0 if they are the same. An item spreads a weight
/// of 1 evenly over its genres; p and q are the means over the items that have any, and
/// q̃ = .99·q + .01·p. `None` if the history has no genre or the list no item.
pub fn miscalibration(catalog: &Catalog, history: &[u32], list: &[u32]) -> Option<f64> {
    let shares = |items: &[u32]| catalog.genre_shares(items.iter().map(|&item| (item, 1.0)));
    let pairs: Vec<_> = shares(history).into_iter().zip(shares(list)).filter(|(p, _)| *p > 0.0).collect();
    let divergence = |&(p, q): &(f64, f64)| p * (p / ((1.0 - SMOOTHING) * q + SMOOTHING * p)).ln();
    (!pairs.is_empty() && !list.is_empty()).then(|| pairs.iter().map(divergence).sum())
}

/// How often each candidate is among the first `k`, in their order.
fn exposures(lists: &RecommendedLists, k: usize) -> Vec<u64> {
    let mut times = vec![0; lists.catalog.len()];
    lists.lists.iter().flat_map(|list| top(list, k)).for_each(|&item| times[item as usize] += 1);
    lists.candidates.iter().map(|&item| times[item as usize]).collect()
}

fn top<'a>(list: &UserList<'a>, k: usize) -> &'a [u32] {
    &list.ranked[..k.min(list.ranked.len())]
}

fn mean(numbers: impl Iterator<Item = f64>) -> f64 {
    let (count, sum) = numbers.fold((0usize, 0.0), |(count, sum), number| (count + 1, sum + number));
    sum / count as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use penchant_recommend::CatalogBuilder;

    /// Items 0 to 4: Drama; Drama and War; War (written twice); Comedy; none.
    fn catalog() -> Catalog {
        let mut builder = CatalogBuilder::new();
        let genres: [&[&str]; 5] = [&["Drama"], &["Drama", "War"], &["War", "War"], &["Comedy"], &[]];
        genres.iter().zip('a'..).for_each(|(genres, id)| {
            let id = id.to_string();
            builder.push(&id, &id, None, genres.iter().copied()).unwrap();
        });
        builder.build().unwrap()
    }

    fn with_lists(test: impl Fn(&RecommendedLists)) {
        let lists = [UserList { ranked: &[0, 1, 4], history: &[0, 2] }, UserList { ranked: &[0, 3, 2], history: &[1] }];
        test(&RecommendedLists {
            lists: &lists,
            catalog: &catalog(),
            candidates: &[0, 1, 2, 3, 4],
            likes: &[4, 2, 1, 8, 0],
            users: 8,
        });
    }

    fn close(actual: f64, expected: f64) {
        assert!((actual - expected).abs() < 1e-12, "{actual} instead of {expected}");
    }

    #[test]
    fn coverage_by_hand() {
        with_lists(|lists| {
            // Items 0, 1 and 3 of five; then all.
            close(coverage(lists, 2), 0.6);
            close(coverage(lists, 3), 1.0);
        });
    }

    #[test]
    fn novelty_by_hand() {
        with_lists(|lists| {
            // Shares of 4/8, 2/8 and (as of one user) 1/8: 1, 2 and 3 bits; 4/8, 8/8 and 1/8: 1, 0 and 3.
            close(novelty(lists, 3), (2.0 + 4.0 / 3.0) / 2.0);
            close(novelty(lists, 2), (1.5 + 0.5) / 2.0);
        });
    }

    #[test]
    fn diversity_by_hand() {
        let catalog = catalog();
        close(intra_list_distance(&catalog, &[0, 1]), 0.5);
        // {D} {D,W} {}: 1/2, 1, 1; {D} {C} {W}: 1 each.
        with_lists(|lists| close(diversity(lists, 3), (2.5 / 3.0 + 1.0) / 2.0));
        close(intra_list_distance(&catalog, &[4, 4]), 0.0);
        assert!(intra_list_distance(&catalog, &[0]).is_nan());
    }

    #[test]
    fn gini_by_hand() {
        with_lists(|lists| {
            // Shown 0, 0, 1, 1 and 2 times: (0·1 + 2·1 + 4·2) / (5·4).
            close(gini(lists, 2), 0.5);
            // The first item alone, of five: 1 − 1/5.
            close(gini(lists, 1), 0.8);
            close(gini(&RecommendedLists { candidates: &[0], ..*lists }, 3), 0.0);
        });
    }

    #[test]
    fn calibration_by_hand() {
        let catalog = catalog();
        // History: half Drama, half War. List: Drama and a half, War a half, of two items with genres.
        let from_half = |share: f64| (0.5 / (0.99 * share + 0.01 * 0.5)).ln();
        let expected = 0.5 * from_half(0.75) + 0.5 * from_half(0.25);
        close(miscalibration(&catalog, &[0, 2], &[0, 1, 4]).unwrap(), expected);
        // The second user: half Drama and half War of item 1, in a list of a third each.
        let second = from_half(1.0 / 3.0);
        with_lists(|lists| close(calibration(lists, 3), (expected + second) / 2.0));
        close(miscalibration(&catalog, &[1], &[0, 2]).unwrap(), 0.0);
        // Nothing in common: the list is the .01 of the history alone.
        close(miscalibration(&catalog, &[0], &[3]).unwrap(), 100f64.ln());
        assert_eq!(miscalibration(&catalog, &[4], &[0]), None);
        assert_eq!(miscalibration(&catalog, &[0], &[]), None);
    }

    #[test]
    fn without_lists_there_is_no_mean() {
        with_lists(|lists| {
            let none = RecommendedLists { lists: &[], ..*lists };
            assert_eq!(coverage(&none, 10), 0.0);
            assert!([novelty, diversity, gini, calibration].iter().all(|metric| metric(&none, 10).is_nan()));
        });
    }
}
