//! Weights from item to item trained elsewhere in: a table of pairs, or a sparse matrix as SciPy has it. Out: for
//! each item of a catalogue, its neighbours with their weights.

use crate::cells::{parse_id, parse_number, quote};
use crate::columns::{ITEM_ID, NEIGHBOUR, NEIGHBOURS_COLUMNS, SOURCE, WEIGHT};
use crate::external::files::{Aligned, Contents, ModelFiles, catalog_indices, insert, insert_new, row_ids};
use crate::external::tensors::{Tensors, format_error};
use crate::table::Table;
use indexmap::IndexSet;
use penchant_base::{Error, ErrorKind, Result};
use penchant_recommend::Catalog;

/// An item's neighbours, as indices into a catalogue, with their weights.
pub type NeighbourRow = Vec<(u32, f32)>;

/// Weights from item to item.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Neighbours {
    /// The items' ids, each once.
    ids: IndexSet<String>,
    /// Item, neighbour and weight: a like of the item adds the weight to the neighbour's score. Sorted, each pair
    /// once, without weights of 0.
    weights: Vec<(u32, u32, f32)>,
    /// The number of weights from an item to itself, which were left out: liked items are not recommended.
    pub self_weights: usize,
}

impl Neighbours {
    /// Reads weights of any format. A table has columns for item, neighbour and weight. In safetensors they
    /// are `data`, `indices` and `indptr` of a SciPy matrix in CSR, whose rows are items and whose columns are
    /// neighbours, and the ids are those given or `item_ids`.
    ///
    /// Errors, which name the first faulty row: `data.format` for a weight that is not finite, a repeated pair, or
    /// tensors that do not fit together; `data.empty`; `io`.
    pub fn open(files: ModelFiles) -> Result<Self> {
        let mut neighbours = Self::default();
        files.for_each(NEIGHBOURS_COLUMNS, |contents| match contents {
            Contents::Tensors(tensors, ids) => neighbours.add_tensors(&tensors, ids),
            Contents::Table(table, item) => neighbours.add_table(table, item),
        })?;
        neighbours.sorted()
    }

    fn add_table(&mut self, mut table: Table<'_>, item: Option<&str>) -> Result<()> {
        let item = match item {
            Some(_) => table.require_column("item", item, ITEM_ID)?,
            None => table.require_column("item", None, &[SOURCE, ITEM_ID].concat())?,
        };
        let (neighbour, weight) =
            (table.require_column("neighbour", None, NEIGHBOUR)?, table.require_column("weight", None, WEIGHT)?);
        table.select_columns([Some(item), Some(neighbour), Some(weight)])?;
        table.for_each_row(0, |cells| {
            let mut row = || {
                let weight = parse_number(&cells[weight], "weight")?;
                Ok((
                    insert(&mut self.ids, parse_id(&cells[item])?)?.0,
                    insert(&mut self.ids, parse_id(&cells[neighbour])?)?.0,
                    weight,
                ))
            };
            Ok(row().map(|(item, neighbour, weight)| self.push(item, neighbour, weight)))
        })?;
        Ok(())
    }

    fn add_tensors(&mut self, tensors: &Tensors<'_>, ids: Option<&[String]>) -> Result<()> {
        let (weights, columns, ends) =
            (tensors.numbers("data")?, tensors.integers("indices")?, tensors.integers("indptr")?);
        let Some(rows) = ends.len().checked_sub(1) else {
            return Err(format_error("the tensor \"indptr\" is empty".into()));
        };
        let ids = row_ids(tensors, ids, rows)?;
        for (index, id) in ids.iter().enumerate() {
            insert_new(&mut self.ids, id).map_err(|fault| format_error(format!("id {}: {fault}", index + 1)))?;
        }
        let is_consistent = ends[0] == 0 && ends[rows] == weights.len() as i64 && columns.len() == weights.len();
        if !is_consistent || !ends.is_sorted() {
            let message =
                "`data`, `indices` and `indptr` do not fit together: save those of one scipy.sparse.csr_matrix";
            return Err(format_error(message.to_owned()));
        }
        for (row, range) in ends.windows(2).enumerate() {
            for index in range[0] as usize..range[1] as usize {
                let (column, weight) = (columns[index], weights[index]);
                let error = |fault: String| {
                    format_error(format!("weight {} of row {}: {fault}", index + 1 - range[0] as usize, row + 1))
                };
                let neighbour = u32::try_from(column).ok().filter(|&column| (column as usize) < rows);
                let neighbour =
                    neighbour.ok_or_else(|| error(format!("its column is {column}; expected 0 to {}", rows - 1)))?;
                if !weight.is_finite() {
                    return Err(error(format!("{weight} is not a finite number")));
                }
                self.push(row as u32, neighbour, weight);
            }
        }
        Ok(())
    }

    /// The ids of the items and their neighbours.
    pub fn ids(&self) -> impl Iterator<Item = &String> {
        self.ids.iter()
    }

    fn push(&mut self, item: u32, neighbour: u32, weight: f32) {
        if item == neighbour {
            self.self_weights += 1;
        } else if weight != 0.0 {
            self.weights.push((item, neighbour, weight));
        }
    }

    fn sorted(mut self) -> Result<Self> {
        if self.weights.is_empty() {
            return Err(Error::new(ErrorKind::DataEmpty, "there are no weights between different items"));
        }
        self.weights.sort_unstable_by_key(|&(item, neighbour, _)| (item, neighbour));
        match self.weights.windows(2).find(|pair| (pair[0].0, pair[0].1) == (pair[1].0, pair[1].1)) {
            Some(&[(item, neighbour, _), _]) => {
                let [item, neighbour] = [item, neighbour].map(|index| quote(&self.ids[index as usize]));
                Err(format_error(format!("the weight from {item} to {neighbour} appears twice: leave one of them out")))
            }
            _ => Ok(self),
        }
    }

    /// The neighbours of each of the catalogue's items, with their weights.
    ///
    /// Errors: `data.empty` if no item is in the catalogue.
    pub fn align_to(&self, catalog: &Catalog) -> Result<Aligned<Vec<NeighbourRow>>> {
        let Aligned { values: indices, items_without, unknown_ids } = catalog_indices(&self.ids, catalog)?;
        let mut values = vec![NeighbourRow::new(); catalog.len()];
        for &(item, neighbour, weight) in &self.weights {
            if let (Some(item), Some(neighbour)) = (indices[item as usize], indices[neighbour as usize]) {
                values[item as usize].push((neighbour, weight));
            }
        }
        Ok(Aligned { values, items_without, unknown_ids })
    }
}
