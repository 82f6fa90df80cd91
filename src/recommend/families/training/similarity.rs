//! Similarities between the rows of a sparse matrix: of items by their users, or of users by their items.

use penchant_linear::Csr;
use penchant_linear::TopK;
use rayon::prelude::*;

/// A similarity measure of two rows a and b.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::families) enum Similarity {
    /// aᵀb / |a||b|.
    Cosine,
    /// aᵀb.
    Dot,
    /// The number of columns in both rows over the number of columns in either.
    Jaccard,
    /// The correlation over all columns, where absent cells are 0.
    Pearson,
    /// 1 / (1 + |a − b|).
    Euclidean,
    /// The adjusted cosine subtracts each column's mean first. Likes are all 1, so that columns are weighted by their
    /// rarity instead, by TF-IDF.
    AdjustedCosine,
}

impl Similarity {
    /// The measure that a parameter names; cosine for any other name.
    pub(in crate::families) fn from_name(name: &str) -> Self {
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

/// How a cell is weighted by how common its row and column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::families) enum Weighting {
    /// The value itself.
    None,
    /// √value · (ln of the number of rows that are not empty − ln(1 + number of cells in the column)).
    TfIdf,
    /// Okapi BM25 with k₁ = 100 and b = .8 (S. Robertson and H. Zaragoza, 2009), times the same logarithm.
    Bm25,
}

impl Weighting {
    /// The weighting that a parameter names; none for any other name.
    pub(in crate::families) fn from_name(name: &str) -> Self {
        match name {
            "tf-idf" => Self::TfIdf,
            "bm25" => Self::Bm25,
            _ => Self::None,
        }
    }

