//! Item factors made elsewhere in: a table with a list of numbers for each id, as Spark writes it, or a tensor
//! of items × factors, as `implicit` has it. Out: the factors of a catalogue's items.

use crate::columns::{FACTORS, ITEM};
use crate::external::files::{MadeElsewhere, Part, Placed, ids_of_rows, insert_new, places};
use crate::external::tensors::{Tensors, wrong};
use crate::ratings::{id, number};
use crate::table::Table;
use indexmap::IndexSet;
use penchant_base::limits::MAX_FACTORS;
use penchant_base::{Error, ErrorKind, Result};
use penchant_recommend::Catalog;

/// Item factors, row by row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Factors {
    /// Whose they are; each once.
    ids: IndexSet<String>,
    /// Numbers per item.
    pub width: usize,
    /// Items × `width`, all finite.
    numbers: Vec<f32>,
}

impl Factors {
    /// Reads factors of any format. In a table they are lists in a column `features` (see the columns' names
    /// in the error for a table without one); in Parquet and JSON they are lists, in a text such as
    /// `[0.1, 0.2]` or `0.1|0.2`. In safetensors they are the tensor `item_factors`, or the only one with two
    /// dimensions, and the ids are `item_ids` or those given.
    ///
    /// Errors, with the place of the first fault: `data.format` for a number that is not finite, rows of
    /// different lengths, an id that stands twice, more than [`MAX_FACTORS`] numbers; `data.empty`; `io`.
    pub fn open(source: MadeElsewhere) -> Result<Self> {
        let mut factors = Self::default();
        source.each(&[], |part| match part {
            Part::Tensors(tensors, ids) => factors.add_tensors(&tensors, ids),
            Part::Table(table, item) => factors.add_table(table, item),
        })?;
        if factors.ids.is_empty() {
            return Err(Error::new(ErrorKind::DataEmpty, "there are no factors"));
        }
        Ok(factors)
    }

    fn add_table(&mut self, mut table: Table<'_>, item: Option<&str>) -> Result<()> {
        let item = table.require("item", item, ITEM)?;
        let list = table.require("factors", None, FACTORS)?;
        table.keep([Some(item), Some(list)])?;
        table.read(0, |cells| {
            let members = cells[list].trim().trim_start_matches('[').trim_end_matches(']').split(['|', ',']);
            let row = id(&cells[item]).and_then(|id| self.push(id, members.map(|member| number(member, "factor"))));
            Ok(row)
        })?;
        Ok(())
    }

    fn add_tensors(&mut self, tensors: &Tensors<'_>, ids: Option<&[String]>) -> Result<()> {
        let name = tensors.named(&["item_factors"]).map(str::to_owned).or_else(|| tensors.only(2));
        let name = name.ok_or_else(|| {
            wrong(format!("there is no tensor `item_factors`, and not one alone of two dimensions: {}", tensors.list()))
        })?;
        let (width, numbers) = tensors.rows(&name)?;
        let ids = ids_of_rows(tensors, ids, numbers.len() / width)?;
        for (place, (id, row)) in ids.iter().zip(numbers.chunks_exact(width)).enumerate() {
            let finite = |number: &f32| {
                number.is_finite().then_some(*number).ok_or_else(|| format!("{number} is no finite number"))
            };
            self.push(id, row.iter().map(finite)).map_err(|what| wrong(format!("row {}: {what}", place + 1)))?;
        }
        Ok(())
    }

    /// The items' ids, in the order of their rows.
    pub fn ids(&self) -> impl Iterator<Item = &String> {
        self.ids.iter()
    }

    /// Adds an item, or says what is wrong with it.
    fn push(&mut self, id: &str, factors: impl Iterator<Item = Result<f32, String>>) -> Result<(), String> {
        insert_new(&mut self.ids, id)?;
        let start = self.numbers.len();
        for factor in factors {
            self.numbers.push(factor?);
        }
        let width = self.numbers.len() - start;
        if width > MAX_FACTORS {
            return Err(format!("an item has {width} factors, of at most {MAX_FACTORS}"));
        }
        if start == 0 {
            self.width = width;
        }
        if width != self.width {
            return Err(format!("it has {width} factors, and the rows before have {}", self.width));
        }
        Ok(())
    }

    /// The factors of each item of a catalogue; zeros where there are none, so that the item scores 0.
    ///
    /// Errors: `data.empty` if there are none for any of them.
    pub fn place(&self, catalog: &Catalog) -> Result<Placed<Vec<f32>>> {
        let Placed { of_items: places, missing, unknown } = places(&self.ids, catalog)?;
        let mut of_items = vec![0.0; catalog.len() * self.width];
        for (row, place) in self.numbers.chunks_exact(self.width).zip(places) {
            if let Some(place) = place {
                of_items[place as usize * self.width..][..self.width].copy_from_slice(row);
            }
        }
        Ok(Placed { of_items, missing, unknown })
    }
}
