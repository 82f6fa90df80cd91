//! How alike the rows of a sparse matrix are: items by who likes them, or users by what they like.

use penchant_linear::Csr;
use penchant_linear::TopK;
use rayon::prelude::*;

/// A similarity of two rows a and b.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Similarity {
    /// aᵀb / |a||b|.
    Cosine,
    /// aᵀb.
    Dot,
    /// Columns in both over columns in either.
    Jaccard,
    /// The correlation over all columns, absent ones being 0.
    Pearson,
    /// 1 / (1 + |a − b|).
    Euclidean,
    /// The cosine after each column's mean is taken off its values; for likes alone, which are all 1, after
    /// each column is weighted by how rarely it is set.
    AdjustedCosine,
}

impl Similarity {
    /// Of a parameter's value; cosine for anything else.
    pub(super) fn named(name: &str) -> Self {
        match name {
            "dot" => Self::Dot,
            "jaccard" => Self::Jaccard,
            "pearson" => Self::Pearson,
            "euclidean" => Self::Euclidean,
            "adjusted-cosine" => Self::AdjustedCosine,
            _ => Self::Cosine,
        }
    }
}

/// How a value counts, by how common its row and column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weighting {
    /// As it is.
    None,
    /// √value · (ln rows that are not empty − ln(1 + set cells of the column)).
    TfIdf,
    /// Okapi BM25 with k₁ = 100 and b = .8 (S. Robertson and H. Zaragoza, 2009), times the same logarithm.
    Bm25,
}

impl Weighting {
    /// Of a parameter's value; none for anything else.
    pub(super) fn named(name: &str) -> Self {
        match name {
            "tf-idf" => Self::TfIdf,
            "bm25" => Self::Bm25,
            _ => Self::None,
        }
    }

    /// The matrix with its values weighted.
    pub(super) fn apply(self, matrix: &Csr) -> Csr {
        const K1: f32 = 100.0;
        const B: f32 = 0.8;
        if self == Self::None {
            return matrix.clone();
        }
        let mut set = vec![0u32; matrix.width()];
        (0..matrix.height()).flat_map(|row| matrix.row(row)).for_each(|&column| set[column as usize] += 1);
        let rows = (0..matrix.height()).filter(|&row| !matrix.row(row).is_empty()).count() as f32;
        let rarity: Vec<f32> = set.iter().map(|&set| rows.ln() - (set as f32).ln_1p()).collect();
        let length = |row: usize| matrix.entries(row).map(|(_, value)| value).sum::<f32>();
        let lengths: Vec<f32> = (0..matrix.height()).map(length).collect();
        let mean_length = lengths.iter().sum::<f32>() / rows.max(1.0);
        matrix.map(|row, column, value| {
            let frequency = match self {
                Self::Bm25 => value * (K1 + 1.0) / (K1 * (1.0 - B + B * lengths[row] / mean_length) + value),
                _ => value.sqrt(),
            };
            frequency * rarity[column as usize]
        })
    }
}

/// Rows to be compared.
pub(super) struct Vectors {
    rows: Csr,
    columns: Csr,
    similarity: Similarity,
    shrinkage: f64,
    /// For each row, what its similarity needs of it alone.
    norms: Vec<f64>,
    /// 1 / √norm.
    inverse_lengths: Vec<f64>,
    sums: Vec<f64>,
}

/// Sums over the columns that a row shares with each other row.
pub(super) struct Accumulator {
    cells: Vec<Cell>,
    /// The rows whose cells are not empty; one place more than there are rows.
    touched: Vec<u32>,
}

/// With one other row: the products of their values, and how many columns both have. Side by side, because
/// they are looked up together and there are many.
#[derive(Clone, Copy, Default)]
struct Cell {
    product: f32,
    shared: u32,
}

