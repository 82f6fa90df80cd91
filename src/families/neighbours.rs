//! Weights from item to item, by source: what item neighbourhoods, pruned EASE and content models come down
//! to once they are trained. A target's score is the sum of its weights from the history.

use super::{Explanation, FoldedIn, Model};
use crate::error::Result;
use crate::history::Taste;
use crate::pack;

pub(super) const QUANTISATION: &str = "int8 weights with one f32 scale per target item";

/// Liking item `j` adds `weights[p] × scales[targets[p]]` to the score of `targets[p]`, for `p` in
/// `offsets[j]..offsets[j + 1]`. By source, because a history is short and a catalogue long: folding in
/// touches only the rows of the history.
pub(super) struct Neighbours {
    /// What its tensors' names begin with.
    #[cfg(feature = "train")]
    name: &'static str,
    offsets: Vec<u32>,
    /// Ascending within a row.
    targets: Vec<u32>,
    weights: Weights,
    /// One for each target, so that its scores are scaled once.
    scales: Vec<f32>,
}

/// As trained, or as packed.
enum Weights {
    #[cfg(feature = "train")]
    Exact(Vec<f32>),
    Quantised(pack::Bytes),
}

impl Weights {
    fn get(&self, place: usize) -> f32 {
        match self {
            #[cfg(feature = "train")]
            Self::Exact(weights) => weights[place],
            Self::Quantised(weights) => f32::from(weights.signed()[place]),
        }
    }
}

impl Neighbours {
    /// From the targets of each source with their weights.
    #[cfg(feature = "train")]
    pub(super) fn new(name: &'static str, rows: Vec<Vec<(u32, f32)>>) -> Self {
        let items = rows.len();
        let (mut offsets, mut targets, mut weights) = (vec![0], Vec::new(), Vec::new());
        for mut row in rows {
            row.sort_unstable_by_key(|&(target, _)| target);
            targets.extend(row.iter().map(|&(target, _)| target));
            weights.extend(row.iter().map(|&(_, weight)| weight));
            offsets.push(targets.len() as u32);
        }
        Self { name, offsets, targets, weights: Weights::Exact(weights), scales: vec![1.0; items] }
    }

    pub(super) fn read(reader: &pack::Reader<'_>, name: &'static str) -> Result<Self> {
        let items = reader.items();
        let tensor = |part| format!("{name}.{part}");
        let weights = reader.shared_i8(&tensor("weights"))?;
        let offsets = reader.offsets(&tensor("offsets"), items, weights.len())?;
        let scales = reader.finite(&tensor("scales"), items)?;
        let targets = gaps::decode(&reader.u8(&tensor("gaps"))?, &offsets, items);
        let targets = targets.ok_or_else(|| pack::broken(format!("its weights in {name:?} name no items in order")))?;
        Ok(Self {
            #[cfg(feature = "train")]
            name,
            offsets,
            targets,
            weights: Weights::Quantised(weights),
            scales,
        })
    }

    fn row(&self, source: u32) -> std::ops::Range<usize> {
        self.offsets[source as usize] as usize..self.offsets[source as usize + 1] as usize
    }

    /// The largest weight of each target, in units of 1/127.
    #[cfg(feature = "train")]
    fn packed_scales(&self) -> Vec<f32> {
        let mut largest = vec![0.0f32; self.scales.len()];
        for (place, &target) in self.targets.iter().enumerate() {
            let weight = &mut largest[target as usize];
            *weight = weight.max(self.weights.get(place).abs());
        }
        largest.into_iter().zip(&self.scales).map(|(weight, scale)| weight * scale / 127.0).collect()
    }
}

impl Model for Neighbours {
    fn fold_in<'m>(&'m self, taste: Taste<'m>) -> Box<dyn FoldedIn + 'm> {
        Box::new(NeighboursFoldedIn { model: self, taste })
    }

