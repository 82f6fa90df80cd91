//! How alike the rows of a sparse matrix are: items by who likes them, or users by what they like.

use crate::interactions::Csr;

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
        let mean_length = (0..matrix.height()).map(length).sum::<f32>() / rows.max(1.0);
        matrix.map(|row, column, value| {
            let frequency = match self {
                Self::Bm25 => value * (K1 + 1.0) / (K1 * (1.0 - B + B * length(row) / mean_length) + value),
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
    sums: Vec<f64>,
}

/// Sums over the columns that a row shares with each other row.
pub(super) struct Accumulator {
    products: Vec<f64>,
    shared: Vec<u32>,
    touched: Vec<u32>,
}

impl Vectors {
    pub(super) fn new(rows: Csr, similarity: Similarity, shrinkage: f64) -> Self {
        let rows = if similarity == Similarity::AdjustedCosine { Weighting::TfIdf.apply(&rows) } else { rows };
        let sum = |row: usize, power: i32| rows.entries(row).map(|(_, value)| f64::from(value).powi(power)).sum();
        let norms = (0..rows.height()).map(|row| sum(row, 2)).collect();
        let sums = (0..rows.height()).map(|row| sum(row, 1)).collect();
        Self { columns: rows.transpose(), similarity, shrinkage, norms, sums, rows }
    }

    pub(super) fn accumulator(&self) -> Accumulator {
        let height = self.rows.height();
        Accumulator { products: vec![0.0; height], shared: vec![0; height], touched: Vec::new() }
    }

    /// The `count` rows most like `row`, itself left out, with their similarities.
    pub(super) fn nearest(&self, row: u32, count: usize, accumulator: &mut Accumulator) -> Vec<(u32, f32)> {
        let entries = self.rows.entries(row as usize);
        let (norm, sum) = (self.norms[row as usize], self.sums[row as usize]);
        let mut similar = self.all(entries, norm, sum, accumulator);
        similar.retain(|&(other, _)| other != row);
        strongest(&mut similar, count);
        similar
    }

    /// The `count` rows most like one that is not among them: of values by column.
    pub(super) fn nearest_to(&self, entries: &[(u32, f32)], count: usize) -> Vec<(u32, f32)> {
        let norm = entries.iter().map(|(_, value)| f64::from(value * value)).sum();
        let sum = entries.iter().map(|(_, value)| f64::from(*value)).sum();
        let mut similar = self.all(entries.iter().copied(), norm, sum, &mut self.accumulator());
        strongest(&mut similar, count);
        similar
    }

    fn all(
        &self,
        entries: impl ExactSizeIterator<Item = (u32, f32)>,
        norm: f64,
        sum: f64,
        accumulator: &mut Accumulator,
    ) -> Vec<(u32, f32)> {
        let Accumulator { products, shared, touched } = accumulator;
        let set = entries.len();
        for (column, value) in entries {
            for (other, other_value) in self.columns.entries(column as usize) {
                let place = other as usize;
                if shared[place] == 0 {
                    touched.push(other);
                }
                shared[place] += 1;
                products[place] += f64::from(value) * f64::from(other_value);
            }
        }
        let width = self.rows.width().max(1) as f64;
        let similarity = |other: u32| {
            let place = other as usize;
            let (product, common) = (products[place], f64::from(shared[place]));
            let (other_norm, other_sum) = (self.norms[place], self.sums[place]);
            let similarity = match self.similarity {
                Similarity::Dot => product,
                Similarity::Cosine | Similarity::AdjustedCosine => product / (norm * other_norm).sqrt(),
                Similarity::Jaccard => common / (set as f64 + self.rows.row(place).len() as f64 - common),
                Similarity::Pearson => {
                    let spread = (norm - sum * sum / width) * (other_norm - other_sum * other_sum / width);
                    (product - sum * other_sum / width) / spread.sqrt()
                }
                Similarity::Euclidean => 1.0 / (1.0 + (norm + other_norm - 2.0 * product).max(0.0).sqrt()),
            };
            (similarity * common / (common + self.shrinkage)) as f32
        };
        let similar = touched
            .iter()
            .map(|&other| (other, similarity(other)))
            .filter(|(_, similarity)| similarity.is_finite() && *similarity != 0.0)
            .collect();
        for other in touched.drain(..) {
            products[other as usize] = 0.0;
            shared[other as usize] = 0;
        }
        similar
    }
}

/// Keeps the `count` largest; of equal ones the lower index.
fn strongest(similar: &mut Vec<(u32, f32)>, count: usize) {
    if similar.len() > count {
        similar.select_nth_unstable_by(count - 1, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        similar.truncate(count);
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
