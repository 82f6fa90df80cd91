// Runs in the worker: fetches a model, decodes pictures and classifies them, one request after the other.
// Every request says which model it is for, so that a fresh worker needs nothing but the request.

import init, * as engine from './wasm/infer.js'
import { callEngine, PenchantError, toPenchantError } from './errors.js'
import { fetchBytes, fetchResponse } from './fetch.js'
import { modelUrl, wasmUrl } from './vision-files.js'

/**
 * @import { Progress } from './fetch.js'
 *
 * @typedef {object} Request
 * @property {string} manifestUrl
 * @property {Blob | ImageBitmap | ImageData} [image] without one the model is only loaded
 * @property {number} [topK]
 */

let engineReady = false
/** @type {{ manifestUrl: string, classifier: engine.ImageClassifier } | null} */
let loaded = null

onmessage = async ({ data }) => {
  try {
    postMessage({ result: await answer(data) })
  } catch (thrown) {
    const { code, message } = toPenchantError(thrown)
    postMessage({ error: { code, message } })
  }
}

/** @param {Request} request */
async function answer({ manifestUrl, image, topK = 5 }) {
  const classifier = await load(manifestUrl)
  if (!image) return null
  const { data, width, height } = await pixels(image)
  return callEngine(() => classifier.classify(new Uint8Array(data.buffer), width, height, topK))
}

/** @param {string} manifestUrl */
async function load(manifestUrl) {
  if (loaded?.manifestUrl === manifestUrl) return loaded.classifier
  if (!engineReady) await init({ module_or_path: await fetchResponse(wasmUrl()) })
  engineReady = true
  const json = await (await fetchResponse(manifestUrl)).text()
  const manifest = callEngine(() => engine.parseManifest(json))
  const model = await fetchBytes(modelUrl(manifest, manifestUrl), {
    total: manifest.bytes,
    onProgress: (/** @type {Progress} */ progress) => postMessage({ progress }),
  })
  loaded?.classifier.free()
  loaded = { manifestUrl, classifier: callEngine(() => new engine.ImageClassifier(json, model)) }
  return loaded.classifier
}

/**
 * A picture's pixels as they are stored: no colour management, alpha not multiplied in, turned upright.
 * @param {Blob | ImageBitmap | ImageData} image
 */
async function pixels(image) {
  if (image instanceof ImageData) return image
  const bitmap = image instanceof Blob ? await decode(image) : image
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d', { willReadFrequently: true })
  if (!context) throw tooLarge()
  try {
    context.drawImage(bitmap, 0, 0)
    return context.getImageData(0, 0, bitmap.width, bitmap.height)
  } catch (cause) {
    throw tooLarge(cause)
  } finally {
    bitmap.close()
  }
}

/** @param {Blob} blob */
async function decode(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  // A header of a hundred bytes can ask for gigabytes of pixels: it is read before anything is decoded.
  callEngine(() => engine.probeImage(bytes))
  try {
    return await createImageBitmap(blob, {
      colorSpaceConversion: 'none',
      premultiplyAlpha: 'none',
      imageOrientation: 'from-image',
    })
  } catch (cause) {
    const message = 'This picture is damaged, or of a kind that this browser does not show: try a PNG or JPEG.'
    throw new PenchantError('image.damaged', message, { cause })
  }
}

/** @param {unknown} [cause] */
function tooLarge(cause) {
  const message = 'This picture is too large for this device: make it smaller and try again.'
  return new PenchantError('image.limit', message, { cause })
}
