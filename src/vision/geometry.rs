//! Sizes of pictures, and regions of them.

use penchant_base::{Error, ErrorKind, Result};

/// A picture's size in pixels, as it is stored: an orientation in its EXIF data may still turn it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Size {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

/// A rectangle of pixels within a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// Pixels to its left.
    pub x: usize,
    /// Rows above it.
    pub y: usize,
    /// Pixels in a row of it.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

impl Region {
    pub(super) fn whole(Size { width, height }: Size) -> Self {
        Self { x: 0, y: 0, width, height }
    }

    /// Refuses a region without pixels, and one that is not within the picture.
    pub(super) fn check(self, size: Size) -> Result<()> {
        let within = |start: usize, length: usize, of: usize| length > 0 && start < of && length <= of - start;
        if within(self.x, self.width, size.width) && within(self.y, self.height, size.height) {
            return Ok(());
        }
        let message = format!(
            "the region of {} × {} pixels at {}, {} is empty or not within the picture's {} × {}",
            self.width, self.height, self.x, self.y, size.width, size.height
        );
        Err(Error::new(ErrorKind::Argument, message))
    }

    /// The largest centred part with this aspect ratio, its sides multiplied by `fraction` and rounded down.
    pub(super) fn central(self, aspect: Size, fraction: f64) -> Self {
        let [width, height] = [self.width, self.height].map(|side| side as f64);
        let [across, down] = [aspect.width, aspect.height].map(|side| side as f64);
        let (width, height) = if width * down <= height * across {
            (width, width * down / across)
        } else {
            (height * across / down, height)
        };
        let [width, height] = [width, height].map(|side| ((side * fraction) as usize).max(1));
        Self { x: self.x + (self.width - width) / 2, y: self.y + (self.height - height) / 2, width, height }
    }
}
