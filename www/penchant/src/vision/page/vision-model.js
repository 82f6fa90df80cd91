// A vision model and the worker that runs it, whether it comes from a server or from the visitor's disk.
// Its manifest, and a model from the disk, are kept here, so that a new worker can load them again.

import { engineWasm, threadCount } from '../../infer/page/choose-build.js'
import { Quarantine } from '../../infer/page/quarantine.js'
import { inferEngine } from '../../infer/page/start-worker.js'
import { unlessAborted } from '../../runtime/abort.js'
import { ERROR_CODES, ModelError } from '../../runtime/errors.js'
import { absolute, fetchBytes } from '../../runtime/fetch.js'
import { modelUrl } from '../../runtime/model-url.js'
import {
  argumentError,
  checkCache,
  checkedBytes,
  checkOptions,
  checkTimeout,
  isAddress,
} from '../../runtime/options.js'
import { TIMEOUT, WorkerClient } from '../../runtime/page/worker-client.js'
import { sendable } from './picture.js'

/**
 * @import { Picture } from './picture.js'
 * @import { Region } from '../worker/pixels.js'
 * @import { Progress } from '../../runtime/fetch.js'
 * @import { CacheUse } from '../../runtime/stored-model.js'
 *
 * @typedef {object} ModelFiles a model from the visitor's disk
 * @property {object | Blob} manifest as it would stand beside the model, read or not
 * @property {Blob | ArrayBuffer | Uint8Array<ArrayBuffer>} model the ONNX file
 *
 * @typedef {string | URL | ModelFiles} ModelSource the address of a manifest, or the files themselves
 *
 * @typedef {object} ModelOptions
 * @property {(progress: Progress) => void} [onProgress] called for every piece of the engine and of the model that arrives
 * @property {AbortSignal} [signal]
 * @property {CacheUse} [cache] whether the browser shall keep the model; `browser` if not given. `none` is
 *   for pages whose service worker does
 * @property {number} [timeout] milliseconds that loading may take without a byte arriving, now and whenever it must be
 *   loaded again; a minute if not given
 * @property {number} [threads] that the engine may compute on, where the page is cross-origin isolated; as many as the
 *   processor has, but four at most, if not given
 *
 * @typedef {object} PictureOptions
 * @property {Region} [region] look only at this part of the picture
 * @property {AbortSignal} [signal] ends the work, not just the waiting
 * @property {number} [timeout] milliseconds that the engine may take over the picture, without waiting for others and
 *   for what must be fetched; half a minute if not given
 *
 * @typedef {object} Manifest what of a manifest is needed here; the engine checks all of it
 * @property {string} url
 * @property {string} sha256
 * @property {string[]} labels
 */

export const PICTURE_OPTIONS = ['region', 'signal', 'timeout']

export class VisionModel {
  #client

  /**
   * Use `VisionModel.load`.
   * @param {WorkerClient} client
   * @param {Manifest} manifest
   * @param {boolean} kept whether the browser keeps the model
   */
  constructor(client, manifest, kept) {
    this.#client = client
    this.manifest = manifest
    this.kept = kept
  }

  /**
   * @param {ModelSource} source
   * @param {ModelOptions} [options]
   */
  static async load(source, options = {}) {
    checkOptions(options, ['onProgress', 'signal', 'cache', 'timeout', 'threads'])
    const { onProgress, signal, cache = 'browser', timeout = TIMEOUT.load, threads } = options
    checkTimeout(timeout)
    checkCache(cache)
    const { text, base, model } = await read(source, signal)
    const manifest = parsed(text)
    const client = new WorkerClient({
      engine: inferEngine(threadCount(threads)),
      request: { kind: 'load', manifest: text, base, model, cache },
      timeout,
      guard: new Quarantine(String(manifest.sha256)),
    })
    try {
      const { kept } = await client.call(null, { onProgress, signal })
      return new VisionModel(client, manifest, kept)
    } catch (error) {
      client.dispose()
      throw error
    }
  }

  /**
   * The addresses of the engine and the model.
   * @param {string | URL} manifestUrl
   * @param {{ signal?: AbortSignal }} [options]
   */
  static async files(manifestUrl, options = {}) {
    checkOptions(options, ['signal'])
    const { text, base } = await read(manifestUrl, options.signal)
    const { source } = engineWasm(threadCount())
    return [...(typeof source === 'string' ? [source] : []), modelUrl(complete(parsed(text)), base).href]
  }

  /**
   * @param {string | URL | Pick<ModelFiles, 'manifest'>} source
   * @param {{ signal?: AbortSignal }} [options]
   */
  static async release(source, options = {}) {
    checkOptions(options, ['signal'])
    const { text } = await read(source, options.signal)
    new Quarantine(complete(parsed(text)).sha256).release()
  }

  /**
   * @param {import('../../runtime/page/worker-client.js').Request} request
   * @param {Picture} picture
   * @param {PictureOptions} options
   */
  async look(request, picture, { region, signal, timeout }) {
    signal?.throwIfAborted()
    checkTimeout(timeout)
    if (region !== undefined) checkRegion(region)
    const { picture: sent, transfer } = await unlessAborted(sendable(picture), signal)
    return this.#client.call({ ...request, picture: sent, region }, { signal, timeout, transfer })
  }

  dispose() {
    this.#client.dispose()
  }
}

/**
 * @param {string | URL | (Pick<ModelFiles, 'manifest'> & Partial<ModelFiles>)} source
 * @param {AbortSignal} [signal]
 * @returns {Promise<{ text: string, base: string, model?: Blob }>}
 */
async function read(source, signal) {
  signal?.throwIfAborted()
  if (isAddress(source)) {
    const base = absolute(source)
    return { text: new TextDecoder().decode(await fetchBytes(base, { signal })), base }
  }
  if (!source?.manifest) throw argumentError("Give a manifest's address, or { manifest, model } of files.")
  const { manifest, model } = source
  const text = manifest instanceof Blob ? await manifest.text() : JSON.stringify(manifest)
  // The browser may keep a blob out of memory; and nobody changes what is in it.
  return { text, base: absolute(''), model: model && new Blob([checkedBytes(model, 'a model')]) }
}

/**
 * A manifest that is none is refused by the engine, which knows what it must be.
 * @param {string} text
 * @returns {Manifest}
 */
function parsed(text) {
  try {
    return Object(JSON.parse(text))
  } catch {
    return Object({})
  }
}

/** @param {Manifest} manifest */
function complete(manifest) {
  if (typeof manifest.url === 'string' && typeof manifest.sha256 === 'string') return manifest
  throw new ModelError(ERROR_CODES.manifestFormat, 'This is no manifest of a model: url and sha256 are missing.')
}

/** @param {Region} region */
function checkRegion(region) {
  const { x, y, width, height } = Object(region)
  if ([x, y, width, height].every(Number.isInteger) && x >= 0 && y >= 0 && width > 0 && height > 0) return
  const expected = '{ x, y, width, height } in whole pixels, within the picture and not empty'
  throw argumentError(`The region is ${JSON.stringify(region)}; expected ${expected}.`)
}
