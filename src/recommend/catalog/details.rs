//! What is shown of an item besides its title, year and genres: who made it, who is in it, what it is about, how long it
//! takes, and where there is more about it. No model reads this. A column that no item has takes no space.

use super::items::Catalog;
use super::strings::Strings;
use penchant_base::limits::MAX_TEXT_BYTES;
use penchant_base::{Error, ErrorKind, Result};
use serde::Serialize;

/// The details of one item, empty where they are unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details<'c> {
    /// Directors, authors, artists, developers.
    pub creators: Vec<&'c str>,
    /// Actors, and others who perform.
    pub cast: Vec<&'c str>,
    /// What it is about.
    pub synopsis: Option<&'c str>,
    /// How long it takes.
    pub minutes: Option<u16>,
    /// An address on the web, `http` or `https`.
    pub link: Option<String>,
}

/// A kind of detail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Detail {
    Creators,
    Cast,
    Synopsis,
    Minutes,
    Link,
}

impl Detail {
    /// Its name, as reports and options have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Creators => "creators",
            Self::Cast => "cast",
            Self::Synopsis => "synopsis",
            Self::Minutes => "minutes",
            Self::Link => "link",
        }
    }
}

/// How many items have a detail, and how much of a pack it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DetailSize {
    /// Which one.
    pub detail: Detail,
    /// The items that have it.
    pub items: usize,
    /// The bytes of its column.
    pub bytes: usize,
}

/// The columns of the details as they are stored; `None` for one that no item has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DetailColumns {
    /// The names of each item, each in a line.
    pub creators: Option<Strings>,
    /// As `creators`.
    pub cast: Option<Strings>,
    /// A text for each item.
    pub synopsis: Option<Strings>,
    /// A number for each item; 0 is unknown.
    pub minutes: Option<Vec<u16>>,
    /// What each item's link has after `link_prefix`; empty for an item without one.
    pub links: Option<Strings>,
    /// What all links begin with.
    pub link_prefix: String,
}

/// Between the names of one item.
const LINE_END: char = '\n';

impl DetailColumns {
    /// Checks columns that were read.
    ///
    /// Errors: what is wrong, if a column does not have `count` items or if a link is not one of the web.
    pub(super) fn check(&self, count: usize) -> Result<(), &'static str> {
        let strings = [&self.creators, &self.cast, &self.synopsis, &self.links];
        let fits = strings.into_iter().flatten().all(|column| column.len() == count)
            && self.minutes.as_ref().is_none_or(|minutes| minutes.len() == count);
        if !fits {
            return Err("its columns have different lengths");
        }
        let mut links = self.links.iter().flat_map(Strings::iter).filter(|rest| !rest.is_empty());
        let prefix = &self.link_prefix;
        if !is_web_address(prefix) && links.any(|rest| !is_web_address(&format!("{prefix}{rest}"))) {
            return Err("a link does not begin with http:// or https://");
        }
        Ok(())
    }

    /// Adds the details of the item at `index`, which is after all that were added.
    pub(super) fn push(&mut self, index: usize, details: &Details<'_>) -> Result<()> {
        let names = |names: &[&str]| {
            // A line has one name.
            let names = names.iter().map(|name| name.replace(LINE_END, " "));
            names.collect::<Vec<_>>().join(&LINE_END.to_string())
        };
        put(&mut self.creators, index, &names(&details.creators))?;
        put(&mut self.cast, index, &names(&details.cast))?;
        put(&mut self.synopsis, index, details.synopsis.unwrap_or_default())?;
        put(&mut self.links, index, details.link.as_deref().unwrap_or_default())?;
        if let Some(minutes) = details.minutes {
            let column = self.minutes.get_or_insert_default();
            column.resize(index, 0);
            column.push(minutes);
        }
        Ok(())
    }

    /// Completes the columns for `count` items, and stores what all links begin with once.
    pub(super) fn complete(&mut self, count: usize) -> Result<()> {
        for column in [&mut self.creators, &mut self.cast, &mut self.synopsis, &mut self.links].into_iter().flatten() {
            pad(column, count)?;
        }
        if let Some(minutes) = &mut self.minutes {
            minutes.resize(count, 0);
        }
        if let Some(links) = &mut self.links {
            let prefix = common_prefix(links.iter().filter(|link| !link.is_empty())).to_owned();
            let mut rest = Strings::default();
            links.iter().try_for_each(|link| rest.push(link.strip_prefix(&prefix).unwrap_or_default()))?;
            (self.link_prefix, *links) = (prefix, rest);
        }
        Ok(())
    }
}

fn put(column: &mut Option<Strings>, index: usize, text: &str) -> Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    if text.len() > MAX_TEXT_BYTES {
        let message = format!("a detail of item {index} is longer than {MAX_TEXT_BYTES} bytes");
        return Err(Error::new(ErrorKind::DataFormat, message));
    }
    let column = column.get_or_insert_default();
    pad(column, index)?;
    column.push(text)
}

fn pad(column: &mut Strings, count: usize) -> Result<()> {
    (column.len()..count).try_for_each(|_| column.push(""))
}

