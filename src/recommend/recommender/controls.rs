//! What a visitor asks of a list beside its relevance.

use penchant_base::{Error, ErrorKind, Result};

/// What is asked of a list beside its relevance. All 0: nothing, and the list is in the order of scores.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Controls {
    /// How much unlike each other the items shall be, 0 to 1.
    pub diversity: f32,
    /// How closely the list's genres shall follow the history's, 0 to 1.
    pub calibration: f32,
    /// What a bit of surprise is worth, 0 to 1, in standard deviations of the scores: an item that half as many
    /// users like is a bit more surprising.
    pub novelty: f32,
    /// The chance of each place to go to any of the candidates, 0 to 1.
    pub exploration: f32,
    /// Of that chance: the same seed gives the same list.
    pub seed: u64,
}

/// Candidates beyond the asked number of items that may come into the list.
const LEAST_CANDIDATES: usize = 100;

impl Controls {
    /// What can be asked, by name.
    pub fn named(&self) -> [(&'static str, f32); 4] {
        let Self { diversity, calibration, novelty, exploration, .. } = *self;
        [("diversity", diversity), ("calibration", calibration), ("novelty", novelty), ("exploration", exploration)]
    }

    /// The control of this name.
    pub fn by_name(&mut self, name: &str) -> Option<&mut f32> {
        match name {
            "diversity" => Some(&mut self.diversity),
            "calibration" => Some(&mut self.calibration),
            "novelty" => Some(&mut self.novelty),
            "exploration" => Some(&mut self.exploration),
            _ => None,
        }
    }

    /// Whether nothing is asked.
    pub fn are_off(&self) -> bool {
        self.named().iter().all(|(_, value)| *value == 0.0)
    }

    /// Refuses what is not from 0 to 1.
    pub fn check(&self) -> Result<()> {
        match self.named().iter().find(|(_, value)| !(0.0..=1.0).contains(value)) {
            Some((name, value)) => {
                Err(Error::new(ErrorKind::Argument, format!("{name} is {value}: give a number from 0 to 1")))
            }
            None => Ok(()),
        }
    }

    /// How many candidates are wanted for a list of `n`.
    pub(super) fn candidates(&self, n: usize) -> usize {
        if self.are_off() { n } else { n.saturating_mul(4).max(LEAST_CANDIDATES) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_range_is_refused() {
        for diversity in [-0.1, 1.1, f32::NAN, f32::INFINITY] {
            assert!(Controls { diversity, ..Controls::default() }.check().is_err());
        }
    }
}
