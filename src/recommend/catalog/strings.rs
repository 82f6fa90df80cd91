//! Many strings in one block of text, so that a million of them take two allocations.

use penchant_base::{Bytes, Error, ErrorKind, Result};

/// Concatenated strings: string `i` is `text[offsets[i]..offsets[i + 1]]`.
#[derive(Debug, Clone)]
pub struct Strings {
    text: Text,
    offsets: Vec<u32>,
}

/// UTF-8 text, owned or in the bytes of a pack.
#[derive(Debug, Clone)]
enum Text {
    Owned(String),
    Packed(Bytes),
}

impl Text {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Owned(text) => text.as_bytes(),
            Self::Packed(bytes) => bytes,
        }
    }
}

impl Default for Strings {
    fn default() -> Self {
        Self { text: Text::Owned(String::new()), offsets: vec![0] }
    }
}

impl PartialEq for Strings {
    fn eq(&self, other: &Self) -> bool {
        self.parts() == other.parts()
    }
}

impl Eq for Strings {}

impl Strings {
    /// The strings whose [`Strings::parts`] these are; `None` if the text is not UTF-8 or the offsets do not fit it.
    pub fn from_parts(text: Bytes, offsets: Vec<u32>) -> Option<Self> {
        let checked = std::str::from_utf8(&text).ok()?;
        let spans_text = offsets.first() == Some(&0) && offsets.last().is_some_and(|&end| end as usize == text.len());
        let ordered = offsets.windows(2).all(|pair| pair[0] <= pair[1]);
        let on_characters = offsets.iter().all(|&offset| checked.is_char_boundary(offset as usize));
        (spans_text && ordered && on_characters).then_some(Self { text: Text::Packed(text), offsets })
    }

    /// The text and its offsets, one more than there are strings.
    pub fn parts(&self) -> (&[u8], &[u32]) {
        (self.text.bytes(), &self.offsets)
    }

    /// Adds a string at the end.
    ///
    /// Errors: `data.format` if the text would be larger than 4 GiB.
    pub fn push(&mut self, string: &str) -> Result<()> {
        let end = u32::try_from(self.text.bytes().len() + string.len())
            .map_err(|_| Error::new(ErrorKind::DataFormat, "the catalogue's text is larger than 4 GiB"))?;
        if let Text::Packed(bytes) = &self.text {
            self.text = Text::Owned(String::from_utf8_lossy(bytes).into_owned());
        }
        if let Text::Owned(text) = &mut self.text {
            text.push_str(string);
        }
        self.offsets.push(end);
        Ok(())
    }

    /// The number of strings.
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Whether there are no strings.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The string at `index`. Panics if it is past the end, as indexing does.
    pub fn get(&self, index: usize) -> &str {
        let bytes = &self.text.bytes()[self.offsets[index] as usize..self.offsets[index + 1] as usize];
        // The whole text was checked when it was read.
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// All strings in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len()).map(|index| self.get(index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_inside_a_character_are_refused() {
        let text = || Bytes::from("é".as_bytes().to_vec());
        assert!(Strings::from_parts(text(), vec![0, 1, 2]).is_none());
        assert!(Strings::from_parts(text(), vec![0, 2]).is_some());
        assert!(Strings::from_parts(vec![0xff].into(), vec![0, 1]).is_none());
    }
}