/// What all links begin with, up to a slash, and shorter than each: what is left of a link is not empty.
fn common_prefix<'l>(mut links: impl Iterator<Item = &'l str>) -> &'l str {
    let Some(first) = links.next() else { return "" };
    let slash = |link: &str| link.trim_end_matches('/').rfind('/').map_or(0, |slash| slash + 1);
    let mut prefix = &first[..slash(first)];
    for link in links {
        while !link.starts_with(prefix) || link.len() == prefix.len() {
            prefix = &prefix[..slash(prefix)];
        }
    }
    prefix
}

/// Whether a text begins as an address on the web does, so that following it runs nothing.
fn is_web_address(text: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| text.starts_with(scheme))
}

impl Catalog {
    /// The details of the item at `index`. Panics if it is past the end, as indexing does.
    pub fn details(&self, index: u32) -> Details<'_> {
        let (columns, index) = (self.detail_columns(), index as usize);
        let rest = text(&columns.links, index);
        Details {
            creators: names(&columns.creators, index),
            cast: names(&columns.cast, index),
            synopsis: text(&columns.synopsis, index),
            minutes: columns.minutes.as_ref().map(|minutes| minutes[index]).filter(|&minutes| minutes != 0),
            link: rest.map(|rest| [&columns.link_prefix, rest].concat()),
        }
    }

    /// The details that some items have, with their sizes.
    pub fn detail_sizes(&self) -> Vec<DetailSize> {
        let columns = self.detail_columns();
        let size = |detail, column: &Strings| {
            let (text, offsets) = column.parts();
            let items = column.iter().filter(|text| !text.is_empty()).count();
            DetailSize { detail, items, bytes: text.len() + size_of_val(offsets) }
        };
        let strings = |detail, column: &Option<Strings>| column.as_ref().map(|column| size(detail, column));
        let minutes = columns.minutes.as_ref().map(|minutes| DetailSize {
            detail: Detail::Minutes,
            items: minutes.iter().filter(|&&minutes| minutes != 0).count(),
            bytes: size_of_val(&minutes[..]),
        });
        let link = strings(Detail::Link, &columns.links)
            .map(|size| DetailSize { bytes: size.bytes + columns.link_prefix.len(), ..size });
        let sizes = [
            strings(Detail::Creators, &columns.creators),
            strings(Detail::Cast, &columns.cast),
            strings(Detail::Synopsis, &columns.synopsis),
            minutes,
            link,
        ];
        sizes.into_iter().flatten().collect()
    }
}

fn text(column: &Option<Strings>, index: usize) -> Option<&str> {
    column.as_ref().map(|column| column.get(index)).filter(|text| !text.is_empty())
}

fn names(column: &Option<Strings>, index: usize) -> Vec<&str> {
    text(column, index).map(|names| names.split(LINE_END).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::CatalogBuilder;

    fn link(link: &str) -> Details<'static> {
        Details { link: Some(link.to_owned()), ..Details::default() }
    }

    fn catalog(details: &[Details<'_>]) -> Catalog {
        let mut builder = CatalogBuilder::new();
        for (index, details) in details.iter().enumerate() {
            builder.push_with_details(&index.to_string(), "Title", None, [], details).unwrap();
        }
        builder.build().unwrap()
    }

    #[test]
    fn details_are_those_that_were_given_whatever_others_have() {
        let full = Details {
            creators: vec!["Ridley Scott"],
            cast: vec!["Sigourney Weaver", "Tom Skerritt"],
            synopsis: Some("In space."),
            minutes: Some(117),
            link: Some("https://example.org/alien".to_owned()),
        };
        let given = [Details::default(), full, Details { minutes: Some(90), ..Details::default() }, Details::default()];
        let catalog = catalog(&given);
        for (details, index) in given.iter().zip(0..) {
            assert_eq!(&catalog.details(index), details);
        }
        assert_eq!(catalog.select([3, 1]).unwrap().details(1), given[1]);
        let sizes = catalog.detail_sizes();
        let items: Vec<_> = sizes.iter().map(|size| (size.detail, size.items)).collect();
        let expected =
            [(Detail::Creators, 1), (Detail::Cast, 1), (Detail::Synopsis, 1), (Detail::Minutes, 2), (Detail::Link, 1)];
        assert_eq!(items, expected);
        assert_eq!(sizes[3].bytes, 8);
    }

    #[test]
    fn what_no_item_has_takes_no_space() {
        assert_eq!(catalog(&[Details::default(), Details::default()]).detail_sizes(), []);
    }

    #[test]
    fn what_all_links_begin_with_is_stored_once() {
        for links in [
            &["https://a.org/x/1", "https://a.org/x/22", "https://a.org/y"][..],
            &["https://a.org/", "https://a.org/b"],
            &["https://a.org/same", "https://a.org/same"],
            &["http://a.org", "https://a.org"],
            &["https://é.org/é/a", "https://é.org/è/a"],
            &["https://a.org/x/"],
        ] {
            let details: Vec<_> = links.iter().copied().map(link).collect();
            let catalog = catalog(&details);
            let read: Vec<_> = (0..links.len() as u32).filter_map(|index| catalog.details(index).link).collect();
            assert_eq!(read, links);
        }
        let many: Vec<_> = (0..100).map(|id| link(&format!("https://example.org/films/{id}/"))).collect();
        assert!(catalog(&many).detail_sizes()[0].bytes < 100 * 8 + 40);
    }
}