impl Vectors {
    pub(super) fn new(rows: Csr, similarity: Similarity, shrinkage: f64) -> Self {
        let rows = if similarity == Similarity::AdjustedCosine { Weighting::TfIdf.apply(&rows) } else { rows };
        let sum = |row: usize, power: i32| rows.entries(row).map(|(_, value)| f64::from(value).powi(power)).sum();
        let norms: Vec<f64> = (0..rows.height()).map(|row| sum(row, 2)).collect();
        let inverse_lengths = norms.iter().map(|norm| norm.sqrt().recip()).collect();
        let sums = (0..rows.height()).map(|row| sum(row, 1)).collect();
        Self { columns: rows.transpose(), similarity, shrinkage, norms, inverse_lengths, sums, rows }
    }

    pub(super) fn accumulator(&self) -> Accumulator {
        let height = self.rows.height();
        Accumulator { cells: vec![Cell::default(); height], touched: vec![0; height + 1] }
    }

    /// The `count` rows most like `row`, itself left out, with their similarities.
    pub(super) fn nearest(&self, row: u32, count: usize, accumulator: &mut Accumulator) -> Vec<(u32, f32)> {
        let entries = self.rows.entries(row as usize);
        let (norm, sum) = (self.norms[row as usize], self.sums[row as usize]);
        self.strongest(entries, norm, sum, Some(row), count, accumulator)
    }

    /// [`Vectors::nearest`] of every row, each in the order of indices.
    pub(super) fn all_nearest(&self, count: usize) -> Vec<Vec<(u32, f32)>> {
        let nearest = |accumulator: &mut Accumulator, row| {
            let mut nearest = self.nearest(row, count, accumulator);
            nearest.sort_unstable_by_key(|&(other, _)| other);
            nearest
        };
        (0..self.rows.height() as u32).into_par_iter().map_init(|| self.accumulator(), nearest).collect()
    }

    /// The `count` rows most like one that is not among them: of values by column.
    pub(super) fn nearest_to(&self, entries: &[(u32, f32)], count: usize) -> Vec<(u32, f32)> {
        let norm = entries.iter().map(|(_, value)| f64::from(value * value)).sum();
        let sum = entries.iter().map(|(_, value)| f64::from(*value)).sum();
        self.strongest(entries.iter().copied(), norm, sum, None, count, &mut self.accumulator())
    }

    /// Adds up the products of all columns, and says how many rows were touched.
    fn accumulate(&self, entries: impl Iterator<Item = (u32, f32)>, accumulator: &mut Accumulator) -> usize {
        let Accumulator { cells, touched } = accumulator;
        let mut count = 0;
        for (column, value) in entries {
            for (other, other_value) in self.columns.entries(column as usize) {
                let cell = &mut cells[other as usize];
                // Written always and counted if new: whether it is new, no processor can foresee.
                touched[count] = other;
                count += usize::from(cell.shared == 0);
                cell.shared += 1;
                cell.product += value * other_value;
            }
        }
        count
    }

    /// Hands each of these rows to `push` with its similarity, of its place, the sum of products and the number
    /// of shared columns; leaves its cell empty. A loop of its own for each kind of similarity.
    #[inline]
    fn each(
        &self,
        others: &[u32],
        cells: &mut [Cell],
        similarity: impl Fn(usize, f64, f64) -> f64,
        mut push: impl FnMut(u32, f64),
    ) {
        for &other in others {
            let Cell { product, shared } = std::mem::take(&mut cells[other as usize]);
            let (product, shared) = (f64::from(product), f64::from(shared));
            let shrunk = if self.shrinkage > 0.0 { shared / (shared + self.shrinkage) } else { 1.0 };
            push(other, similarity(other as usize, product, shared) * shrunk);
        }
    }

