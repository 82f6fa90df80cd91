//! A table of folds in: which users are held out together, and which of their items are hidden.

use super::columns::{ITEM, USER};
use super::ratings::Ratings;
use super::skipped::shown;
use super::source;
use crate::catalog::Catalog;
use crate::error::{Error, ErrorKind, Result};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Read;
use std::path::Path;

/// Which users are held out together, and which of their items are hidden.
#[derive(Debug, Clone, PartialEq)]
pub struct Fold {
    /// The held-out users.
    pub users: Vec<HeldOut>,
}

/// A held-out user.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldOut {
    /// Index into [`Ratings::users`].
    pub user: u32,
    /// Items given to the model.
    pub foldin: Vec<u32>,
    /// Items to be found.
    pub hidden: Vec<u32>,
}

/// Reads folds from a table with the columns fold, user, item and part (`foldin` or `hidden`).
/// Every id must stand in the ratings and in the catalogue.
pub fn read_folds(table: impl Read, ratings: &Ratings, catalog: &Catalog) -> Result<Vec<Fold>> {
    let table = source::stream(table, Path::new(""), &[])?;
    let column = |what: &str, names: &[&str]| table.require(what, None, names);
    let (fold, user) = (column("fold", &["fold"])?, column("user", USER)?);
    let (item, part) = (column("item", ITEM)?, column("part", &["part"])?);
    let users: HashMap<&str, u32> = ratings.users.iter().map(String::as_str).zip(0..).collect();
    let mut folds: BTreeMap<u32, BTreeMap<u32, HeldOut>> = BTreeMap::new();
    table.read(0, |cells| {
        let read = || -> Result<(u32, u32, u32, bool), String> {
            let cell = |column: usize| cells[column].trim();
            let fold = cell(fold).parse().map_err(|_| format!("{} is no fold's number", shown(cell(fold))))?;
            let user =
                *users.get(cell(user)).ok_or_else(|| format!("the ratings have no user {}", shown(cell(user))))?;
            let item = catalog.require(cell(item)).map_err(|error| error.to_string())?;
            match cell(part) {
                "foldin" => Ok((fold, user, item, false)),
                "hidden" => Ok((fold, user, item, true)),
                other => Err(format!("{} is neither \"foldin\" nor \"hidden\"", shown(other))),
            }
        };
        Ok(read().map(|(fold, user, item, hidden)| {
            let users = folds.entry(fold).or_default();
            let of_user = users.entry(user).or_insert_with(|| HeldOut { user, foldin: Vec::new(), hidden: Vec::new() });
            if hidden { of_user.hidden.push(item) } else { of_user.foldin.push(item) }
        }))
    })?;
    let folds: Vec<_> = folds.into_values().map(|users| Fold { users: users.into_values().collect() }).collect();
    let held_out: Vec<_> = folds.iter().flat_map(|fold| fold.users.iter().map(|held_out| held_out.user)).collect();
    if folds.len() < 2 || held_out.iter().collect::<HashSet<_>>().len() != held_out.len() {
        let message = "there must be at least two folds, and each user in one of them only";
        return Err(Error::new(ErrorKind::DataFormat, message));
    }
    Ok(folds)
}