    #[cfg(feature = "train")]
    fn pack(&self, writer: &mut pack::Writer) -> Result<()> {
        let tensor = |part| format!("{}.{part}", self.name);
        let scales = match &self.weights {
            #[cfg(feature = "train")]
            Weights::Exact(_) => self.packed_scales(),
            Weights::Quantised(_) => self.scales.clone(),
        };
        let quantise = |(place, &target): (usize, &u32)| {
            let target = target as usize;
            let units = self.weights.get(place) * self.scales[target] / scales[target];
            if units.is_finite() { units.round() as i8 } else { 0 }
        };
        writer.i8(&tensor("weights"), &self.targets.iter().enumerate().map(quantise).collect::<Vec<_>>());
        writer.u32(&tensor("offsets"), &self.offsets);
        writer.u8(&tensor("gaps"), &gaps::encode(&self.targets, &self.offsets));
        writer.f32(&tensor("scales"), &scales);
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

    /// `None` if the bytes are not as many numbers as the offsets say, or a target is not below `items`.
    pub(super) fn decode(bytes: &[u8], offsets: &[u32], items: usize) -> Option<Vec<u32>> {
        let mut bytes = bytes.iter();
        let mut targets = Vec::with_capacity(bytes.len().min(*offsets.last()? as usize));
        for row in offsets.windows(2) {
            let mut next = 0u32;
            for _ in row[0]..row[1] {
                let (mut gap, mut shift) = (0u32, 0);
                loop {
                    let &byte = bytes.next()?;
                    gap |= u32::from(byte & 0x7f).checked_shl(shift)?;
                    shift += 7;
                    if byte < 0x80 {
                        break;
                    }
                }
                let target = next.checked_add(gap).filter(|&target| (target as usize) < items)?;
                targets.push(target);
                next = target + 1;
            }
        }
        bytes.next().is_none().then_some(targets)
    }

    #[cfg(test)]
    mod tests {
        #[test]
        fn what_is_encoded_is_decoded_and_anything_else_refused() {
            let (targets, offsets) = ([0, 1, 127, 128, 40_000, 3, 3_999_999], [0, 5, 5, 7]);
            let bytes = super::encode(&targets, &offsets);
            assert_eq!(super::decode(&bytes, &offsets, 4_000_000).unwrap(), targets);
            assert!(super::decode(&bytes, &offsets, 3_999_999).is_none());
            assert!(super::decode(&bytes[1..], &offsets, 4_000_000).is_none());
            assert!(super::decode(&[&bytes[..], &[0]].concat(), &offsets, 4_000_000).is_none());
            assert!(super::decode(&[0xff; 9], &[0, 1], 4_000_000).is_none());
        }
    }
}

struct NeighboursFoldedIn<'m> {
    model: &'m Neighbours,
    taste: Taste<'m>,
}

impl FoldedIn for NeighboursFoldedIn<'_> {
    fn add_scores(&self, weight: f32, scores: &mut [f32]) {
        let mut sums = vec![0.0f32; scores.len()];
        for (source, event_weight) in self.taste.iter().filter(|&(_, weight)| weight != 0.0) {
            let row = self.model.row(source);
            let targets = &self.model.targets[row.clone()];
            // One loop for each kind of weight, so that the kind is not asked for each of them.
            match &self.model.weights {
                #[cfg(feature = "train")]
                Weights::Exact(weights) => {
                    for (&target, weight) in targets.iter().zip(&weights[row]) {
                        sums[target as usize] += event_weight * weight;
                    }
                }
                Weights::Quantised(weights) => {
                    for (&target, &weight) in targets.iter().zip(&weights.signed()[row]) {
                        sums[target as usize] += event_weight * f32::from(weight);
                    }
                }
            }
        }
        for ((score, sum), scale) in scores.iter_mut().zip(sums).zip(&self.model.scales) {
            *score += weight * sum * scale;
        }
    }

    fn explain(&self, item: u32) -> Explanation {
        let contribution = |(source, event_weight): (u32, f32)| {
            let row = self.model.row(source);
            let place = self.model.targets[row.clone()].binary_search(&item).ok()?;
            Some(event_weight * self.model.weights.get(row.start + place) * self.model.scales[item as usize])
        };
        Explanation { prior: 0.0, events: self.taste.iter().map(|event| contribution(event).unwrap_or(0.0)).collect() }
    }
}
