// A vision model and the worker that runs it. The manifest, and a model that is given as a file, are kept here, so that a
// new worker can load them again.

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
 * @typedef {object} ModelFiles a model that is given as files
 * @property {object | Blob} manifest its file, or its parsed JSON
 * @property {Blob | ArrayBuffer | Uint8Array<ArrayBuffer>} model the ONNX file
 *
 * @typedef {string | URL | ModelFiles} ModelSource the address of a manifest, or the files themselves
 *
 * @typedef {object} ModelOptions
 * @property {(progress: Progress) => void} [onProgress] called for each chunk of the engine and of the model that arrives
 * @property {AbortSignal} [signal]
 * @property {CacheUse} [cache] whether the browser keeps the model; `browser` by default. `none` is for pages whose
 *   service worker keeps it
 * @property {number} [timeout] milliseconds that loading may take without a byte arriving, now and whenever the model is
 *   loaded again; a minute by default
 * @property {number} [threads] the maximum number of the engine's threads, where the page is cross-origin isolated; by
 *   default as many as the processor has, but at most four
 *
 * @typedef {object} PictureOptions
 * @property {Region} [region] use only this part of the picture
 * @property {AbortSignal} [signal] ends the work, not just the waiting
 * @property {number} [timeout] milliseconds that the engine may take for the picture, not counting downloads and other
 *   calls; half a minute by default
 *
 * @typedef {object} Manifest the fields of a manifest that are used here; the engine checks all of it
 * @property {string} url
 * @property {string} sha256
 * @property {string[]} [labels] a classifier's
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
   * @param {'loadClassifier' | 'loadEmbedder'} kind of the request to the worker
   * @param {ModelSource} source
   * @param {ModelOptions} [options]
   */
  static async load(kind, source, options = {}) {
    checkOptions(options, ['onProgress', 'signal', 'cache', 'timeout', 'threads'])
    const { onProgress, signal, cache = 'browser', timeout = TIMEOUT.load, threads } = options
    checkTimeout(timeout)
    checkCache(cache)
    const { text, base, model } = await readSource(source, signal)
    const manifest = parse(text)
    const client = new WorkerClient({
      engine: inferEngine(threadCount(threads)),
      request: { kind, manifest: text, base, model, cache },
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
    const { text, base } = await readSource(manifestUrl, options.signal)
    const { source } = engineWasm(threadCount())
    return [...(typeof source === 'string' ? [source] : []), modelUrl(checkManifest(parse(text)), base).href]
  }

  /**
   * @param {string | URL | Pick<ModelFiles, 'manifest'>} source
   * @param {{ signal?: AbortSignal }} [options]
   */
  static async release(source, options = {}) {
    checkOptions(options, ['signal'])
    const { text } = await readSource(source, options.signal)
    new Quarantine(checkManifest(parse(text)).sha256).release()
  }

  /**
   * @param {import('../../runtime/page/worker-client.js').Request} request
   * @param {Picture} picture
   * @param {PictureOptions} options
   */
  async ask(request, picture, { region, signal, timeout }) {
    signal?.throwIfAborted()
    checkTimeout(timeout)
    if (region !== undefined) checkRegion(region)
    const { picture: sent, transfer } = await unlessAborted(sendable(picture), signal)
    return this.#client.call({ ...request, picture: sent, region }, { signal, timeout, transfer })
  }

  get threads() {
    return this.#client.threads
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
async function readSource(source, signal) {
  signal?.throwIfAborted()
  if (isAddress(source)) {
    const base = absolute(source)
    return { text: new TextDecoder().decode(await fetchBytes(base, { signal })), base }
  }
  if (!source?.manifest) throw argumentError("Give a manifest's address, or { manifest, model } of files.")
  const { manifest, model } = source
  const text = manifest instanceof Blob ? await manifest.text() : JSON.stringify(manifest)
  // The browser may keep a blob on disk, and its bytes never change.
  return { text, base: absolute(''), model: model && new Blob([checkedBytes(model, 'a model')]) }
}

/**
 * A wrong manifest becomes an empty object: the engine, which checks manifests, refuses it.
 * @param {string} text
 * @returns {Manifest}
 */
function parse(text) {
  try {
    return Object(JSON.parse(text))
  } catch {
    return Object({})
  }
}

/** @param {Manifest} manifest */
function checkManifest(manifest) {
  if (typeof manifest.url === 'string' && typeof manifest.sha256 === 'string') return manifest
  throw new ModelError(ERROR_CODES.manifestFormat, "This is not a model's manifest: url or sha256 is missing.")
}

/** @param {Region} region */
function checkRegion(region) {
  const { x, y, width, height } = Object(region)
  if ([x, y, width, height].every(Number.isInteger) && x >= 0 && y >= 0 && width > 0 && height > 0) return
  const expected = '{ x, y, width, height } in whole pixels, within the picture and not empty'
  throw argumentError(`The region is ${JSON.stringify(region)}; expected ${expected}.`)
}
