// Makes a caller's picture into one that can be sent to a worker: the pixels of an element instead of the element.

import { absolute } from '../../runtime/fetch.js'
import { argumentError, shown } from '../../runtime/options.js'
import { BITMAP_OPTIONS } from '../bitmap-options.js'

/**
 * @import { Pixels } from '../worker/pixels.js'
 *
 * A string is an address. Elements may still be loading, except videos, which must show a frame. Where pictures cannot be
 * decoded, as in Node, only `Pixels` can be given.
 * @typedef {Blob | URL | string | ImageBitmap | ImageData | Pixels | HTMLImageElement | HTMLCanvasElement
 *   | OffscreenCanvas | HTMLVideoElement | VideoFrame} Picture
 *
 * @typedef {object} Sendable
 * @property {Blob | ImageBitmap | Pixels | string} picture
 * @property {Transferable[]} transfer parts of it that were made here
 */

/**
 * Rejects with `argument`.
 * @param {Picture} picture
 * @returns {Promise<Sendable>}
 */
export async function sendable(picture) {
  if (isPixels(picture)) return { picture: checkedPixels(picture), transfer: [] }
  if (!('createImageBitmap' in globalThis)) {
    const message =
      'Pictures cannot be decoded here: decode it, for example with sharp, and give { data, width, height } of RGBA pixels.'
    throw argumentError(message)
  }
  if (typeof picture === 'string' || picture instanceof URL) return { picture: absolute(picture), transfer: [] }
  if (picture instanceof Blob || picture instanceof ImageBitmap) return { picture, transfer: [] }
  try {
    if ('decode' in picture) await picture.decode()
    const bitmap = await createImageBitmap(picture, BITMAP_OPTIONS)
    return { picture: bitmap, transfer: [bitmap] }
  } catch (cause) {
    const faults = 'not a picture, a picture that could not be loaded, or a video without a frame yet'
    throw argumentError(`The picture is ${shown(picture)}: ${faults}.`, cause)
  }
}

/**
 * @param {Picture} picture
 * @returns {picture is ImageData | Pixels}
 */
function isPixels(picture) {
  return Object(picture) === picture && 'data' in Object(picture)
}

/** @param {ImageData | Pixels} pixels */
function checkedPixels({ data, width, height }) {
  const bytes = data instanceof Uint8ClampedArray || data instanceof Uint8Array
  const sides = [width, height].every((side) => Number.isInteger(side) && side > 0)
  if (bytes && sides && data.length === 4 * width * height) return { data, width, height }
  const expected = 'four bytes for each pixel, red, green, blue and alpha, row by row'
  throw argumentError(`The pixels are not { data, width, height } with ${expected}.`)
}
