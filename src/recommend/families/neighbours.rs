//! Weights from item to item, by source: what item neighbourhoods, pruned EASE and content models come down
//! to once they are trained. A target's score is the sum of its weights from the history.

use crate::families::model::{Explanation, FoldedIn, Model};
use crate::history::Taste;
use crate::pack;
use penchant_base::{Bytes, Result};

pub(in crate::families) const QUANTISATION: &str = "int8 weights with one f32 scale per target item";

/// Liking item `j` adds its weight × `scales[target]` to the score of each target in its row, which is
/// `offsets[j]..offsets[j + 1]`. By source, because a history is short and a catalogue long: folding in
/// touches only the rows of the history.
pub(in crate::families) struct Neighbours {
    /// What its tensors' names begin with.
    #[cfg(feature = "train")]
    name: &'static str,
    offsets: Vec<u32>,
    cells: Cells,
    /// One for each target, so that its scores are scaled once.
    scales: Vec<f32>,
}

/// As trained, or as packed; targets ascend within a row.
enum Cells {
    #[cfg(feature = "train")]
    Exact { targets: Vec<u32>, weights: Vec<f32> },
    /// Where they lie in the pack: the rows that a visitor needs are few, and decoded then.
    Packed { gaps: Bytes, starts: Vec<u32>, weights: Bytes },
}

impl Neighbours {
    /// From the targets of each source with their weights.
    #[cfg(feature = "train")]
    pub(in crate::families) fn new(name: &'static str, rows: Vec<Vec<(u32, f32)>>) -> Self {
        let items = rows.len();
        let (mut offsets, mut targets, mut weights) = (vec![0], Vec::new(), Vec::new());
        for mut row in rows {
            row.sort_unstable_by_key(|&(target, _)| target);
            targets.extend(row.iter().map(|&(target, _)| target));
            weights.extend(row.iter().map(|&(_, weight)| weight));
            offsets.push(targets.len() as u32);
        }
        Self { name, offsets, cells: Cells::Exact { targets, weights }, scales: vec![1.0; items] }
    }

    pub(in crate::families) fn read(reader: &pack::Reader<'_>, name: &'static str) -> Result<Self> {
        let items = reader.items();
        let tensor = |part| format!("{name}.{part}");
        let (gaps, weights) = (reader.shared_u8(&tensor("gaps"))?, reader.shared_i8(&tensor("weights"))?);
        let offsets = reader.offsets(&tensor("offsets"), items, weights.len())?;
        let scales = reader.finite(&tensor("scales"), items)?;
        let starts = gaps::starts(&gaps, &offsets);
        let starts = starts.ok_or_else(|| pack::broken(format!("its weights in {name:?} have not a target each")))?;
        Ok(Self {
            #[cfg(feature = "train")]
            name,
            offsets,
            cells: Cells::Packed { gaps, starts, weights },
            scales,
        })
    }

    /// The targets of a source with their weights before they are scaled.
    fn row(&self, source: u32) -> Vec<(u32, f32)> {
        let source = source as usize;
        let row = self.offsets[source] as usize..self.offsets[source + 1] as usize;
        match &self.cells {
            #[cfg(feature = "train")]
            Cells::Exact { targets, weights } => {
                targets[row.clone()].iter().copied().zip(weights[row].iter().copied()).collect()
            }
            Cells::Packed { gaps, starts, weights } => {
                let gaps = &gaps[starts[source] as usize..starts[source + 1] as usize];
                // What points past the catalogue's end points nowhere.
                let targets = gaps::targets(gaps).take_while(|&target| (target as usize) < self.scales.len());
                targets.zip(weights.as_i8()[row].iter().map(|&weight| f32::from(weight))).collect()
            }
        }
    }
}

impl Model for Neighbours {
    fn fold_in<'m>(&'m self, taste: Taste<'m>) -> Box<dyn FoldedIn + 'm> {
        let rows = taste.items.iter().map(|&source| self.row(source)).collect();
        Box::new(NeighboursFoldedIn { model: self, taste, rows })
    }

    #[cfg(feature = "train")]
    fn pack(&self, writer: &mut pack::Writer) -> Result<()> {
        let tensor = |part| format!("{}.{part}", self.name);
        writer.u32(&tensor("offsets"), &self.offsets);
        match &self.cells {
            Cells::Packed { gaps, weights, .. } => {
                writer.u8(&tensor("gaps"), gaps);
                writer.i8(&tensor("weights"), weights.as_i8());
                writer.f32(&tensor("scales"), &self.scales);
            }
            Cells::Exact { targets, weights } => {
                let mut largest = vec![0.0f32; self.scales.len()];
                for (&target, weight) in targets.iter().zip(weights) {
                    let largest = &mut largest[target as usize];
                    *largest = largest.max(weight.abs());
                }
                let scales: Vec<f32> = largest.into_iter().map(|weight| weight / 127.0).collect();
                let quantise = |(&target, weight): (&u32, &f32)| {
                    let units = weight / scales[target as usize];
                    if units.is_finite() { units.round() as i8 } else { 0 }
                };
                let weights: Vec<i8> = targets.iter().zip(weights).map(quantise).collect();
                writer.u8(&tensor("gaps"), &gaps::encode(targets, &self.offsets));
                writer.i8(&tensor("weights"), &weights);
                writer.f32(&tensor("scales"), &scales);
            }
        }
        Ok(())
    }
}

