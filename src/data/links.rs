//! Addresses of items on the web: those of a column, and those that a template of the catalogue makes of its columns.

use crate::cells::quote;
use penchant_base::{Error, ErrorKind, Result};
use std::fmt;
use std::str::FromStr;

/// What the address of each item is made of, such as `https://www.imdb.com/title/{imdb}/`: in braces is `id`, the item's
/// own, or the name of a column of the table of items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkTemplate {
    /// What is before the first value.
    begin: String,
    /// The names in braces, each with the text after it.
    values: Vec<(String, String)>,
}

impl FromStr for LinkTemplate {
    type Err = Error;

    /// Errors: `argument`.
    fn from_str(text: &str) -> Result<Self> {
        let refused = |what: &str| {
            let message = format!(
                "the link {} {what}; expected an address with id or a column's name in braces, such as \
                 https://example.org/films/{{id}}",
                quote(text)
            );
            Err(Error::new(ErrorKind::Argument, message))
        };
        let mut parts = text.split('{');
        let begin = parts.next().unwrap_or_default();
        let host = match web_address(begin) {
            Ok(_) => begin.split_once("://").map_or("", |(_, rest)| rest),
            Err(fault) => return refused(fault),
        };
        let mut values = Vec::new();
        for part in parts {
            match part.split_once('}') {
                Some((name, after)) if !name.trim().is_empty() => values.push((name.trim().to_owned(), escape(after))),
                _ => return refused("has braces that are not closed, or nothing in them"),
            }
        }
        if values.is_empty() {
            return refused("is the same for every item");
        }
        if !host.contains(['/', '?', '#']) {
            return refused("would take its host from the table");
        }
        Ok(Self { begin: escape(begin), values })
    }
}

impl fmt::Display for LinkTemplate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.begin)?;
        self.values.iter().try_for_each(|(name, after)| write!(formatter, "{{{name}}}{after}"))
    }
}

impl LinkTemplate {
    /// The names in braces.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(|(name, _)| name.as_str())
    }

    /// The address with these values, which are percent-encoded; `None` if one is empty.
    pub(crate) fn fill<'v>(&self, values: impl IntoIterator<Item = &'v str>) -> Option<String> {
        let mut link = self.begin.clone();
        for (value, (_, after)) in values.into_iter().zip(&self.values) {
            if value.is_empty() {
                return None;
            }
            percent_encode(value, |byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte), &mut link);
            link += after;
        }
        Some(link)
    }
}

/// The address in a cell, with what is not allowed in one percent-encoded, or what is wrong with it.
pub(crate) fn web_address(cell: &str) -> Result<String, &'static str> {
    let Some((scheme, rest)) = cell.split_once("://") else { return Err("does not begin with http:// or https://") };
    let scheme = scheme.to_ascii_lowercase();
    if scheme != "http" && scheme != "https" {
        return Err("does not begin with http:// or https://");
    }
    if rest.is_empty() || rest.starts_with(['/', '?', '#']) {
        return Err("has no host");
    }
    if rest.contains(|letter: char| letter.is_whitespace() || letter.is_control()) {
        return Err("has spaces in it");
    }
    Ok(format!("{scheme}://{}", escape(rest)))
}

/// A part of an address with all that is not allowed in one percent-encoded; what is encoded already stays.
fn escape(part: &str) -> String {
    let mut escaped = String::with_capacity(part.len());
    percent_encode(part, |byte| byte.is_ascii_graphic() && !br#""<>\^`{|}"#.contains(&byte), &mut escaped);
    escaped
}

fn percent_encode(text: &str, stays: impl Fn(u8) -> bool, into: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if stays(byte) {
            into.push(char::from(byte));
        } else {
            let digit = |value: u8| char::from(DIGITS[usize::from(value)]);
            into.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_percent_encoded_and_cannot_leave_their_place() {
        let template: LinkTemplate = "https://example.org/{kind}/{id}?from=é".parse().unwrap();
        assert_eq!(template.names().collect::<Vec<_>>(), ["kind", "id"]);
        let filled = template.fill(["a/../b?c#d", "Amélie & \"co\""]).unwrap();
        assert_eq!(filled, "https://example.org/a%2F..%2Fb%3Fc%23d/Am%C3%A9lie%20%26%20%22co%22?from=%C3%A9");
        assert_eq!(template.fill(["film", ""]), None);
    }

    #[test]
    fn a_template_that_is_not_an_address_on_the_web_is_refused_with_what_is_wrong() {
        for (text, what) in [
            ("javascript:alert({id})", "does not begin with http"),
            ("javascript://x.org/%0aalert({id})", "does not begin with http"),
            ("{id}", "does not begin with http"),
            ("https://{id}", "has no host"),
            ("https://example.{id}/", "its host from the table"),
            ("https://example.org/", "is the same for every item"),
            ("https://example.org/{id", "not closed"),
            ("https://example.org/{}", "nothing in them"),
            ("https://exam ple.org/{id}", "has spaces"),
        ] {
            let error = text.parse::<LinkTemplate>().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Argument, "{text}");
            assert!(error.to_string().contains(what), "{text}: {error}");
        }
    }

    #[test]
    fn an_address_of_a_cell_is_one_of_the_web() {
        assert_eq!(web_address("HTTPS://a.org/ü%20|").unwrap(), "https://a.org/%C3%BC%20%7C");
        for cell in ["javascript:alert(1)", "data:text/html,x", "a.org/x", "http://", "http:///x", "https://a b.org"] {
            web_address(cell).unwrap_err();
        }
    }
}
