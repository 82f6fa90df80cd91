//! What factors and neighbours made elsewhere have in common: where they are read from, the ids of their
//! rows, and their places in a catalogue.

use crate::columns::ITEM;
use crate::external::tensors::{self, Tensors, wrong};
use crate::ratings::id;
use crate::skipped_rows::shown;
use crate::source;
use crate::table::Table;
use indexmap::IndexSet;
use penchant_base::limits::MAX_ITEMS;
use penchant_base::{Error, ErrorKind, Result};
use penchant_recommend::Catalog;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Where numbers made elsewhere are read from.
#[derive(Debug, Default)]
pub struct MadeElsewhere {
    /// One file, or the parts of one table as Spark writes them. The names help to guess the format.
    pub parts: Vec<(PathBuf, File)>,
    /// The ids of the rows of tensors, where they do not stand among them.
    pub ids: Option<Vec<String>>,
    /// The column of items, where a table has one of this name.
    pub item_column: Option<String>,
}

/// One file of a [`MadeElsewhere`].
pub(crate) enum Part<'p> {
    /// With the ids that were given.
    Tensors(Tensors<'p>, Option<&'p [String]>),
    /// With the name of the column of items, if it has one of that name.
    Table(Table<'p>, Option<&'p str>),
}

impl MadeElsewhere {
    /// Opens one file after the other. Columns without a header go by `positional`.
    pub(crate) fn each(self, positional: &[&str], mut take: impl FnMut(Part<'_>) -> Result<()>) -> Result<()> {
        let (ids, several) = (self.ids.as_deref(), self.parts.len() > 1);
        for (name, file) in self.parts {
            let read = || match tensors::read(&file)? {
                Some(_) if several => Err(wrong("tensors are read from one file: give it alone".to_owned())),
                Some(bytes) => take(Part::Tensors(Tensors::of(&bytes)?, ids)),
                None if ids.is_some() => Err(Error::new(
                    ErrorKind::Argument,
                    "this is a table and has its ids in a column: leave --ids out, which is for tensors",
                )),
                None => {
                    let table = source::open(file.into(), &name, positional)?;
                    let called = table.only_if_there(self.item_column.as_deref());
                    take(Part::Table(table, called))
                }
            };
            read().map_err(|error: Error| error.about(name.display()))?;
        }
        Ok(())
    }
}

/// Something in the order of a catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed<T> {
    /// What there is for each of the catalogue's items.
    pub of_items: T,
    /// How many of the catalogue's items there is nothing for.
    pub missing: usize,
    /// How many ids were left out because the catalogue does not have them.
    pub unknown: usize,
}

/// The ids of a table's column of items, or of a text with one id a line, in their order.
///
/// Errors: `data.format` at the first row that is not one, `data.empty`.
pub fn read_ids(file: File, name: &Path, item_column: Option<&str>) -> Result<Vec<String>> {
    let mut table = source::open(file.into(), name, &["item"])?;
    let mut ids = Vec::new();
    let place = match (table.only_if_there(item_column), &table.header[..]) {
        // A list without a header: what was taken for one is the first id.
        (None, [first]) if table.unit == "line" && table.find(None, ITEM)?.is_none() => {
            ids.push(first.clone());
            0
        }
        (called, _) => table.require("item", called, ITEM)?,
    };
    table.keep([Some(place)])?;
    table.read(0, |cells| Ok(id(&cells[place]).map(|id| ids.push(id.to_owned()))))?;
    Ok(ids)
}

/// The ids of so many rows of tensors: of the tensor of ids, or as they were given.
pub(crate) fn ids_of_rows(tensors: &Tensors<'_>, given: Option<&[String]>, rows: usize) -> Result<Vec<String>> {
    let ids = match (given, tensors.named(&["item_ids", "ids"])) {
        (Some(ids), _) => ids.to_vec(),
        (None, Some(name)) => tensors.whole(name)?.iter().map(i64::to_string).collect(),
        (None, None) => {
            let message = format!(
                "nothing says whose these rows are: add a tensor `item_ids` of whole numbers, or give --ids, a table \
                 or list of {rows} ids in the rows' order; {}",
                tensors.list()
            );
            return Err(wrong(message));
        }
    };
    if ids.len() != rows {
        return Err(wrong(format!("there are {} ids for {rows} rows: each row wants one", ids.len())));
    }
    Ok(ids)
}

/// The place of an id that may have been there before, and whether it is new.
pub(crate) fn insert(ids: &mut IndexSet<String>, id: &str) -> Result<(u32, bool), String> {
    let (place, new) = match ids.get_index_of(id) {
        Some(place) => (place, false),
        None => ids.insert_full(id.to_owned()),
    };
    if place < MAX_ITEMS { Ok((place as u32, new)) } else { Err(format!("there are more than {MAX_ITEMS} items")) }
}

/// The place of an id that must not have been there before.
pub(crate) fn insert_new(ids: &mut IndexSet<String>, id: &str) -> Result<u32, String> {
    match insert(ids, id)? {
        (place, true) => Ok(place),
        (_, false) => Err(format!("the id {} stands twice", shown(id))),
    }
}

/// The place of each id in the catalogue; how many of the catalogue's items have none; how many ids have none.
pub(crate) fn places(ids: &IndexSet<String>, catalog: &Catalog) -> Result<Placed<Vec<Option<u32>>>> {
    let of_items: Vec<_> = ids.iter().map(|id| catalog.index_of(id)).collect();
    let known = of_items.iter().flatten().count();
    if known == 0 {
        let first = |id: Option<&str>| id.map(shown).unwrap_or_default();
        let message = format!(
            "none of the {} ids, such as {}, is in the catalogue, whose ids are such as {}: are these the ids of the \
             table of items?",
            ids.len(),
            first(ids.first().map(String::as_str)),
            first((!catalog.is_empty()).then(|| catalog.item(0).id))
        );
        return Err(Error::new(ErrorKind::DataEmpty, message));
    }
    Ok(Placed { missing: catalog.len() - known, unknown: ids.len() - known, of_items })
}