/// Ascending targets as their differences, each in as few bytes as it needs (unsigned LEB128): a third of the
/// bytes, and half of them after gzip.
mod gaps {
    #[cfg(feature = "train")]
    pub(super) fn encode(targets: &[u32], offsets: &[u32]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(targets.len() * 2);
        for row in offsets.windows(2) {
            let mut next = 0;
            for &target in &targets[row[0] as usize..row[1] as usize] {
                let mut gap = target - next;
                while gap >= 0x80 {
                    bytes.push(gap as u8 | 0x80);
                    gap >>= 7;
                }
                bytes.push(gap as u8);
                next = target + 1;
            }
        }
        bytes
    }

    /// Where each row begins, and where the last one ends; `None` if there are not as many numbers as the
    /// offsets say.
    pub(super) fn starts(bytes: &[u8], offsets: &[u32]) -> Option<Vec<u32>> {
        let mut place = 0;
        let mut starts = Vec::with_capacity(offsets.len());
        starts.push(0);
        for row in offsets.windows(2) {
            let mut missing = row[1] - row[0];
            while missing > 0 {
                // A number ends with the byte whose highest bit is not set: eight bytes at once, if none of them
                // can be the row's last.
                if let Some(chunk) = bytes[place..].first_chunk::<8>() {
                    let ends = (!u64::from_le_bytes(*chunk) & 0x8080_8080_8080_8080).count_ones();
                    if ends < missing {
                        (missing, place) = (missing - ends, place + 8);
                        continue;
                    }
                }
                missing -= u32::from(*bytes.get(place)? < 0x80);
                place += 1;
            }
            starts.push(place as u32);
        }
        (place == bytes.len()).then_some(starts)
    }

    /// The targets of one row; it ends before one that is past 32 bits.
    pub(super) fn targets(row: &[u8]) -> impl Iterator<Item = u32> {
        let mut bytes = row.iter();
        let mut next = 0u32;
        std::iter::from_fn(move || {
            let (mut gap, mut shift) = (0u32, 0);
            loop {
                let &byte = bytes.next()?;
                gap |= u32::from(byte & 0x7f).checked_shl(shift)?;
                shift += 7;
                if byte < 0x80 {
                    break;
                }
            }
            let target = next.checked_add(gap)?;
            next = target.checked_add(1)?;
            Some(target)
        })
    }

    #[cfg(all(test, feature = "train"))]
    mod tests {
        use super::encode;
        use super::starts;
        use super::targets;

        #[test]
        fn what_is_encoded_is_decoded() {
            let (all, offsets) = ([0, 1, 127, 128, 40_000, 3, 3_999_999], [0, 5, 5, 7]);
            let bytes = encode(&all, &offsets);
            let starts = starts(&bytes, &offsets).unwrap();
            let rows =
                starts.windows(2).map(|row| targets(&bytes[row[0] as usize..row[1] as usize]).collect::<Vec<_>>());
            assert_eq!(rows.collect::<Vec<_>>(), [&all[..5], &[], &all[5..]]);
        }

        #[test]
        fn many_rows_begin_where_they_should() {
            let mut random = fastrand::Rng::with_seed(2);
            let (mut all, mut offsets) = (Vec::new(), vec![0]);
            for _ in 0..300 {
                let (count, bits) = (random.u32(0..40), random.u32(3..22));
                let mut row: Vec<u32> = (0..count).map(|_| random.u32(0..1 << bits)).collect();
                row.sort_unstable();
                row.dedup();
                all.extend(row);
                offsets.push(all.len() as u32);
            }
            let bytes = encode(&all, &offsets);
            let starts = starts(&bytes, &offsets).unwrap();
            let decoded: Vec<u32> =
                starts.windows(2).flat_map(|row| targets(&bytes[row[0] as usize..row[1] as usize])).collect();
            assert_eq!(decoded, all);
        }

        #[test]
        fn bytes_too_few_or_too_many_are_refused_and_numbers_too_large_end_a_row() {
            let offsets = [0, 2, 5];
            let bytes = encode(&[1, 2, 3, 500, 70_000], &offsets);
            assert!(starts(&bytes[1..], &offsets).is_none());
            assert!(starts(&[&bytes[..], &[0]].concat(), &offsets).is_none());
            assert!(starts(&[0xff; 9], &[0, 1]).is_none());
            assert_eq!(targets(&[0xff; 9]).count(), 0);
            assert_eq!(targets(&[5, 0xff, 0xff, 0xff, 0xff, 0x0f]).collect::<Vec<_>>(), [5]);
        }
    }
}

struct NeighboursFoldedIn<'m> {
    model: &'m Neighbours,
    taste: Taste<'m>,
    /// Of each item of the history.
    rows: Vec<Vec<(u32, f32)>>,
}

impl FoldedIn for NeighboursFoldedIn<'_> {
    fn add_scores(&self, weight: f32, scores: &mut [f32]) {
        let mut sums = vec![0.0f32; scores.len()];
        for (row, event_weight) in self.rows.iter().zip(&*self.taste.weights) {
            for (target, weight) in row {
                sums[*target as usize] += event_weight * weight;
            }
        }
        for ((score, sum), scale) in scores.iter_mut().zip(sums).zip(&self.model.scales) {
            *score += weight * sum * scale;
        }
    }

    fn explain(&self, item: u32) -> Explanation {
        let scale = self.model.scales[item as usize];
        let contribution = |(row, event_weight): (&Vec<(u32, f32)>, &f32)| {
            let place = row.binary_search_by_key(&item, |&(target, _)| target).ok();
            place.map_or(0.0, |place| event_weight * row[place].1 * scale)
        };
        Explanation { prior: 0.0, events: self.rows.iter().zip(&*self.taste.weights).map(contribution).collect() }
    }
}
