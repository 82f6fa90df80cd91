//! Items one by one in, a catalogue out.

use super::columns::Columns;
use super::items::{Catalog, Item};
use penchant_base::limits::{MAX_GENRES, MAX_TEXT_BYTES};
use penchant_base::{Error, ErrorKind, Result};

impl Catalog {
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
        if id.is_empty() || id.len() > MAX_TEXT_BYTES || title.len() > MAX_TEXT_BYTES {
            let message = format!("an item's id must not be empty, and id and title at most {} bytes", MAX_TEXT_BYTES);
            return Err(Error::new(ErrorKind::DataFormat, message));
        }
        let first = self.columns.genres.len();
        for name in genres {
            let genre = match self.genre_index.get(name) {
                Some(&genre) => genre,
                None if self.columns.genre_names.len() < MAX_GENRES => {
                    let genre = self.columns.genre_names.len() as u16;
                    self.columns.genre_names.push(name.to_owned());
                    self.genre_index.insert(name.to_owned(), genre);
                    genre
                }
                None => {
                    let message =
                        format!("the catalogue has more than {} genres: is the column the right one?", MAX_GENRES);
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

    /// The catalogue; `data.format` if an id occurs twice.
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
    fn an_id_that_occurs_twice_is_refused() {
        let mut builder = two_films();
        builder.push("a", "Another", None, []).unwrap();
        assert_eq!(builder.build().unwrap_err().kind(), ErrorKind::DataFormat);
    }
}
