//! One event of a history: feedback about an item, or something the visitor did with it.

use penchant_base::limits::MAX_TEXT_BYTES;
use penchant_base::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

/// What a visitor said about an item or did with it. Explicit feedback outranks behaviour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Feedback: more like this. The item has weight 1.
    Like,
    /// Feedback: less like this. The item lowers the scores of similar items, with half the weight of a like.
    Dislike,
    /// Feedback: a number of stars, in [`Event::rating`]. Five weigh as much as a like, three nothing, one as much as a
    /// dislike.
    Rate,
    /// Feedback: not this one. Half the weight of a dislike.
    NotInterested,
    /// Behaviour: read, heard or watched to the end. Half the weight of a like.
    Complete,
    /// Behaviour: known already. No weight.
    Seen,
    /// Behaviour: started and left. A fifth of the weight of a dislike; the item may be recommended again.
    Skip,
}

impl Action {
    /// Whether it is explicit feedback rather than behaviour.
    pub(super) fn is_explicit(self) -> bool {
        matches!(self, Self::Like | Self::Dislike | Self::Rate | Self::NotInterested)
    }
}

/// One event of a history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// The item's id.
    pub item: String,
    /// What the visitor said or did.
    pub action: Action,
    /// When it happened, in milliseconds since 1970; 0 if unknown.
    #[serde(default)]
    pub at_ms: u64,
    /// Stars from 0.5 to 5; only with [`Action::Rate`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<f32>,
    /// Whether the event is kept in the history but ignored.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub excluded: bool,
}

impl Event {
    /// An event at an unknown time, without a rating.
    pub fn new(item: impl Into<String>, action: Action) -> Self {
        Self { item: item.into(), action, at_ms: 0, rating: None, excluded: false }
    }

    /// The weight of the item when the history is folded in, in units of a like.
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

    /// Checks the id and the rating.
    ///
    /// Errors: `history.format` for an id that is empty or too long, a rating without stars or with stars out of range,
    /// and stars on another action.
    pub fn check(&self) -> Result<()> {
        let invalid = |message: String| Err(Error::new(ErrorKind::HistoryFormat, message));
        if self.item.is_empty() || self.item.len() > MAX_TEXT_BYTES {
            return invalid(format!("the item id of an event must have from 1 to {MAX_TEXT_BYTES} bytes"));
        }
        match (self.action, self.rating) {
            (Action::Rate, Some(rating)) if (MIN_RATING..=MAX_RATING).contains(&rating) => Ok(()),
            (Action::Rate, _) => {
                invalid(format!("the rating of item {:?} must have from {MIN_RATING} to {MAX_RATING} stars", self.item))
            }
            (_, Some(_)) => invalid(format!(
                "the event of item {:?} has stars, and only the action \"rate\" may have them",
                self.item
            )),
            (_, None) => Ok(()),
        }
    }
}

const MIN_RATING: f32 = 0.5;
/// The stars of the best rating.
pub const MAX_RATING: f32 = 5.0;
/// The stars that have no weight.
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
