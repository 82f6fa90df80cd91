//! The likes that models are trained on, as sparse matrices, users × items.

use penchant_linear::Csr;

/// Which users like which items of a catalogue, and when.
#[derive(Debug, Clone, PartialEq)]
pub struct Interactions {
    /// Users × items; where a user likes an item, the weight of the like: 1, or for counts of events more or less.
    pub likes: Csr,
    /// The time of each like whose time is known, in days since 1970; `None` if none is.
    pub days: Option<Csr>,
    /// Each user's items whose time is known in the order of time, oldest first; empty if no time is known.
    pub sequences: Vec<Vec<u32>>,
}

impl Interactions {
    /// Likes at unknown times.
    pub fn from_likes(likes: Csr) -> Self {
        Self { likes, days: None, sequences: Vec::new() }
    }

    /// The interactions of these users, in this order.
    ///
    /// Panics if a user is past the end, as indexing does.
    pub fn select_users(&self, users: &[u32]) -> Self {
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

    /// The interactions for which `keep`, called with user and item, returns `true`.
    pub fn filter(&self, keep: impl Fn(usize, u32) -> bool) -> Self {
        let kept = |(user, items): (usize, &Vec<u32>)| items.iter().copied().filter(|&item| keep(user, item)).collect();
        Self {
            likes: self.likes.filter(&keep),
            days: self.days.as_ref().map(|days| days.filter(&keep)),
            sequences: self.sequences.iter().enumerate().map(kept).collect(),
        }
    }

    /// The items with at least one like, ascending.
    pub fn liked_items(&self) -> Vec<u32> {
        let likes = self.likes.transpose();
        (0..likes.height() as u32).filter(|&item| !likes.row(item as usize).is_empty()).collect()
    }
}