    fn strongest(
        &self,
        entries: impl ExactSizeIterator<Item = (u32, f32)>,
        norm: f64,
        sum: f64,
        itself: Option<u32>,
        count: usize,
        accumulator: &mut Accumulator,
    ) -> Vec<(u32, f32)> {
        let set = entries.len() as f64;
        let touched = self.accumulate(entries, accumulator);
        let width = self.rows.width().max(1) as f64;
        let inverse_length = norm.sqrt().recip();
        let mut strongest = TopK::new(count);
        let push = |other: u32, similarity: f64| {
            let similarity = similarity as f32;
            if similarity.is_finite() && similarity != 0.0 && Some(other) != itself {
                strongest.push(other, similarity);
            }
        };
        let cells = &mut accumulator.cells;
        let others = &accumulator.touched[..touched];
        match self.similarity {
            Similarity::Dot => self.each(others, cells, |_, product, _| product, push),
            Similarity::Cosine | Similarity::AdjustedCosine => {
                self.each(
                    others,
                    cells,
                    |place, product, _| product * inverse_length * self.inverse_lengths[place],
                    push,
                );
            }
            Similarity::Jaccard => {
                let union = |place: usize, shared| set + self.rows.row(place).len() as f64 - shared;
                self.each(others, cells, |place, _, shared| shared / union(place, shared), push);
            }
            Similarity::Pearson => {
                let correlation = |place: usize, product, _| {
                    let (other_norm, other_sum) = (self.norms[place], self.sums[place]);
                    let spread = (norm - sum * sum / width) * (other_norm - other_sum * other_sum / width);
                    (product - sum * other_sum / width) / spread.sqrt()
                };
                self.each(others, cells, correlation, push);
            }
            Similarity::Euclidean => {
                let distance = |place: usize, product: f64| (norm + self.norms[place] - 2.0 * product).max(0.0).sqrt();
                self.each(others, cells, |place, product, _| 1.0 / (1.0 + distance(place, product)), push);
            }
        }
        strongest.into_sorted().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows 110, 011 and 111 of likes.
    fn similarity(similarity: Similarity, shrinkage: f64) -> f32 {
        let cells = [(0, 0), (0, 1), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2)];
        let rows = Csr::from_triplets(3, 4, cells.map(|(row, column)| (row, column, 1.0)));
        let vectors = Vectors::new(rows, similarity, shrinkage);
        let nearest = vectors.nearest(0, 9, &mut vectors.accumulator());
        nearest.iter().find(|(other, _)| *other == 1).unwrap().1
    }

    #[test]
    fn worked_by_hand() {
        let close =
            |found: f32, expected: f32| assert!((found - expected).abs() < 1e-6, "{found} instead of {expected}");
        close(similarity(Similarity::Cosine, 0.0), 0.5);
        close(similarity(Similarity::Cosine, 3.0), 0.5 * 1.0 / 4.0);
        close(similarity(Similarity::Dot, 0.0), 1.0);
        close(similarity(Similarity::Jaccard, 0.0), 1.0 / 3.0);
        close(similarity(Similarity::Euclidean, 0.0), 1.0 / (1.0 + 2f32.sqrt()));
        // Over four columns both rows have the mean 1/2: the covariance is 0, so it is left out; of rows 0 and
        // 2 it is 2 − 2·3/4, over √((2 − 1)(3 − 9/4)).
        let rows = Csr::from_triplets(2, 4, [(0, 0, 1.0), (0, 1, 1.0), (1, 0, 1.0), (1, 1, 1.0), (1, 2, 1.0)]);
        let vectors = Vectors::new(rows, Similarity::Pearson, 0.0);
        close(vectors.nearest(0, 9, &mut vectors.accumulator())[0].1, 0.5 / 0.75f32.sqrt());
    }

    #[test]
    fn weights_favour_rare_columns() {
        let rows = Csr::from_triplets(4, 2, [(0, 0, 1.0), (0, 1, 1.0), (1, 1, 1.0), (2, 1, 1.0)]);
        for weighting in [Weighting::TfIdf, Weighting::Bm25] {
            let row: Vec<_> = weighting.apply(&rows).entries(0).collect();
            assert!(row[0].1 > row[1].1, "{row:?}");
        }
    }
}
