// Pictures in, the likeliest classes out. Fetching, decoding and the network itself run in a worker, so the
// page stays responsive; a worker that crashed or was aborted is replaced for the next call.

import { ERROR_CODES, PenchantError } from './errors.js'
import { fetchResponse } from './fetch.js'
import { modelUrl, wasmUrl } from './vision-files.js'
import { WorkerClient } from './worker-client.js'

/**
 * @import { LoadOptions } from './fetch.js'
 *
 * @typedef {object} Class
 * @property {number} index its place among the model's classes; labels may repeat, indices do not
 * @property {string} label
 * @property {number} probability from 0 to 1; over all classes they sum to 1
 *
 * @typedef {Blob | ImageBitmap | ImageData | HTMLImageElement | HTMLVideoElement | HTMLCanvasElement | OffscreenCanvas}
 *   Picture
 *
 * @typedef {object} ClassifyOptions
 * @property {number} [topK] how many classes; 5 if not given
 * @property {AbortSignal} [signal] ends the work, not just the waiting
 */

export class ImageClassifier {
  #client
  #manifestUrl

  /**
   * Use `ImageClassifier.load`.
   * @param {string} manifestUrl
   * @param {WorkerClient} client
   */
  constructor(manifestUrl, client) {
    this.#manifestUrl = manifestUrl
    this.#client = client
  }

  /**
   * Loads the model that a manifest describes.
   *
   * Rejects with `network`, `manifest.*`, `model.*`, `engine.crashed`, or the signal's reason.
   * @param {string | URL} manifestUrl
   * @param {LoadOptions} [options]
   */
  static async load(manifestUrl, options) {
    const url = absolute(manifestUrl)
    const client = new WorkerClient()
    try {
      await client.call({ manifestUrl: url }, options)
    } catch (error) {
      client.dispose()
      throw error
    }
    return new ImageClassifier(url, client)
  }

  /**
   * The addresses of the large files that `load` fetches, the engine and the model: for a page that saves
   * them beforehand, to work offline.
   *
   * Rejects with `network`.
   * @param {string | URL} manifestUrl
   * @param {AbortSignal} [signal]
   * @returns {Promise<string[]>}
   */
  static async files(manifestUrl, signal) {
    const url = absolute(manifestUrl)
    const manifest = await (await fetchResponse(url, signal)).json()
    return [wasmUrl().href, modelUrl(manifest, url).href]
  }

  /**
   * The likeliest classes of a picture, likeliest first.
   *
   * Rejects with `image.format`, `image.damaged`, `image.limit`, `engine.crashed`, or the signal's reason; with
   * those of `load` if the model must be loaded again.
   * @param {Picture} picture
   * @param {ClassifyOptions} [options]
   * @returns {Promise<Class[]>}
   */
  async classify(picture, { topK = 5, signal } = {}) {
    signal?.throwIfAborted()
    const image = await sendable(picture)
    const transfer = image instanceof ImageBitmap && image !== picture ? [image] : []
    return this.#client.call({ manifestUrl: this.#manifestUrl, image, topK }, { signal, transfer })
  }

  /** Ends the worker and gives its memory back. */
  dispose() {
    this.#client.dispose()
  }
}

/** @param {string | URL} url */
function absolute(url) {
  return new URL(url, globalThis.document?.baseURI ?? globalThis.location?.href).href
}

/**
 * What of a picture a worker can be given: elements stay behind, their pixels go.
 * @param {Picture} picture
 * @returns {Promise<Blob | ImageBitmap | ImageData>}
 */
async function sendable(picture) {
  if (picture instanceof Blob || picture instanceof ImageBitmap || picture instanceof ImageData) return picture
  try {
    return await createImageBitmap(picture, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' })
  } catch (cause) {
    const message = 'This is no picture, or it has not been loaded yet: wait for it, or give a File or Blob.'
    throw new PenchantError(ERROR_CODES.argument, message, { cause })
  }
}
