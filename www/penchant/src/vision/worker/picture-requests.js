// Requests for pictures: the worker loads a vision model, and classifies or embeds pictures with it.

import { blobBytes } from '../../runtime/blob-bytes.js'
import { callEngine } from '../../runtime/error-mapping.js'
import { fetchBytes } from '../../runtime/fetch.js'
import { modelUrl } from '../../runtime/model-url.js'
import { openStored } from '../../runtime/stored-model.js'
import { engine } from '../../runtime/worker/engine.js'
import { pixelsOf } from './pixels.js'

/**
 * @import { Progress } from '../../runtime/fetch.js'
 * @import { Pixels, Region } from './pixels.js'
 * @import { CacheUse } from '../../runtime/stored-model.js'
 *
 * @typedef {(progress: Progress) => void} OnProgress
 *
 * @typedef {object} Class
 * @property {number} index among the model's classes; labels may repeat, indices do not
 * @property {string} label
 * @property {number} probability from 0 to 1; those of all classes of the model sum to 1
 *
 * @typedef {object} LoadRequest
 * @property {string} manifest
 * @property {string} base of relative addresses in it
 * @property {Blob} [model] the model, instead of downloading it
 * @property {CacheUse} cache
 *
 * @typedef {object} PictureRequest
 * @property {Blob | ImageBitmap | Pixels | string} picture a string is an address
 * @property {Region} [region]
 *
 * @typedef {object} Selection the requested classes
 * @property {number} topK
 * @property {number} threshold
 * @property {Set<number>} [among] their indices
 */

/** @type {import('../../wasm/infer.js').ImageClassifier | null} */
let classifier = null

/** @type {import('../../wasm/infer.js').ImageEmbedder | null} */
let embedder = null

/**
 * Loads a classifier, as `load` does.
 * @param {LoadRequest} request
 * @param {OnProgress} onProgress
 */
export function loadClassifier(request, onProgress) {
  return load(request, onProgress, (bytes) => (classifier = new engine.ImageClassifier(request.manifest, bytes)))
}

/**
 * Loads an embedder, as `load` does.
 * @param {LoadRequest} request
 * @param {OnProgress} onProgress
 */
export function loadEmbedder(request, onProgress) {
  return load(request, onProgress, (bytes) => (embedder = new engine.ImageEmbedder(request.manifest, bytes)))
}

/**
 * Loads a model. The engine checks its hash before it parses anything, whether it was downloaded or kept.
 *
 * Rejects with `network`, `manifest.*` or `model.*`.
 * @param {LoadRequest} request
 * @param {OnProgress} onProgress
 * @param {(bytes: Uint8Array) => unknown} openModel
 * @returns {Promise<{ kept: boolean }>} whether the browser keeps the model
 */
async function load({ manifest, base, model, cache }, onProgress, openModel) {
  const described = callEngine(() => engine.parseManifest(manifest))
  const open = (/** @type {Uint8Array} */ bytes) => {
    classifier?.free()
    embedder?.free()
    classifier = embedder = null
    callEngine(() => openModel(bytes))
  }
  if (model) {
    open(await blobBytes(model, 'The model'))
    return { kept: false }
  }
  const url = modelUrl(described, base)
  const options = {
    cache,
    total: described.bytes,
    onProgress: (/** @type {Progress} */ progress) => onProgress({ ...progress, file: 'model' }),
  }
  return { kept: await openStored(url, open, options) }
}

/**
 * @param {PictureRequest & Selection} request
 * @param {OnProgress} onProgress
 * @returns {Promise<Class[]>}
 */
export async function classify({ topK, threshold, among, ...request }, onProgress) {
  const { data, width, height } = await read(request, onProgress)
  const count = among ? ALL : topK
  /** @type {Class[]} */
  const classes = callEngine(() => loaded(classifier).classify(data, width, height, count))
  const wanted = classes.filter(({ index, probability }) => probability >= threshold && (among?.has(index) ?? true))
  return wanted.slice(0, topK)
}

/**
 * @param {PictureRequest} request
 * @param {OnProgress} onProgress
 * @returns {Promise<Float32Array>}
 */
export async function embed(request, onProgress) {
  const { data, width, height } = await read(request, onProgress)
  return callEngine(() => loaded(embedder).embed(data, width, height))
}

/** More classes than any model has. */
const ALL = 2 ** 32 - 1

/**
 * @template T
 * @param {T | null} model
 */
function loaded(model) {
  if (!model) throw new Error('no such model is loaded')
  return model
}

/**
 * @param {PictureRequest} request
 * @param {OnProgress} onProgress
 */
async function read({ picture, region }, onProgress) {
  const source = typeof picture === 'string' ? new Blob([await fetchBytes(picture, { onProgress })]) : picture
  let format = ''
  if (source instanceof Blob) {
    const bytes = await blobBytes(source, 'The picture')
    // A header of a hundred bytes can declare gigabytes of pixels, so it is checked before the picture is decoded.
    format = callEngine(() => engine.probeImage(bytes)).format
  }
  const { data, width, height } = await pixelsOf(source, format, region)
  return { data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength), width, height }
}
