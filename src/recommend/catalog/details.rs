//! What is shown of an item besides its title, year and genres: who made it, who is in it, what it is about, how long it
//! takes, and where there is more about it. No model reads this. A column that no item has takes no space.

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
    /// The texts of each item, in the order of `TEXTS`: names, each in a line; names; a text; and what the link has after
    /// `link_prefix`. A text is empty where nothing is known.
    pub texts: [Option<Strings>; TEXTS.len()],
    /// A number for each item; 0 is unknown.
    pub minutes: Option<Vec<u16>>,
    /// What all links begin with: one text.
    pub link_prefix: Option<Strings>,
}

/// The details that are texts.
pub const TEXTS: [Detail; 4] = [Detail::Creators, Detail::Cast, Detail::Synopsis, Detail::Link];
const LINK: usize = 3;

/// Between the names of one item.
const LINE_END: char = '\n';

impl DetailColumns {
    /// Checks columns that were read.
    ///
    /// Errors: what is wrong, if a column does not have `count` items or if a link is not one of the web.
    pub(super) fn check(&self, count: usize) -> Result<(), &'static str> {
        let fits = self.texts.iter().flatten().all(|column| column.len() == count)
            && self.link_prefix.as_ref().is_none_or(|prefix| prefix.len() == 1)
            && self.minutes.as_ref().is_none_or(|minutes| minutes.len() == count);
        if !fits {
            return Err("its columns have different lengths");
        }
        let are_checked = self.texts[LINK].is_none() || is_web_address(self.link_prefix());
        if !are_checked && (0..count).any(|index| self.link(index).is_some_and(|link| !is_web_address(&link))) {
            return Err("a link does not begin with http:// or https://");
        }
        Ok(())
    }

    /// Those of the item at `index`. Panics if it is past the end.
    pub(super) fn of(&self, index: usize) -> Details<'_> {
        let synopsis = self.text(2, index);
        Details {
            creators: self.names(0, index),
            cast: self.names(1, index),
            synopsis: (!synopsis.is_empty()).then_some(synopsis),
            minutes: self.minutes.as_ref().map(|minutes| minutes[index]).filter(|&minutes| minutes != 0),
            link: self.link(index),
        }
    }

    /// The details that some items have, with their sizes.
    pub(super) fn sizes(&self) -> Vec<DetailSize> {
        let mut sizes = Vec::new();
        for (detail, column) in TEXTS.into_iter().zip(&self.texts) {
            let Some(column) = column else { continue };
            let (text, offsets) = column.parts();
            let items = column.iter().filter(|text| !text.is_empty()).count();
            let prefix = if detail == Detail::Link { self.link_prefix().len() } else { 0 };
            sizes.push(DetailSize { detail, items, bytes: prefix + text.len() + size_of_val(offsets) });
        }
        if let Some(minutes) = &self.minutes {
            let items = minutes.iter().filter(|&&minutes| minutes != 0).count();
            sizes.push(DetailSize { detail: Detail::Minutes, items, bytes: size_of_val(&minutes[..]) });
        }
        sizes
    }

    fn text(&self, column: usize, index: usize) -> &str {
        self.texts[column].as_ref().map_or("", |column| column.get(index))
    }

    fn names(&self, column: usize, index: usize) -> Vec<&str> {
        let (text, mut begin) = (self.text(column, index), 0);
        let mut names = Vec::new();
        // `split` takes 0.3 kB more of the module `recommend`, after gzip.
        for (end, byte) in text.bytes().chain([b'\n']).enumerate() {
            if byte == b'\n' && end > begin {
                names.push(&text[begin..end]);
            }
            if byte == b'\n' {
                begin = end + 1;
            }
        }
        names
    }

    fn link(&self, index: usize) -> Option<String> {
        let rest = self.text(LINK, index);
        if rest.is_empty() {
            return None;
        }
        let mut link = self.link_prefix().to_owned();
        link.push_str(rest);
        Some(link)
    }

    fn link_prefix(&self) -> &str {
        self.link_prefix.as_ref().map_or("", |prefix| prefix.get(0))
    }

    /// Adds the details of the item at `index`, which is after all that were added.
    pub(super) fn push(&mut self, index: usize, details: &Details<'_>) -> Result<()> {
        let names = |names: &[&str]| {
            // A line has one name.
            let names = names.iter().map(|name| name.replace(LINE_END, " "));
            names.collect::<Vec<_>>().join(&LINE_END.to_string())
        };
        let (creators, cast) = (names(&details.creators), names(&details.cast));
        let others = [details.synopsis.unwrap_or_default(), details.link.as_deref().unwrap_or_default()];
        for (column, text) in self.texts.iter_mut().zip([&creators, &cast, others[0], others[1]]) {
            put(column, index, text)?;
        }
        if let Some(minutes) = details.minutes {
            let column = self.minutes.get_or_insert_default();
            column.resize(index, 0);
            column.push(minutes);
        }
        Ok(())
    }

    /// Completes the columns for `count` items, and stores what all links begin with once.
    pub(super) fn complete(&mut self, count: usize) -> Result<()> {
        self.texts.iter_mut().flatten().try_for_each(|column| pad(column, count))?;
        if let Some(minutes) = &mut self.minutes {
            minutes.resize(count, 0);
        }
        if let Some(links) = &mut self.texts[LINK] {
            let prefix = common_prefix(links.iter().filter(|link| !link.is_empty())).to_owned();
            let mut rest = Strings::default();
            links.iter().try_for_each(|link| rest.push(link.strip_prefix(&prefix).unwrap_or_default()))?;
            self.link_prefix.get_or_insert_default().push(&prefix)?;
            *links = rest;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Catalog, CatalogBuilder};

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
            [(Detail::Creators, 1), (Detail::Cast, 1), (Detail::Synopsis, 1), (Detail::Link, 1), (Detail::Minutes, 2)];
        assert_eq!(items, expected);
        assert_eq!(sizes[4].bytes, 8);
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
