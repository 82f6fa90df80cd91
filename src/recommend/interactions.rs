//! What users did with items, as models are trained on it: a sparse users × items matrix, by rows.

use penchant_linear::Csr;

/// What users did with the items of a catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct Interactions {
    /// Users × items: 1 where a user likes an item.
    pub likes: Csr,
    /// When, in days since 1970, in the cells of `likes`; `None` if no times are known.
    pub days: Option<Csr>,
    /// Each user's items in the order of time, oldest first; empty if no times are known.
    pub sequences: Vec<Vec<u32>>,
}

impl Interactions {
    /// Likes alone, at no time.
    pub fn of_likes(likes: Csr) -> Self {
        Self { likes, days: None, sequences: Vec::new() }
    }

    /// Those of these users, in this order.
    pub fn of_users(&self, users: &[u32]) -> Self {
        Self {
            likes: self.likes.rows(users),
            days: self.days.as_ref().map(|days| days.rows(users)),
            sequences: if self.sequences.is_empty() {
                Vec::new()
            } else {
                users.iter().map(|&user| self.sequences[user as usize].clone()).collect()
            },
        }
    }

    /// Those that `keep` takes, by user and item.
    pub fn filter(&self, keep: impl Fn(usize, u32) -> bool) -> Self {
        let kept = |(user, items): (usize, &Vec<u32>)| items.iter().copied().filter(|&item| keep(user, item)).collect();
        Self {
            likes: self.likes.filter(&keep),
            days: self.days.as_ref().map(|days| days.filter(&keep)),
            sequences: self.sequences.iter().enumerate().map(kept).collect(),
        }
    }

    /// The items that somebody likes, ascending.
    pub fn liked_items(&self) -> Vec<u32> {
        let likes = self.likes.transpose();
        (0..likes.height() as u32).filter(|&item| !likes.row(item as usize).is_empty()).collect()
    }
}
