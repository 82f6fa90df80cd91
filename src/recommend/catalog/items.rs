//! All items of a catalogue, by index and by id.

use super::columns::Columns;
use super::id_index::IdIndex;
use penchant_base::{Error, ErrorKind, Result};

/// One item as it is shown. Borrowed from a [`Catalog`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item<'c> {
    /// The site's own id.
    pub id: &'c str,
    /// What people read.
    pub title: &'c str,
    /// The year it came out, if known.
    pub year: Option<u16>,
}

/// All items, in the order that every index of the crate refers to.
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
    /// A catalogue of these columns; an error says which of them do not fit together.
    pub fn new(columns: Columns) -> Result<Self> {
        let Columns { ids, titles, years, genre_names, genre_offsets, genres } = &columns;
        let wrong =
            |what: &str| Err(Error::new(ErrorKind::DataFormat, format!("the catalogue is inconsistent: {what}")));
        let count = ids.len();
        if titles.len() != count || years.len() != count || genre_offsets.len() != count + 1 {
            return wrong("its columns have different lengths");
        }
        let genres_end = genre_offsets.last().map(|&end| end as usize);
        if genre_offsets[0] != 0
            || genres_end != Some(genres.len())
            || genre_offsets.windows(2).any(|pair| pair[0] > pair[1])
        {
            return wrong("its genre offsets are not in order");
        }
        if genres.iter().any(|&genre| usize::from(genre) >= genre_names.len()) {
            return wrong("an item has a genre without a name");
        }
        match IdIndex::new(ids) {
            Ok(by_id) => Ok(Self { by_id, columns }),
            Err(id) => wrong(&format!("the id {id:?} occurs twice")),
        }
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.columns.ids.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.columns.ids.is_empty()
    }

    /// Item `index`. Panics past the end, as a slice does.
    pub fn item(&self, index: u32) -> Item<'_> {
        let index = index as usize;
        let year = (self.columns.years[index] != 0).then_some(self.columns.years[index]);
        Item { id: self.columns.ids.get(index), title: self.columns.titles.get(index), year }
    }

    /// The names of item `index`'s genres.
    pub fn genres(&self, index: u32) -> impl Iterator<Item = &str> {
        self.genre_indices(index).iter().map(|&genre| self.genre_name(genre))
    }

    /// Item `index`'s genres, each below [`Catalog::genre_count`].
    pub fn genre_indices(&self, index: u32) -> &[u16] {
        let index = index as usize;
        let range = self.columns.genre_offsets[index] as usize..self.columns.genre_offsets[index + 1] as usize;
        &self.columns.genres[range]
    }

    /// How many genres there are.
    pub fn genre_count(&self) -> usize {
        self.columns.genre_names.len()
    }

    /// The name of a genre. Panics past the end, as a slice does.
    pub fn genre_name(&self, genre: u16) -> &str {
        &self.columns.genre_names[usize::from(genre)]
    }

    /// The index of an id, if the catalogue has it.
    pub fn index_of(&self, id: &str) -> Option<u32> {
        self.by_id.find(id, &self.columns.ids)
    }

    /// The index of an id, or an error that names it.
    pub fn require(&self, id: &str) -> Result<u32> {
        self.index_of(id)
            .ok_or_else(|| Error::new(ErrorKind::ItemUnknown, format!("the catalogue has no item with the id {id:?}")))
    }

    /// The columns as they are stored.
    #[cfg(feature = "train")]
    pub(crate) fn columns(&self) -> &Columns {
        &self.columns
    }
}
