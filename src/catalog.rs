//! The items that can be recommended: ids, titles, years, genres, and the way from an id to an index.
//! Text is kept in one block each, so that a million items are a handful of allocations.

use crate::error::{Error, ErrorKind, Result};
use crate::pack::Bytes;
use foldhash::fast::FixedState;
use hashbrown::hash_table::{Entry, HashTable};
use std::hash::BuildHasher;

/// Strings back to back: string `i` is `text[offsets[i]..offsets[i + 1]]`.
#[derive(Debug, Clone)]
pub struct Strings {
    text: Text,
    offsets: Vec<u32>,
}

/// UTF-8, as it was gathered or where it lies in a pack.
#[derive(Debug, Clone)]
enum Text {
    Gathered(String),
    Packed(Bytes),
}

impl Text {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Gathered(text) => text.as_bytes(),
            Self::Packed(bytes) => bytes,
        }
    }
}

impl Default for Strings {
    fn default() -> Self {
        Self { text: Text::Gathered(String::new()), offsets: vec![0] }
    }
}

impl PartialEq for Strings {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for Strings {}

impl Strings {
    /// Takes the parts apart again that [`Strings::parts`] gave; `None` if they do not fit together.
    pub fn from_parts(text: Bytes, offsets: Vec<u32>) -> Option<Self> {
        let checked = std::str::from_utf8(&text).ok()?;
        let ends = offsets.first() == Some(&0) && offsets.last().is_some_and(|&end| end as usize == text.len());
        let ordered = offsets.windows(2).all(|pair| pair[0] <= pair[1]);
        let on_characters = offsets.iter().all(|&offset| checked.is_char_boundary(offset as usize));
        (ends && ordered && on_characters).then_some(Self { text: Text::Packed(text), offsets })
    }

    /// The text and the offsets into it, one more than there are strings.
    pub fn parts(&self) -> (&[u8], &[u32]) {
        (self.text.bytes(), &self.offsets)
    }

    /// Adds a string at the end. Fails once all of them together pass 4 GiB.
    pub fn push(&mut self, string: &str) -> Result<()> {
        let end = u32::try_from(self.text.bytes().len() + string.len())
            .map_err(|_| Error::new(ErrorKind::DataFormat, "the catalogue's text is larger than 4 GiB"))?;
        if let Text::Packed(bytes) = &self.text {
            self.text = Text::Gathered(String::from_utf8_lossy(bytes).into_owned());
        }
        if let Text::Gathered(text) = &mut self.text {
            text.push_str(string);
        }
        self.offsets.push(end);
        Ok(())
    }

    /// How many strings there are.
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// String `index`. Panics past the end, as a slice does.
    pub fn get(&self, index: usize) -> &str {
        let bytes = &self.text.bytes()[self.offsets[index] as usize..self.offsets[index + 1] as usize];
        // All of the text was checked when it came.
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// All strings in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len()).map(|index| self.get(index))
    }
}

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
    /// The way back from an id: indices by the hash of their ids.
    by_id: HashTable<u32>,
}

impl PartialEq for Catalog {
    fn eq(&self, other: &Self) -> bool {
        self.columns == other.columns
    }
}

impl Eq for Catalog {}

/// The seed is fixed, so that a catalogue is always the same. Ids are the site's own: nobody gains by making them
/// collide.
fn hash(id: &str) -> u64 {
    FixedState::with_seed(0).hash_one(id)
}

