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

/** Formats whose pictures are damaged if they are not decoded. Of others some browsers decode some. */
const DECODED_EVERYWHERE = ['PNG', 'JPEG', 'WebP', 'GIF', 'BMP', 'ICO']

/**
 * Rejects with `image.format`, `image.damaged`, `image.limit`, or `argument` for a region outside of the picture.
 * @param {Blob | ImageBitmap | Pixels} picture a bitmap is closed
 * @param {string} format of a blob, as the engine names it
 * @param {Region} [region]
 * @returns {Promise<Pixels>}
 */
export async function pixelsOf(picture, format, region) {
  if ('data' in picture) return region ? crop(picture, region) : picture
  const bitmap = picture instanceof Blob ? await decode(picture, format) : picture
  try {
    return draw(bitmap, region)
  } finally {
    bitmap.close()
  }
}

/**
 * @param {Blob} blob
 * @param {string} format
 */
async function decode(blob, format) {
  try {
    return await createImageBitmap(blob, BITMAP_OPTIONS)
  } catch (cause) {
    if (await isDecoded(format)) {
      const message = 'This picture is damaged: get it again, or choose another.'
      throw new ImageError(ERROR_CODES.imageDamaged, message, { cause })
    }
    const message =
      `This picture is of a format that cannot be read here (${format}). PNG, JPEG, WebP and GIF can be read: convert ` +
      'it to PNG or JPEG, and try again.'
    throw new ImageError(ERROR_CODES.imageFormat, message, { cause })
  }
}

/**
 * Whether this browser decodes pictures of a format, as far as it says so.
 * @param {string} format
 */
async function isDecoded(format) {
  if (DECODED_EVERYWHERE.includes(format)) return true
  return 'ImageDecoder' in globalThis && ImageDecoder.isTypeSupported(`image/${format.toLowerCase()}`)
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
