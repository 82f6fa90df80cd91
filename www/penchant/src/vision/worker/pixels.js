// Decodes a picture in the worker, turns it upright and crops it. The pixels are as stored: without colour management, and
// alpha is not premultiplied.

import { ERROR_CODES, ImageError } from '../../runtime/errors.js'
import { argumentError } from '../../runtime/options.js'
import { BITMAP_OPTIONS } from '../bitmap-options.js'

/**
 * @typedef {object} Region a part of a picture, in whole pixels of the upright picture
 * @property {number} x from its left edge
 * @property {number} y from its top edge
 * @property {number} width
 * @property {number} height
 *
 * @typedef {object} Pixels a decoded picture, upright
 * @property {Uint8ClampedArray | Uint8Array} data red, green, blue and alpha of each pixel, row by row from the top; alpha
 *   is not premultiplied
 * @property {number} width
 * @property {number} height
 */

/**
 * Rejects with `image.damaged`, `image.limit`, or `argument` for a region outside of the picture.
 * @param {Blob | ImageBitmap | Pixels} picture a bitmap is closed
 * @param {Region} [region]
 * @returns {Promise<Pixels>}
 */
export async function pixelsOf(picture, region) {
  if ('data' in picture) return region ? crop(picture, region) : picture
  const bitmap = picture instanceof Blob ? await decode(picture) : picture
  try {
    return draw(bitmap, region)
  } finally {
    bitmap.close()
  }
}

/** @param {Blob} blob */
async function decode(blob) {
  try {
    return await createImageBitmap(blob, BITMAP_OPTIONS)
  } catch (cause) {
    const message = 'This picture is damaged, or in a format that this browser does not decode: try a PNG or JPEG.'
    throw new ImageError(ERROR_CODES.imageDamaged, message, { cause })
  }
}

/**
 * @param {ImageBitmap} bitmap
 * @param {Region} [region]
 */
function draw(bitmap, region) {
  const { x, y, width, height } = within(bitmap, region)
  try {
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
    if (!context) throw new Error('there is no canvas of this size')
    context.drawImage(bitmap, -x, -y)
    return context.getImageData(0, 0, width, height)
  } catch (cause) {
    const message = 'This picture is too large for this device: make it smaller and try again.'
    throw new ImageError(ERROR_CODES.imageLimit, message, { cause })
  }
}

/**
 * Row by row, because a canvas would lose the colours of transparent pixels.
 * @param {Pixels} image
 * @param {Region} region
 */
function crop(image, region) {
  const { x, y, width, height } = within(image, region)
  const data = new Uint8ClampedArray(4 * width * height)
  for (let row = 0; row < height; row += 1) {
    const start = 4 * ((y + row) * image.width + x)
    data.set(image.data.subarray(start, start + 4 * width), 4 * row * width)
  }
  return { data, width, height }
}

/**
 * @param {{ width: number, height: number }} picture
 * @param {Region} [region]
 */
function within({ width, height }, region = { x: 0, y: 0, width, height }) {
  if (region.x + region.width <= width && region.y + region.height <= height) return region
  const { x, y, width: w, height: h } = region
  throw argumentError(`The region ${w} × ${h} at ${x}, ${y} is not within the picture of ${width} × ${height} pixels.`)
}
