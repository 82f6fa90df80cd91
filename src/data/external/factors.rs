//! Item factors trained elsewhere in: a table with a list of numbers for each id, as Spark writes it, or a tensor
//! of items × factors, as `implicit` has it. Out: the factors of a catalogue's items.

use crate::cells::{parse_id, parse_number};
use crate::columns::{FACTORS, ITEM_ID};
use crate::external::files::{Aligned, Contents, ModelFiles, catalog_indices, insert_new, row_ids};
use crate::external::tensors::{Tensors, format_error};
use crate::table::Table;
use indexmap::IndexSet;
use penchant_base::limits::MAX_FACTORS;
use penchant_base::{Error, ErrorKind, Result};
use penchant_recommend::Catalog;

/// Item factors, row by row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Factors {
    /// The items' ids, each once.
    ids: IndexSet<String>,
    /// The number of factors of each item.
    pub width: usize,
    /// Items × `width`, all finite.
    numbers: Vec<f32>,
}

impl Factors {
    /// Reads factors of any format. In a table they are lists in a column such as `features` or `factors`: lists
    /// of Parquet or JSON, or texts such as `[0.1, 0.2]` or `0.1|0.2`. In safetensors they are the tensor
    /// `item_factors`, or else the only one with two dimensions, and the ids are those given or `item_ids`.
    ///
    /// Errors, which name the first faulty row: `data.format` for a number that is not finite, rows of different
    /// lengths, a repeated id, or more than [`MAX_FACTORS`] factors; `data.empty`; `io`.
    pub fn open(files: ModelFiles) -> Result<Self> {
        let mut factors = Self::default();
        files.for_each(&[], |contents| match contents {
            Contents::Tensors(tensors, ids) => factors.add_tensors(&tensors, ids),
            Contents::Table(table, item) => factors.add_table(table, item),
        })?;
        if factors.ids.is_empty() {
            return Err(Error::new(ErrorKind::DataEmpty, "there are no factors"));
        }
        Ok(factors)
    }

    fn add_table(&mut self, mut table: Table<'_>, item: Option<&str>) -> Result<()> {
        let item = table.require_column("item", item, ITEM_ID)?;
        let list = table.require_column("factors", None, FACTORS)?;
        table.select_columns([Some(item), Some(list)])?;
        table.for_each_row(0, |cells| {
            let members = cells[list].trim().trim_start_matches('[').trim_end_matches(']').split(['|', ',']);
            let row = parse_id(&cells[item])
                .and_then(|id| self.push(id, members.map(|member| parse_number(member, "factor"))));
            Ok(row)
        })?;
        Ok(())
    }

    fn add_tensors(&mut self, tensors: &Tensors<'_>, ids: Option<&[String]>) -> Result<()> {
        let name = tensors.first_of(&["item_factors"]).map(str::to_owned).or_else(|| tensors.only_of_rank(2));
        let name = name.ok_or_else(|| {
            format_error(format!(
                "expected a tensor `item_factors`, or only one of two dimensions; {}",
                tensors.describe()
            ))
        })?;
        let (width, numbers) = tensors.rows(&name)?;
        let ids = row_ids(tensors, ids, numbers.len() / width)?;
        for (index, (id, row)) in ids.iter().zip(numbers.chunks_exact(width)).enumerate() {
            let finite = |number: &f32| {
                number.is_finite().then_some(*number).ok_or_else(|| format!("{number} is not a finite number"))
            };
            self.push(id, row.iter().map(finite))
                .map_err(|fault| format_error(format!("row {}: {fault}", index + 1)))?;
        }
        Ok(())
    }

    /// The items' ids, in the order of their rows.
    pub fn ids(&self) -> impl Iterator<Item = &String> {
        self.ids.iter()
    }

    /// Adds an item's factors.
    fn push(&mut self, id: &str, factors: impl Iterator<Item = Result<f32, String>>) -> Result<(), String> {
        insert_new(&mut self.ids, id)?;
        let start = self.numbers.len();
        for factor in factors {
            self.numbers.push(factor?);
        }
        let width = self.numbers.len() - start;
        if width > MAX_FACTORS {
            return Err(format!("it has {width} factors; the maximum is {MAX_FACTORS}"));
        }
        if start == 0 {
            self.width = width;
        }
        if width != self.width {
            return Err(format!("it has {width} factors, but the rows before it have {}", self.width));
        }
        Ok(())
    }

    /// The factors of each of the catalogue's items. Items without factors get zeros, so that they score 0.
    ///
    /// Errors: `data.empty` if no item has factors.
    pub fn align_to(&self, catalog: &Catalog) -> Result<Aligned<Vec<f32>>> {
        let Aligned { values: indices, items_without, unknown_ids } = catalog_indices(&self.ids, catalog)?;
        let mut values = vec![0.0; catalog.len() * self.width];
        for (row, index) in self.numbers.chunks_exact(self.width).zip(indices) {
            if let Some(index) = index {
                values[index as usize * self.width..][..self.width].copy_from_slice(row);
            }
        }
        Ok(Aligned { values, items_without, unknown_ids })
    }
}
