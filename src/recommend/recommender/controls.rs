//! What else a list of recommendations is ranked by, besides relevance.

use penchant_base::{Error, ErrorKind, Result};

/// Variety, balance, novelty and chance in a list. If all are 0, the list is in the order of scores.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Controls {
    /// How different the items are from each other, 0 to 1.
    pub diversity: f32,
    /// How closely the genres of the list follow those of the history, 0 to 1.
    pub calibration: f32,
    /// The value of one bit of surprise, 0 to 1, in standard deviations of the scores. An item that half as many users
    /// like is one bit more surprising.
    pub novelty: f32,
    /// The probability that a position of the list goes to a random candidate, 0 to 1.
    pub exploration: f32,
    /// The seed of the random candidates: the same seed gives the same list.
    pub seed: u64,
}

/// The minimum number of candidates that are re-ranked.
const MIN_CANDIDATES: usize = 100;

impl Controls {
    /// The controls with their names.
    pub fn named(&self) -> [(&'static str, f32); 4] {
        let Self { diversity, calibration, novelty, exploration, .. } = *self;
        [("diversity", diversity), ("calibration", calibration), ("novelty", novelty), ("exploration", exploration)]
    }

    /// The control with this name.
    pub fn by_name(&mut self, name: &str) -> Option<&mut f32> {
        match name {
            "diversity" => Some(&mut self.diversity),
            "calibration" => Some(&mut self.calibration),
            "novelty" => Some(&mut self.novelty),
            "exploration" => Some(&mut self.exploration),
            _ => None,
        }
    }

    /// Whether all controls are 0.
    pub fn are_off(&self) -> bool {
        self.named().iter().all(|(_, value)| *value == 0.0)
    }

    /// Checks that every control is from 0 to 1.
    ///
    /// Errors: `argument` if one is not.
    pub fn check(&self) -> Result<()> {
        match self.named().iter().find(|(_, value)| !(0.0..=1.0).contains(value)) {
            Some((name, value)) => {
                Err(Error::new(ErrorKind::Argument, format!("{name} is {value}: give a number from 0 to 1")))
            }
            None => Ok(()),
        }
    }

    /// The number of candidates for a list of `n` items.
    pub(super) fn candidates(&self, n: usize) -> usize {
        if self.are_off() { n } else { n.saturating_mul(4).max(MIN_CANDIDATES) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_out_of_range_are_refused() {
        for diversity in [-0.1, 1.1, f32::NAN, f32::INFINITY] {
            assert!(Controls { diversity, ..Controls::default() }.check().is_err());
        }
    }
}
