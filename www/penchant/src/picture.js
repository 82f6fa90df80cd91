// What a page has of a picture, as what a worker can be given: elements stay behind, their pixels go.

import { absolute } from './fetch.js'
import { argumentError } from './options.js'
import { AS_STORED } from './pixels.js'

/**
 * A string is an address. Elements may still be loading, except videos, which must show a frame.
 * @typedef {Blob | URL | string | ImageBitmap | ImageData | HTMLImageElement | HTMLCanvasElement | OffscreenCanvas
 *   | HTMLVideoElement | VideoFrame} Picture
 *
 * @typedef {object} Sendable
 * @property {Blob | ImageBitmap | ImageData | string} picture
 * @property {Transferable[]} transfer what of it is not the caller's
 */

/**
 * Rejects with `argument`.
 * @param {Picture} picture
 * @returns {Promise<Sendable>}
 */
export async function sendable(picture) {
  if (typeof picture === 'string' || picture instanceof URL) return { picture: absolute(picture), transfer: [] }
  if (picture instanceof Blob || picture instanceof ImageBitmap || picture instanceof ImageData)
    return { picture, transfer: [] }
  try {
    if ('decode' in picture) await picture.decode()
    const bitmap = await createImageBitmap(picture, AS_STORED)
    return { picture: bitmap, transfer: [bitmap] }
  } catch (cause) {
    throw argumentError('This is no picture, or it could not be loaded, or it is a video without a frame yet.', cause)
  }
}
