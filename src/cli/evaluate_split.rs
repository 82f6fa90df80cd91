//! Splits that are not folds: a table of ratings to find, a date, or each user's last events.

use crate::tables;
use penchant_base::{Error, ErrorKind, Result};
use penchant_data::{Ratings, Warning, parse_day};
use penchant_evaluate::Split;
use penchant_recommend::{Catalog, Interactions};
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::str::FromStr;

/// How events are split into those to learn from and those to find.
#[derive(Clone, Copy)]
pub enum SplitRule {
    /// Those from this day on, in days since 1970, are to be found.
    FromDay(f32),
    /// As many of each user's last events are to be found.
    Last(usize),
}

impl FromStr for SplitRule {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let rule = match text.split_once(':') {
            Some(("time", date)) => parse_day(date).map(Self::FromDay),
            Some(("last", count)) => count.parse().ok().filter(|count| *count > 0).map(Self::Last),
            _ => None,
        };
        rule.ok_or_else(|| {
            let message = format!("{text:?} is not a split; expected one such as time:2016-01-01 or last:1");
            Error::new(ErrorKind::Argument, message)
        })
    }
}

impl SplitRule {
    /// Splits events.
    pub fn split(self, interactions: &Interactions) -> Result<Split> {
        let split = match self {
            Self::FromDay(day) => Split::from_day(interactions, day)?,
            Self::Last(count) => Split::last(interactions, count)?,
        };
        say_without_history(&split);
        Ok(split)
    }
}

/// The split whose events to find are the likes of another table. What cannot be found is left out, aloud.
pub fn by_test(
    path: &Path,
    test: &Ratings,
    ratings: &Ratings,
    catalog: &Catalog,
    positive_above: f32,
    interactions: &Interactions,
) -> Result<Split> {
    let users: HashMap<&str, u32> = ratings.users.iter().map(String::as_str).zip(0..).collect();
    let (mut unknown_users, mut unknown_items, mut known_pairs, mut not_liked) = (0, 0, 0, 0);
    let mut hidden: HashSet<(usize, u32)> = HashSet::new();
    for row in &test.rows {
        let user = users.get(test.users[row.user as usize].as_str());
        let item = catalog.index_of(&test.items[row.item as usize]);
        match (user, item) {
            _ if row.value <= positive_above => not_liked += 1,
            (None, _) => unknown_users += 1,
            (_, None) => unknown_items += 1,
            (Some(&user), Some(item)) if interactions.likes.row(user as usize).binary_search(&item).is_ok() => {
                known_pairs += 1;
            }
            (Some(&user), Some(item)) => drop(hidden.insert((user as usize, item))),
        }
    }
    let say = |count: usize, reason: &'static str| {
        if count > 0 {
            let example = "those of the table to find".to_owned();
            tables::warn(path, &Warning::LeftOutOfFolds { count, reason, example });
        }
    };
    say(not_liked, "they are no likes");
    say(unknown_users, "nothing is known of their users");
    say(unknown_items, "nothing is known of their items");
    say(known_pairs, "the ratings to learn from have them too");
    let split = Split::of_hidden(interactions, &hidden);
    say_without_history(&split);
    Ok(split)
}

fn say_without_history(split: &Split) {
    if split.without_history > 0 {
        eprintln!(
            "warning: {} users with events to find have none to learn from, and are left out",
            split.without_history
        );
    }
}