/// The columns of a [`Catalog`] as they are stored; a year of 0 is an unknown one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// Ids, each once.
    pub ids: Strings,
    /// Titles, one for each id.
    pub titles: Strings,
    /// Years, one for each id.
    pub years: Vec<u16>,
    /// The names that `genres` refers to.
    pub genre_names: Vec<String>,
    /// Item `i` has `genres[genre_offsets[i]..genre_offsets[i + 1]]`.
    pub genre_offsets: Vec<u32>,
    /// Indices into `genre_names`.
    pub genres: Vec<u16>,
}

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
        let hash_of = |&index: &u32| hash(ids.get(index as usize));
        let mut by_id = HashTable::with_capacity(count);
        for (id, index) in ids.iter().zip(0..) {
            let same = |&other: &u32| ids.get(other as usize) == id;
            let Entry::Vacant(place) = by_id.entry(hash(id), same, hash_of) else {
                return wrong(&format!("the id {id:?} stands twice"));
            };
            place.insert(index);
        }
        Ok(Self { by_id, columns })
    }

    /// A catalogue of ids alone, which stand for the titles.
    pub fn of_ids<'i>(ids: impl IntoIterator<Item = &'i String>) -> Result<Self> {
        let mut builder = CatalogBuilder::new();
        ids.into_iter().try_for_each(|id| builder.push(id, id, None, []))?;
        builder.build()
    }

    /// A catalogue of some of the items alone, in the order they are given.
    ///
    /// Errors: `data.format` if an item is given twice. Panics past the end, as a slice does.
    pub fn keep(&self, items: impl IntoIterator<Item = u32>) -> Result<Self> {
        let mut builder = CatalogBuilder::new();
        for index in items {
            let Item { id, title, year } = self.item(index);
            builder.push(id, title, year, self.genres(index))?;
        }
        builder.build()
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

    /// How much of these items each genre has, an item spreading its weight evenly over its genres; all together
    /// 1, or 0 if no item has a genre and a weight.
    pub fn genre_shares(&self, items: impl IntoIterator<Item = (u32, f32)>) -> Vec<f64> {
        let mut shares = vec![0.0; self.genre_count()];
        for (item, weight) in items {
            let genres = self.genre_indices(item);
            genres.iter().for_each(|&genre| shares[usize::from(genre)] += f64::from(weight) / genres.len() as f64);
        }
        let total: f64 = shares.iter().sum();
        if total > 0.0 {
            shares.iter_mut().for_each(|share| *share /= total);
        }
        shares
    }

    /// The index of an id, if the catalogue has it.
    pub fn index_of(&self, id: &str) -> Option<u32> {
        self.by_id.find(hash(id), |&index| self.columns.ids.get(index as usize) == id).copied()
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

/// The share of two items' genres that both have (Jaccard); `None` if neither has any.
pub fn genre_overlap(a: &[u16], b: &[u16]) -> Option<f64> {
    let both = a.iter().filter(|genre| b.contains(genre)).count();
    let either = a.len() + b.len() - both;
    (either > 0).then(|| both as f64 / either as f64)
}

/// Gathers items one by one into a [`Catalog`].
#[derive(Debug, Default)]
pub struct CatalogBuilder {
    columns: Columns,
    genre_index: std::collections::BTreeMap<String, u16>,
}

impl CatalogBuilder {
    /// An empty one.
    pub fn new() -> Self {
        let columns = Columns { genre_offsets: vec![0], ..Columns::default() };
        Self { columns, ..Self::default() }
    }

    /// Adds an item; `genres` are names, of which one that is repeated counts once.
    pub fn push<'g>(
        &mut self,
        id: &str,
        title: &str,
        year: Option<u16>,
        genres: impl IntoIterator<Item = &'g str>,
    ) -> Result<()> {
        if id.is_empty() || id.len() > crate::limits::MAX_TEXT_BYTES || title.len() > crate::limits::MAX_TEXT_BYTES {
            let message = format!(
                "an item's id must not be empty, and id and title at most {} bytes",
                crate::limits::MAX_TEXT_BYTES
            );
            return Err(Error::new(ErrorKind::DataFormat, message));
        }
        let first = self.columns.genres.len();
        for name in genres {
            let genre = match self.genre_index.get(name) {
                Some(&genre) => genre,
                None if self.columns.genre_names.len() < crate::limits::MAX_GENRES => {
                    let genre = self.columns.genre_names.len() as u16;
                    self.columns.genre_names.push(name.to_owned());
                    self.genre_index.insert(name.to_owned(), genre);
                    genre
                }
                None => {
                    let message = format!(
                        "the catalogue has more than {} genres: is the column the right one?",
                        crate::limits::MAX_GENRES
                    );
                    return Err(Error::new(ErrorKind::DataFormat, message));
                }
            };
            if !self.columns.genres[first..].contains(&genre) {
                self.columns.genres.push(genre);
            }
        }
        self.columns.ids.push(id)?;
        self.columns.titles.push(title)?;
        self.columns.years.push(year.unwrap_or(0));
        self.columns.genre_offsets.push(self.columns.genres.len() as u32);
        Ok(())
    }

    /// The catalogue; fails if an id stands twice.
    pub fn build(self) -> Result<Catalog> {
        Catalog::new(self.columns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_films() -> CatalogBuilder {
        let mut builder = CatalogBuilder::new();
        builder.push("b", "Alien", Some(1979), ["Horror", "Sci-Fi"]).unwrap();
        builder.push("a", "Amélie", None, ["Comedy"]).unwrap();
        builder
    }

    #[test]
    fn finds_items_by_id_and_gives_their_text() {
        let catalog = two_films().build().unwrap();
        assert_eq!(catalog.index_of("a"), Some(1));
        assert_eq!(catalog.item(0), Item { id: "b", title: "Alien", year: Some(1979) });
        assert_eq!(catalog.genres(0).collect::<Vec<_>>(), ["Horror", "Sci-Fi"]);
        assert_eq!(catalog.require("c").unwrap_err().kind(), ErrorKind::ItemUnknown);
    }

    #[test]
    fn refuses_an_id_that_stands_twice() {
        let mut builder = two_films();
        builder.push("a", "Another", None, []).unwrap();
        assert_eq!(builder.build().unwrap_err().kind(), ErrorKind::DataFormat);
    }

    #[test]
    fn strings_refuse_offsets_inside_a_character() {
        let text = || Bytes::from("é".as_bytes().to_vec());
        assert!(Strings::from_parts(text(), vec![0, 1, 2]).is_none());
        assert!(Strings::from_parts(text(), vec![0, 2]).is_some());
        assert!(Strings::from_parts(vec![0xff].into(), vec![0, 1]).is_none());
    }
}
