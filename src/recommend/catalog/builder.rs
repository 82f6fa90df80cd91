//! Building a catalogue item by item.

use super::columns::Columns;
use super::details::Details;
use super::items::{Catalog, Item};
use penchant_base::limits::{MAX_GENRES, MAX_TEXT_BYTES};
use penchant_base::{Error, ErrorKind, Result};

impl Catalog {
    /// A catalogue of ids only, which are used as titles too.
    ///
    /// Errors: `data.format` for an id that is empty, too long or occurs twice.
    pub fn from_ids<'i>(ids: impl IntoIterator<Item = &'i String>) -> Result<Self> {
        let mut builder = CatalogBuilder::new();
        ids.into_iter().try_for_each(|id| builder.push(id, id, None, []))?;
        builder.build()
    }

    /// A catalogue of the given items only, in the given order.
    ///
    /// Errors: `data.format` if an item is given twice. Panics if an index is past the end, as indexing does.
    pub fn select(&self, items: impl IntoIterator<Item = u32>) -> Result<Self> {
        let mut builder = CatalogBuilder::new();
        for index in items {
            let Item { id, title, year } = self.item(index);
            builder.push_with_details(id, title, year, self.genres(index), &self.details(index))?;
        }
        builder.build()
    }
}

/// Builds a [`Catalog`] item by item.
#[derive(Debug, Default)]
pub struct CatalogBuilder {
    columns: Columns,
    genre_index: std::collections::BTreeMap<String, u16>,
}

impl CatalogBuilder {
    /// A builder without items.
    pub fn new() -> Self {
        let columns = Columns { genre_offsets: vec![0], ..Columns::default() };
        Self { columns, ..Self::default() }
    }

    /// Adds an item. `genres` are names; a repeated name counts once.
    ///
    /// Errors: `data.format` for an id that is empty, texts longer than [`MAX_TEXT_BYTES`], or more than [`MAX_GENRES`]
    /// genres.
    pub fn push<'g>(
        &mut self,
        id: &str,
        title: &str,
        year: Option<u16>,
        genres: impl IntoIterator<Item = &'g str>,
    ) -> Result<()> {
        self.push_with_details(id, title, year, genres, &Details::default())
    }

    /// As [`CatalogBuilder::push`], with more to show of the item.
    ///
    /// Errors: `data.format` too for details of which one is longer than [`MAX_TEXT_BYTES`].
    pub fn push_with_details<'g>(
        &mut self,
        id: &str,
        title: &str,
        year: Option<u16>,
        genres: impl IntoIterator<Item = &'g str>,
        details: &Details<'_>,
    ) -> Result<()> {
        if id.is_empty() || id.len() > MAX_TEXT_BYTES || title.len() > MAX_TEXT_BYTES {
            let message = format!(
                "the id of an item must not be empty, and id and title must have at most {MAX_TEXT_BYTES} bytes each"
            );
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
                        format!("the catalogue has more than {MAX_GENRES} genres: check which column has the genres");
                    return Err(Error::new(ErrorKind::DataFormat, message));
                }
            };
            if !self.columns.genres[first..].contains(&genre) {
                self.columns.genres.push(genre);
            }
        }
        self.columns.details.push(self.columns.ids.len(), details)?;
        self.columns.ids.push(id)?;
        self.columns.titles.push(title)?;
        self.columns.years.push(year.unwrap_or(0));
        self.columns.genre_offsets.push(self.columns.genres.len() as u32);
        Ok(())
    }

    /// The catalogue.
    ///
    /// Errors: `data.format` if an id occurs twice, or if a link is not one of the web.
    pub fn build(mut self) -> Result<Catalog> {
        self.columns.details.complete(self.columns.ids.len())?;
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
    fn items_are_found_by_id() {
        let catalog = two_films().build().unwrap();
        assert_eq!(catalog.index_of("a"), Some(1));
        assert_eq!(catalog.item(0), Item { id: "b", title: "Alien", year: Some(1979) });
        assert_eq!(catalog.genres(0).collect::<Vec<_>>(), ["Horror", "Sci-Fi"]);
        assert_eq!(catalog.require("c").unwrap_err().kind(), ErrorKind::ItemUnknown);
    }

    #[test]
    fn a_repeated_id_is_refused() {
        let mut builder = two_films();
        builder.push("a", "Another", None, []).unwrap();
        assert_eq!(builder.build().unwrap_err().kind(), ErrorKind::DataFormat);
    }
}
