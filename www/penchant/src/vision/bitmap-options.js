/** How pictures become bitmaps, in the page and in the worker: upright, and otherwise as they are stored. */
export const BITMAP_OPTIONS = Object.freeze(
  /** @type {const} */ ({ colorSpaceConversion: 'none', premultiplyAlpha: 'none', imageOrientation: 'from-image' }),
)
