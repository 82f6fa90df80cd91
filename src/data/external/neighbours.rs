//! Weights from item to item made elsewhere in: a table of pairs, or a sparse matrix as SciPy has it. Out:
//! what liking each item of a catalogue adds to the score of which others.

use crate::columns::{ITEM, NEIGHBOUR, NEIGHBOURS_WITHOUT_HEADER, SOURCE, WEIGHT};
use crate::external::files::{MadeElsewhere, Part, Placed, ids_of_rows, insert, insert_new, places};
use crate::external::tensors::{Tensors, wrong};
use crate::ratings::{id, number};
use crate::skipped_rows::shown;
use crate::table::Table;
use indexmap::IndexSet;
use penchant_base::{Error, ErrorKind, Result};
use penchant_recommend::Catalog;

/// An item's neighbours, as indices into a catalogue, with their weights.
pub type NeighbourRow = Vec<(u32, f32)>;

/// Weights from item to item.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Neighbours {
    /// Each once.
    ids: IndexSet<String>,
    /// An item, its neighbour and the weight: liking the item adds the weight to the neighbour's score. In
    /// order, each pair once, no weight 0.
    weights: Vec<(u32, u32, f32)>,
    /// How many weights of an item on itself were left out: what is liked already is not recommended.
    pub of_themselves: usize,
}

impl Neighbours {
    /// Reads weights of any format. A table has columns for item, neighbour and weight. In safetensors they
    /// are the parts `data`, `indices` and `indptr` of a SciPy matrix in CSR, whose rows are the items and
    /// whose columns the neighbours, and the ids are `item_ids` or those given.
    ///
    /// Errors, with the place of the first fault: `data.format` for a weight that is not finite, a pair that
    /// stands twice, parts that do not fit together; `data.empty`; `io`.
    pub fn open(source: MadeElsewhere) -> Result<Self> {
        let mut neighbours = Self::default();
        source.each(NEIGHBOURS_WITHOUT_HEADER, |part| match part {
            Part::Tensors(tensors, ids) => neighbours.add_tensors(&tensors, ids),
            Part::Table(table, item) => neighbours.add_table(table, item),
        })?;
        neighbours.sorted()
    }

    fn add_table(&mut self, mut table: Table<'_>, item: Option<&str>) -> Result<()> {
        let item = match item {
            Some(_) => table.require("item", item, ITEM)?,
            None => table.require("item", None, &[SOURCE, ITEM].concat())?,
        };
        let (neighbour, weight) =
            (table.require("neighbour", None, NEIGHBOUR)?, table.require("weight", None, WEIGHT)?);
        table.keep([Some(item), Some(neighbour), Some(weight)])?;
        table.read(0, |cells| {
            let mut row = || {
                let weight = number(&cells[weight], "weight")?;
                Ok((
                    insert(&mut self.ids, id(&cells[item])?)?.0,
                    insert(&mut self.ids, id(&cells[neighbour])?)?.0,
                    weight,
                ))
            };
            Ok(row().map(|(item, neighbour, weight)| self.push(item, neighbour, weight)))
        })?;
        Ok(())
    }

    fn add_tensors(&mut self, tensors: &Tensors<'_>, ids: Option<&[String]>) -> Result<()> {
        let (weights, columns, ends) = (tensors.numbers("data")?, tensors.whole("indices")?, tensors.whole("indptr")?);
        let Some(rows) = ends.len().checked_sub(1) else { return Err(wrong("the tensor \"indptr\" is empty".into())) };
        let ids = ids_of_rows(tensors, ids, rows)?;
        for (place, id) in ids.iter().enumerate() {
            insert_new(&mut self.ids, id).map_err(|what| wrong(format!("id {}: {what}", place + 1)))?;
        }
        let fit = ends[0] == 0 && ends[rows] == weights.len() as i64 && columns.len() == weights.len();
        if !fit || !ends.is_sorted() {
            let message =
                "`data`, `indices` and `indptr` do not fit together: save those of one scipy.sparse.csr_matrix";
            return Err(wrong(message.to_owned()));
        }
        for (row, range) in ends.windows(2).enumerate() {
            for place in range[0] as usize..range[1] as usize {
                let (column, weight) = (columns[place], weights[place]);
                let fault = |what: String| {
                    wrong(format!("weight {} of row {}: {what}", place + 1 - range[0] as usize, row + 1))
                };
                let neighbour = u32::try_from(column).ok().filter(|&column| (column as usize) < rows);
                let neighbour = neighbour.ok_or_else(|| fault(format!("it is on item {column} of {rows}")))?;
                if !weight.is_finite() {
                    return Err(fault(format!("{weight} is no finite number")));
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
            self.of_themselves += 1;
        } else if weight != 0.0 {
            self.weights.push((item, neighbour, weight));
        }
    }

    fn sorted(mut self) -> Result<Self> {
        if self.weights.is_empty() {
            return Err(Error::new(ErrorKind::DataEmpty, "there are no weights from an item to another"));
        }
        self.weights.sort_unstable_by_key(|&(item, neighbour, _)| (item, neighbour));
        match self.weights.windows(2).find(|pair| (pair[0].0, pair[0].1) == (pair[1].0, pair[1].1)) {
            Some(&[(item, neighbour, _), _]) => {
                let [item, neighbour] = [item, neighbour].map(|place| shown(&self.ids[place as usize]));
                Err(wrong(format!("the weight of {item} on {neighbour} stands twice: leave one of them out")))
            }
            _ => Ok(self),
        }
    }

    /// For each item of a catalogue its neighbours there with their weights.
    ///
    /// Errors: `data.empty` if no item is in the catalogue.
    pub fn place(&self, catalog: &Catalog) -> Result<Placed<Vec<NeighbourRow>>> {
        let Placed { of_items: places, missing, unknown } = places(&self.ids, catalog)?;
        let mut of_items = vec![NeighbourRow::new(); catalog.len()];
        for &(item, neighbour, weight) in &self.weights {
            if let (Some(item), Some(neighbour)) = (places[item as usize], places[neighbour as usize]) {
                of_items[item as usize].push((neighbour, weight));
            }
        }
        Ok(Placed { of_items, missing, unknown })
    }
}
