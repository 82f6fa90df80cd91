//! The files of models trained elsewhere: tables or tensors in, the ids of their rows, and their indices in a
//! catalogue.

use crate::cells::{parse_id, quote};
use crate::columns::ITEM_ID;
use crate::external::tensors::{self, Tensors, format_error};
use crate::open;
use crate::options::TextOptions;
use crate::table::Table;
use indexmap::IndexSet;
use penchant_base::limits::MAX_ITEMS;
use penchant_base::{Error, ErrorKind, Result};
use penchant_recommend::Catalog;
use std::fs::File;
use std::path::{Path, PathBuf};

/// The files of a model trained elsewhere.
#[derive(Debug, Default)]
pub struct ModelFiles {
    /// A single file, or the parts of one table as Spark writes them. Their names help to guess the format.
    pub parts: Vec<(PathBuf, File)>,
    /// The ids of the rows of tensors, if the file has no tensor of ids.
    pub ids: Option<Vec<String>>,
    /// The name of the column of items, in tables that have a column of this name.
    pub item_column: Option<String>,
}

/// The contents of one of [`ModelFiles`].
pub(crate) enum Contents<'p> {
    /// Tensors, and the ids that were given for their rows.
    Tensors(Tensors<'p>, Option<&'p [String]>),
    /// A table, and the name of its column of items if that was given.
    Table(Table<'p>, Option<&'p str>),
}

impl ModelFiles {
    /// Opens each file and hands its contents to `read`. Tables without a header have the columns
    /// `default_header`.
    pub(crate) fn for_each(
        self,
        default_header: &[&str],
        mut read: impl FnMut(Contents<'_>) -> Result<()>,
    ) -> Result<()> {
        let (ids, several) = (self.ids.as_deref(), self.parts.len() > 1);
        for (name, file) in self.parts {
            let open = || match tensors::read(&file)? {
                Some(_) if several => Err(format_error(
                    "there are several files, but tensors are read from one: give it alone".to_owned(),
                )),
                Some(bytes) => read(Contents::Tensors(Tensors::parse(&bytes)?, ids)),
                None if ids.is_some() => Err(Error::new(
                    ErrorKind::Argument,
                    "a table has its ids in a column: leave --ids out, which is for tensors",
                )),
                None => {
                    let table = open::open(file.into(), &name, default_header, &TextOptions::default())?;
                    let item_column = table.existing_name(self.item_column.as_deref());
                    read(Contents::Table(table, item_column))
                }
            };
            open().map_err(|error: Error| error.about(name.display()))?;
        }
        Ok(())
    }
}

/// Values in the order of a catalogue's items.
#[derive(Debug, Clone, PartialEq)]
pub struct Aligned<T> {
    /// The values of each of the catalogue's items.
    pub values: T,
    /// The number of the catalogue's items that have no values.
    pub items_without: usize,
    /// The number of ids that were left out because the catalogue does not have them.
    pub unknown_ids: usize,
}

/// Reads ids, in their order, from a table's column of items or from a text with an id on each line.
///
/// Errors: `data.format`, with the first row that has no id; `data.empty`; `io`.
pub fn read_ids(file: File, name: &Path, item_column: Option<&str>) -> Result<Vec<String>> {
    let mut table = open::open(file.into(), name, &["item"], &TextOptions::default())?;
    let mut ids = Vec::new();
    let column = match (table.existing_name(item_column), &table.header[..]) {
        // A list without a header: what looked like one is the first id.
        (None, [first]) if table.unit == "line" && table.find_column(None, ITEM_ID)?.is_none() => {
            ids.push(first.clone());
            0
        }
        (name, _) => table.require_column("item", name, ITEM_ID)?,
    };
    table.select_columns([Some(column)])?;
    table.for_each_row(0, |cells| Ok(parse_id(&cells[column]).map(|id| ids.push(id.to_owned()))))?;
    Ok(ids)
}

/// The ids of the rows of a tensor: those given, or else those of the tensor of ids.
pub(crate) fn row_ids(tensors: &Tensors<'_>, given: Option<&[String]>, rows: usize) -> Result<Vec<String>> {
    let ids = match (given, tensors.first_of(&["item_ids", "ids"])) {
        (Some(ids), _) => ids.to_vec(),
        (None, Some(name)) => tensors.integers(name)?.iter().map(i64::to_string).collect(),
        (None, None) => {
            let message = format!(
                "the rows have no ids: add a tensor `item_ids` of whole numbers, or give --ids, a table or list of \
                 {rows} ids in the rows' order; {}",
                tensors.describe()
            );
            return Err(format_error(message));
        }
    };
    if ids.len() != rows {
        return Err(format_error(format!("there are {} ids for {rows} rows; each row needs one", ids.len())));
    }
    Ok(ids)
}

/// Adds an id unless it is there; its index, and whether it is new.
pub(crate) fn insert(ids: &mut IndexSet<String>, id: &str) -> Result<(u32, bool), String> {
    let (index, is_new) = match ids.get_index_of(id) {
        Some(index) => (index, false),
        None => ids.insert_full(id.to_owned()),
    };
    if index < MAX_ITEMS {
        Ok((index as u32, is_new))
    } else {
        Err(format!("there are more than {MAX_ITEMS} items, the maximum"))
    }
}

/// Adds an id, which must be new; its index.
pub(crate) fn insert_new(ids: &mut IndexSet<String>, id: &str) -> Result<u32, String> {
    match insert(ids, id)? {
        (index, true) => Ok(index),
        (_, false) => Err(format!("the id {} appears twice", quote(id))),
    }
}

/// The index of each id in the catalogue, and how many of either have no partner.
pub(crate) fn catalog_indices(ids: &IndexSet<String>, catalog: &Catalog) -> Result<Aligned<Vec<Option<u32>>>> {
    let values: Vec<_> = ids.iter().map(|id| catalog.index_of(id)).collect();
    let known = values.iter().flatten().count();
    if known == 0 {
        let first = |id: Option<&str>| id.map(quote).unwrap_or_default();
        let message = format!(
            "none of the {} ids is in the catalogue: the first is {}, and the catalogue's first is {}; use the ids of \
             the table of items",
            ids.len(),
            first(ids.first().map(String::as_str)),
            first((!catalog.is_empty()).then(|| catalog.item(0).id))
        );
        return Err(Error::new(ErrorKind::DataEmpty, message));
    }
    Ok(Aligned { values, items_without: catalog.len() - known, unknown_ids: ids.len() - known })
}
