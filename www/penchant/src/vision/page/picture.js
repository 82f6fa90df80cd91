// What a caller has of a picture, as what a worker can be given: elements stay behind, their pixels go.

import { absolute } from '../../runtime/fetch.js'
import { argumentError } from '../../runtime/options.js'
import { BITMAP_OPTIONS } from '../bitmap-options.js'

/**
 * @import { Pixels } from '../worker/pixels.js'
 *
 * A string is an address. Elements may still be loading, except videos, which must show a frame. Where nothing decodes
 * pictures, as in Node, only `Pixels` can be given.
 * @typedef {Blob | URL | string | ImageBitmap | ImageData | Pixels | HTMLImageElement | HTMLCanvasElement
 *   | OffscreenCanvas | HTMLVideoElement | VideoFrame} Picture
 *
 * @typedef {object} Sendable
 * @property {Blob | ImageBitmap | Pixels | string} picture
 * @property {Transferable[]} transfer what of it is not the caller's
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
      'Nothing decodes pictures here: decode it, for example with sharp, and give { data, width, height } of RGBA pixels.'
    throw argumentError(message)
  }
  if (typeof picture === 'string' || picture instanceof URL) return { picture: absolute(picture), transfer: [] }
  if (picture instanceof Blob || picture instanceof ImageBitmap) return { picture, transfer: [] }
  try {
    if ('decode' in picture) await picture.decode()
    const bitmap = await createImageBitmap(picture, BITMAP_OPTIONS)
    return { picture: bitmap, transfer: [bitmap] }
  } catch (cause) {
    throw argumentError('This is no picture, or it could not be loaded, or it is a video without a frame yet.', cause)
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
  const message = 'Pixels are { data, width, height }: four bytes for each, red, green, blue and alpha, row by row.'
  throw argumentError(message)
}
