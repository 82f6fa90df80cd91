//! One thing that a visitor said of an item or did with it.

use penchant_base::limits::MAX_TEXT_BYTES;
use penchant_base::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

/// What a visitor said of an item, or did with it. What is said counts before what is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Said: more of this. The item counts with weight 1.
    Like,
    /// Said: less of this. The item counts against its neighbours.
    Dislike,
    /// Said: so many of five stars, in [`Event::rating`]. Five weigh as a like, three nothing, one as a dislike.
    Rate,
    /// Said: not this one. As a dislike, at half its weight.
    NotInterested,
    /// Done: read, heard or watched to its end.
    Complete,
    /// Done: known already. The item says nothing of taste.
    Seen,
    /// Done: broken off. It counts a little against its neighbours, and may be recommended again.
    Skip,
}

impl Action {
    /// Whether the visitor said it, rather than did something that may mean it.
    pub(super) fn is_said(self) -> bool {
        matches!(self, Self::Like | Self::Dislike | Self::Rate | Self::NotInterested)
    }
}

/// One thing a visitor said or did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// The item's id.
    pub item: String,
    /// What was said of it.
    pub action: Action,
    /// When, in milliseconds since 1970; 0 if it is not known.
    #[serde(default)]
    pub at_ms: u64,
    /// Stars from 0.5 to 5, with [`Action::Rate`] and nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<f32>,
    /// Kept, and counted for nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub excluded: bool,
}

impl Event {
    /// Something said of an item, at the beginning of time.
    pub fn new(item: impl Into<String>, action: Action) -> Self {
        Self { item: item.into(), action, at_ms: 0, rating: None, excluded: false }
    }

    /// What it adds to the fold-in, in units of a like.
    pub(super) fn weight(&self) -> f32 {
        const DISLIKE: f32 = -0.5;
        match self.action {
            Action::Like => 1.0,
            Action::Dislike => DISLIKE,
            Action::Rate => {
                let stars = (self.rating.unwrap_or(NEUTRAL) - NEUTRAL) / (MAX_RATING - NEUTRAL);
                if stars > 0.0 { stars } else { -DISLIKE * stars }
            }
            Action::NotInterested => DISLIKE / 2.0,
            Action::Complete => 0.5,
            Action::Seen => 0.0,
            Action::Skip => DISLIKE / 5.0,
        }
    }

    /// Refuses an id that is empty or too long, and stars that are missing, misplaced or out of range.
    pub fn check(&self) -> Result<()> {
        let wrong = |what: String| Err(Error::new(ErrorKind::HistoryFormat, what));
        if self.item.is_empty() || self.item.len() > MAX_TEXT_BYTES {
            return wrong(format!("an event has an item id that is empty or longer than {MAX_TEXT_BYTES} bytes"));
        }
        match (self.action, self.rating) {
            (Action::Rate, Some(rating)) if (MIN_RATING..=MAX_RATING).contains(&rating) => Ok(()),
            (Action::Rate, _) => {
                wrong(format!("a rating of {:?} is not from {MIN_RATING} to {MAX_RATING} stars", self.item))
            }
            (_, Some(_)) => wrong(format!("an event of {:?} has stars and is no rating", self.item)),
            (_, None) => Ok(()),
        }
    }
}

const MIN_RATING: f32 = 0.5;
/// The stars of the best rating.
pub const MAX_RATING: f32 = 5.0;
/// The stars that say nothing of taste.
const NEUTRAL: f32 = 3.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_weigh_between_a_like_and_a_dislike() {
        let rated = |rating| Event { rating: Some(rating), ..Event::new("a", Action::Rate) }.weight();
        assert_eq!([5.0, 4.0, 3.0, 1.0].map(rated), [1.0, 0.5, 0.0, -0.5]);
    }
}
