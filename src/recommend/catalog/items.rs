//! The items of a catalogue, by index and by id.

use super::columns::Columns;
use super::details::{DetailSize, Details};
use super::id_index::IdIndex;
use penchant_base::{Error, ErrorKind, Result};

/// One item of a [`Catalog`], as it is displayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item<'c> {
    /// The site's id of the item.
    pub id: &'c str,
    /// The title to display.
    pub title: &'c str,
    /// The year of release, if known.
    pub year: Option<u16>,
}

/// The items that can be recommended. Everywhere in this crate, an item is an index into its catalogue.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    columns: Columns,
    by_id: IdIndex,
}

impl PartialEq for Catalog {
    fn eq(&self, other: &Self) -> bool {
        self.columns == other.columns
    }
}

impl Eq for Catalog {}

impl Catalog {
    /// A catalogue of these columns.
    ///
    /// Errors: `data.format` if they contradict each other or an id occurs twice.
    #[doc(hidden)]
    pub fn new(columns: Columns) -> Result<Self> {
        let Columns { ids, titles, years, genre_names, genre_offsets, genres, details } = &columns;
        let invalid =
            |reason: &str| Err(Error::new(ErrorKind::DataFormat, format!("the catalogue is invalid: {reason}")));
        let count = ids.len();
        if titles.len() != count || years.len() != count || genre_offsets.len() != count + 1 {
            return invalid("its columns have different lengths");
        }
        let genres_end = genre_offsets.last().map(|&end| end as usize);
        if genre_offsets[0] != 0
            || genres_end != Some(genres.len())
            || genre_offsets.windows(2).any(|pair| pair[0] > pair[1])
        {
            return invalid("its genre offsets are not in order");
        }
        if genres.iter().any(|&genre| usize::from(genre) >= genre_names.len()) {
            return invalid("an item has a genre without a name");
        }
        if let Err(reason) = details.check(count) {
            return invalid(reason);
        }
        match IdIndex::new(ids) {
            Ok(by_id) => Ok(Self { by_id, columns }),
            Err(id) => invalid(&format!("the id {id:?} occurs twice")),
        }
    }

    /// The number of items.
    pub fn len(&self) -> usize {
        self.columns.ids.len()
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.columns.ids.is_empty()
    }

    /// The item at `index`. Panics if it is past the end, as indexing does.
    pub fn item(&self, index: u32) -> Item<'_> {
        let index = index as usize;
        let year = (self.columns.years[index] != 0).then_some(self.columns.years[index]);
        Item { id: self.columns.ids.get(index), title: self.columns.titles.get(index), year }
    }

    /// The names of the genres of the item at `index`. Panics if it is past the end, as indexing does.
    pub fn genres(&self, index: u32) -> impl Iterator<Item = &str> {
        self.genre_indices(index).iter().map(|&genre| self.genre_name(genre))
    }

    /// The genres of the item at `index`, each below [`Catalog::genre_count`]. Panics if it is past the end, as
    /// indexing does.
    pub fn genre_indices(&self, index: u32) -> &[u16] {
        let index = index as usize;
        let range = self.columns.genre_offsets[index] as usize..self.columns.genre_offsets[index + 1] as usize;
        &self.columns.genres[range]
    }

    /// The number of genres.
    pub fn genre_count(&self) -> usize {
        self.columns.genre_names.len()
    }

    /// The name of a genre. Panics if it is past the end, as indexing does.
    pub fn genre_name(&self, genre: u16) -> &str {
        &self.columns.genre_names[usize::from(genre)]
    }

    /// The index of the item with this id, if the catalogue has it.
    pub fn index_of(&self, id: &str) -> Option<u32> {
        self.by_id.find(id, &self.columns.ids)
    }

    /// The index of the item with this id.
    ///
    /// Errors: `item.unknown` if the catalogue does not have it.
    pub fn require(&self, id: &str) -> Result<u32> {
        self.index_of(id)
            .ok_or_else(|| Error::new(ErrorKind::ItemUnknown, format!("the catalogue has no item with the id {id:?}")))
    }

    /// The details of the item at `index`. Panics if it is past the end, as indexing does.
    pub fn details(&self, index: u32) -> Details<'_> {
        self.columns.details.of(index as usize)
    }

    /// The details that some items have, with their sizes.
    pub fn detail_sizes(&self) -> Vec<DetailSize> {
        self.columns.details.sizes()
    }

    /// The columns as they are stored.
    #[cfg(feature = "train")]
    pub(crate) fn columns(&self) -> &Columns {
        &self.columns
    }
}
