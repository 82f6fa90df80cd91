//! Where a convolution looks: which of its taps lie on the picture, and where they do.

use std::ops::Range;

/// A window that moves over a picture, in pixels; of each pair the first is vertical.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    pub input: [usize; 2],
    pub output: [usize; 2],
    pub kernel: [usize; 2],
    pub strides: [usize; 2],
    pub dilations: [usize; 2],
    /// How far it begins before the picture.
    pub before: [usize; 2],
}

impl Window {
    /// How many taps it has.
    pub fn taps(&self) -> usize {
        self.kernel[0] * self.kernel[1]
    }

    /// Whether it is a single pixel that goes over all pixels.
    pub fn is_each_pixel(&self) -> bool {
        self.kernel == [1, 1] && self.strides == [1, 1] && self.before == [0, 0] && self.input == self.output
    }

    /// The place on the picture, along an axis, of the first tap for a place of the output.
    pub fn start(&self, axis: usize, place: usize) -> isize {
        (place * self.strides[axis]) as isize - self.before[axis] as isize
    }

    /// Those taps along an axis that lie on the picture, for a place of the output.
    pub fn inside(&self, axis: usize, place: usize) -> Range<usize> {
        let (start, dilation) = (self.start(axis, place), self.dilations[axis]);
        let first = start.min(0).unsigned_abs().div_ceil(dilation);
        let room = (self.input[axis] as isize - start).max(0).unsigned_abs();
        let end = room.div_ceil(dilation).min(self.kernel[axis]);
        first.min(end)..end
    }

    /// Those places of the output, along an axis, where all taps lie on the picture.
    pub fn whole(&self, axis: usize) -> Range<usize> {
        let reach = (self.kernel[axis] - 1) * self.dilations[axis] + 1;
        let first = self.before[axis].div_ceil(self.strides[axis]);
        let room = self.input[axis] + self.before[axis];
        let end = if room < reach { 0 } else { (room - reach) / self.strides[axis] + 1 };
        let end = end.min(self.output[axis]);
        first.min(end)..end
    }

    /// For some lines of the output: those lines of the picture that they are made of, and the window that moves over
    /// these alone.
    pub fn strip(&self, output: Range<usize>) -> (Range<usize>, Self) {
        let (top, last) = (self.start(0, output.start), self.start(0, output.end - 1));
        let reach = ((self.kernel[0] - 1) * self.dilations[0] + 1) as isize;
        let line = |place: isize| place.max(0).unsigned_abs();
        let first = line(top).min(self.input[0]);
        let lines = first..line(last + reach).clamp(first, self.input[0]);
        let pair = |vertical: usize, [_, horizontal]: [usize; 2]| [vertical, horizontal];
        let window = Self {
            input: pair(lines.len(), self.input),
            output: pair(output.len(), self.output),
            before: pair(line(-top), self.before),
            ..*self
        };
        (lines, window)
    }
}