    /// The matrix with its values weighted.
    pub(in crate::families) fn apply(self, matrix: &Csr) -> Csr {
        const K1: f32 = 100.0;
        const B: f32 = 0.8;
        if self == Self::None {
            return matrix.clone();
        }
        let mut counts = vec![0u32; matrix.width()];
        (0..matrix.height()).flat_map(|row| matrix.row(row)).for_each(|&column| counts[column as usize] += 1);
        let rows = (0..matrix.height()).filter(|&row| !matrix.row(row).is_empty()).count() as f32;
        let rarity: Vec<f32> = counts.iter().map(|&count| rows.ln() - (count as f32).ln_1p()).collect();
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

/// The rows of a matrix, prepared to be compared by one measure.
pub(in crate::families) struct RowSimilarities {
    rows: Csr,
    columns: Csr,
    similarity: Similarity,
    shrinkage: f64,
    /// For each row, the sum of its squared values.
    norms: Vec<f64>,
    /// 1 / √norm.
    inverse_lengths: Vec<f64>,
    /// For each row, the sum of its values.
    sums: Vec<f64>,
}

/// Scratch space: sums over the columns that one row shares with each other row.
struct Accumulator {
    cells: Vec<Cell>,
    /// The rows whose cells are not empty; one slot more than there are rows.
    touched: Vec<u32>,
}

/// For one other row: the sum of the products of values, and the number of shared columns. In one struct, because they
/// are looked up together and often.
#[derive(Clone, Copy, Default)]
struct Cell {
    product: f32,
    shared: u32,
}

impl RowSimilarities {
    pub(in crate::families) fn new(rows: Csr, similarity: Similarity, shrinkage: f64) -> Self {
        let rows = if similarity == Similarity::AdjustedCosine { Weighting::TfIdf.apply(&rows) } else { rows };
        let sum = |row: usize, power: i32| rows.entries(row).map(|(_, value)| f64::from(value).powi(power)).sum();
        let norms: Vec<f64> = (0..rows.height()).map(|row| sum(row, 2)).collect();
        let inverse_lengths = norms.iter().map(|norm| norm.sqrt().recip()).collect();
        let sums = (0..rows.height()).map(|row| sum(row, 1)).collect();
        Self { columns: rows.transpose(), similarity, shrinkage, norms, inverse_lengths, sums, rows }
    }

    fn accumulator(&self) -> Accumulator {
        let height = self.rows.height();
        Accumulator { cells: vec![Cell::default(); height], touched: vec![0; height + 1] }
    }

    /// The `count` rows most similar to `row`, except itself, with their similarities.
    fn nearest(&self, row: u32, count: usize, accumulator: &mut Accumulator) -> Vec<(u32, f32)> {
        let entries = self.rows.entries(row as usize);
        let (norm, sum) = (self.norms[row as usize], self.sums[row as usize]);
        self.most_similar(entries, norm, sum, Some(row), count, accumulator)
    }

    /// For every row, the `count` rows most similar to it with their similarities, in the order of their indices.
    pub(in crate::families) fn all_nearest(&self, count: usize) -> Vec<Vec<(u32, f32)>> {
        let nearest = |accumulator: &mut Accumulator, row| {
            let mut nearest = self.nearest(row, count, accumulator);
            nearest.sort_unstable_by_key(|&(other, _)| other);
            nearest
        };
        (0..self.rows.height() as u32).into_par_iter().map_init(|| self.accumulator(), nearest).collect()
    }

    /// The `count` rows most similar to a row that is not in the matrix, given by its columns and values.
    pub(in crate::families) fn nearest_to(&self, entries: &[(u32, f32)], count: usize) -> Vec<(u32, f32)> {
        let norm = entries.iter().map(|(_, value)| f64::from(value * value)).sum();
        let sum = entries.iter().map(|(_, value)| f64::from(*value)).sum();
        self.most_similar(entries.iter().copied(), norm, sum, None, count, &mut self.accumulator())
    }

    /// Adds up the products over all columns, and returns how many rows were touched.
    fn accumulate(&self, entries: impl Iterator<Item = (u32, f32)>, accumulator: &mut Accumulator) -> usize {
        let Accumulator { cells, touched } = accumulator;
        let mut count = 0;
        for (column, value) in entries {
            for (other, other_value) in self.columns.entries(column as usize) {
                let cell = &mut cells[other as usize];
                // Always written, and counted if it is new: a branch could not be predicted.
                touched[count] = other;
                count += usize::from(cell.shared == 0);
                cell.shared += 1;
                cell.product += value * other_value;
            }
        }
        count
    }

    /// Calls `push` with each of these rows and its similarity, which `similarity` computes from the row, the sum of
    /// products and the number of shared columns; empties the cells. Inlined, so that each measure has its own loop.
    #[inline]
    fn for_each_similarity(
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

    fn most_similar(
        &self,
        entries: impl ExactSizeIterator<Item = (u32, f32)>,
        norm: f64,
        sum: f64,
        excluded: Option<u32>,
        count: usize,
        accumulator: &mut Accumulator,
    ) -> Vec<(u32, f32)> {
        let length = entries.len() as f64;
        let touched = self.accumulate(entries, accumulator);
        let width = self.rows.width().max(1) as f64;
        let inverse_length = norm.sqrt().recip();
        let mut top = TopK::new(count);
        let push = |other: u32, similarity: f64| {
            let similarity = similarity as f32;
            if similarity.is_finite() && similarity != 0.0 && Some(other) != excluded {
                top.push(other, similarity);
            }
        };
        let cells = &mut accumulator.cells;
        let others = &accumulator.touched[..touched];
        match self.similarity {
            Similarity::Dot => self.for_each_similarity(others, cells, |_, product, _| product, push),
            Similarity::Cosine | Similarity::AdjustedCosine => {
                self.for_each_similarity(
                    others,
                    cells,
                    |row, product, _| product * inverse_length * self.inverse_lengths[row],
                    push,
                );
            }
            Similarity::Jaccard => {
                let union = |row: usize, shared| length + self.rows.row(row).len() as f64 - shared;
                self.for_each_similarity(others, cells, |row, _, shared| shared / union(row, shared), push);
            }
            Similarity::Pearson => {
                let correlation = |row: usize, product, _| {
                    let (other_norm, other_sum) = (self.norms[row], self.sums[row]);
                    let spread = (norm - sum * sum / width) * (other_norm - other_sum * other_sum / width);
                    (product - sum * other_sum / width) / spread.sqrt()
                };
                self.for_each_similarity(others, cells, correlation, push);
            }
            Similarity::Euclidean => {
                let distance = |row: usize, product: f64| (norm + self.norms[row] - 2.0 * product).max(0.0).sqrt();
                self.for_each_similarity(others, cells, |row, product, _| 1.0 / (1.0 + distance(row, product)), push);
            }
        }
        top.into_sorted().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of the first two of the rows 110, 011 and 111 of likes.
    fn similarity(similarity: Similarity, shrinkage: f64) -> f32 {
        let cells = [(0, 0), (0, 1), (1, 1), (1, 2), (2, 0), (2, 1), (2, 2)];
        let rows = Csr::from_triplets(3, 4, cells.map(|(row, column)| (row, column, 1.0)));
        let similarities = RowSimilarities::new(rows, similarity, shrinkage);
        let nearest = similarities.nearest(0, 9, &mut similarities.accumulator());
        nearest.iter().find(|(other, _)| *other == 1).unwrap().1
    }

    #[test]
    fn similarities_match_values_worked_by_hand() {
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
        let similarities = RowSimilarities::new(rows, Similarity::Pearson, 0.0);
        close(similarities.nearest(0, 9, &mut similarities.accumulator())[0].1, 0.5 / 0.75f32.sqrt());
    }

    #[test]
    fn weightings_favour_rare_columns() {
        let rows = Csr::from_triplets(4, 2, [(0, 0, 1.0), (0, 1, 1.0), (1, 1, 1.0), (2, 1, 1.0)]);
        for weighting in [Weighting::TfIdf, Weighting::Bm25] {
            let row: Vec<_> = weighting.apply(&rows).entries(0).collect();
            assert!(row[0].1 > row[1].1, "{row:?}");
        }
    }
}
