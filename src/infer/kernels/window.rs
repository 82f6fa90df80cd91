//! The window of a convolution: which of its taps are inside the image, and where.

use std::ops::Range;

/// A window that moves over an image, in pixels. The first number of each pair is vertical.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    pub input: [usize; 2],
    pub output: [usize; 2],
    pub kernel: [usize; 2],
    pub strides: [usize; 2],
    pub dilations: [usize; 2],
    /// The padding before the image.
    pub pad_before: [usize; 2],
}

impl Window {
    /// How many taps the window has.
    pub fn taps(&self) -> usize {
        self.kernel[0] * self.kernel[1]
    }

    /// Whether it has one tap, and as many positions as the image has pixels.
    pub fn is_each_pixel(&self) -> bool {
        self.kernel == [1, 1] && self.strides == [1, 1] && self.pad_before == [0, 0] && self.input == self.output
    }

    /// The position in the image of the first tap, along an axis, for a position of the output.
    pub fn start(&self, axis: usize, position: usize) -> isize {
        (position * self.strides[axis]) as isize - self.pad_before[axis] as isize
    }

    /// The taps along an axis that are inside the image, for a position of the output.
    pub fn taps_inside(&self, axis: usize, position: usize) -> Range<usize> {
        let (start, dilation) = (self.start(axis, position), self.dilations[axis]);
        let first = start.min(0).unsigned_abs().div_ceil(dilation);
        let room = (self.input[axis] as isize - start).max(0).unsigned_abs();
        let end = room.div_ceil(dilation).min(self.kernel[axis]);
        first.min(end)..end
    }

    /// The positions of the output, along an axis, for which all taps are inside the image.
    pub fn interior(&self, axis: usize) -> Range<usize> {
        let reach = (self.kernel[axis] - 1) * self.dilations[axis] + 1;
        let first = self.pad_before[axis].div_ceil(self.strides[axis]);
        let room = self.input[axis] + self.pad_before[axis];
        let end = if room < reach { 0 } else { (room - reach) / self.strides[axis] + 1 };
        let end = end.min(self.output[axis]);
        first.min(end)..end
    }

    /// For some lines of the output: the lines of the image that they depend on, and the window that moves over only
    /// those.
    pub fn strip(&self, output: Range<usize>) -> (Range<usize>, Self) {
        let (top, last) = (self.start(0, output.start), self.start(0, output.end - 1));
        let reach = ((self.kernel[0] - 1) * self.dilations[0] + 1) as isize;
        let line = |position: isize| position.max(0).unsigned_abs();
        let first = line(top).min(self.input[0]);
        let lines = first..line(last + reach).clamp(first, self.input[0]);
        let pair = |vertical: usize, [_, horizontal]: [usize; 2]| [vertical, horizontal];
        let window = Self {
            input: pair(lines.len(), self.input),
            output: pair(output.len(), self.output),
            pad_before: pair(line(-top), self.pad_before),
            ..*self
        };
        (lines, window)
    }
}
