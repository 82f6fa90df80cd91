// The visitor's own image classifier: makes a manifest from an ONNX file and the names of its classes, and keeps both in
// the browser until they are forgotten.

import { PenchantError, Session } from 'penchant/infer'
import { ownModelCacheName } from '../shell/cache-names.js'
import { sanitizeText } from '../shell/untrusted-text.js'
import { t } from './texts.js'

/**
 * @typedef {object} Manifest see DESIGN.md
 * @property {string} name
 * @property {string[]} labels
 * @property {Preprocess} preprocess
 *
 * @typedef {object} Preprocess
 * @property {'crop' | 'stretch' | 'pad'} fit
 * @property {number} [crop_fraction]
 * @property {'bilinear' | 'bicubic'} filter
 * @property {number[]} mean of red, green and blue, from 0 to 255
 * @property {number[]} scale
 *
 * @typedef {object} OwnModel
 * @property {Manifest} manifest
 * @property {Blob} model
 *
 * @typedef {object} ModelDescription what an ONNX file says of itself
 * @property {{ name: string, width: number | null, height: number | null }} input sizes may be free
 * @property {{ name: string, classes: number | null }} output
 *
 * @typedef {object} OwnModelParts
 * @property {File} file
 * @property {ModelDescription} description
 * @property {string[]} labels
 * @property {Preprocess & { width: number, height: number }} settings
 */

const MAX_LABELS = 100_000

/**
 * Rejects with `model.*` for a file that is not a model, or whose shapes are not those of an image classifier.
 * @param {Blob} model
 * @returns {Promise<ModelDescription>}
 */
export async function describeModel(model) {
  const session = await Session.load(model)
  const { inputs, outputs } = session
  session.dispose()
  const dims = inputs[0]?.dims ?? []
  const [batch, channels, height, width] = dims
  const fits = inputs.length === 1 && dims.length === 4 && channels === 3 && (batch === 1 || typeof batch === 'string')
  if (!fits) {
    const shapes = inputs.map(({ name, dims }) => `${name} [${(dims ?? []).map((dim) => dim || '?').join(', ')}]`)
    throw new PenchantError('model.shape', t.model.wrongInput(shapes.join(', ')))
  }
  const known = (/** @type {number | string | undefined} */ dim) => (typeof dim === 'number' ? dim : null)
  return {
    input: { name: inputs[0].name, width: known(width), height: known(height) },
    output: { name: outputs[0].name, classes: known(outputs[0].dims?.at(-1)) },
  }
}

/**
 * Reads the names of the classes: one on each line; or from JSON: a list, an object by index, or a manifest, which says
 * more.
 *
 * Rejects with `argument`.
 * @param {Blob} file
 * @returns {Promise<{ labels: string[], preprocess?: Preprocess }>}
 */
export async function readLabels(file) {
  const text = (await file.text()).replace(/^\uFEFF/, '')
  const read = /^\s*[[{]/.test(text) ? fromJson(text) : { labels: text.trimEnd().split(/\r?\n/) }
  const { labels } = read
  const valid =
    Array.isArray(labels) && labels.length > 0 && labels.every((label) => typeof label === 'string' && label)
  if (!valid || labels.length > MAX_LABELS) throw new PenchantError('argument', t.model.wrongLabels)
  return { ...read, labels: labels.map((label) => sanitizeText(label)) }
}

/**
 * @param {string} text
 * @returns {{ labels: string[], preprocess?: Preprocess }}
 */
function fromJson(text) {
  try {
    const json = JSON.parse(text)
    if (Array.isArray(json)) return { labels: json }
    if (Array.isArray(json.labels)) return { labels: json.labels, preprocess: json.preprocess }
    return { labels: Array.from({ length: Object.keys(json).length }, (_, index) => json[index]) }
  } catch (cause) {
    throw new PenchantError('argument', t.model.wrongLabels, { cause })
  }
}

/**
 * Rejects with `argument` if the number of labels is not the number of the model's classes.
 * @param {OwnModelParts} parts
 * @returns {Promise<OwnModel>}
 */
export async function makeOwnModel({ file, description, labels, settings }) {
  const { input, output } = description
  const { width, height, ...preprocess } = settings
  if (output.classes !== null && output.classes !== labels.length)
    throw new PenchantError('argument', t.model.labelsDoNotFit(output.classes, labels.length))
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
  const manifest = {
    format: 'penchant-model',
    version: 1,
    name: sanitizeText(file.name.replace(/\.onnx$/i, '')),
    task: 'image-classification',
    url: file.name,
    bytes: file.size,
    sha256: Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join(''),
    input: { name: input.name, shape: [1, 3, height, width], layout: 'NCHW' },
    output: { name: output.name },
    preprocess: preprocess.fit === 'crop' ? preprocess : { ...preprocess, crop_fraction: 1 },
    labels,
    licence: { name: '', attribution: '' },
  }
  return { manifest, model: file }
}

/**
 * @param {OwnModel} own
 * @returns {Promise<boolean>} whether there was room for it
 */
export async function keepModel({ manifest, model }) {
  try {
    await forgetModel()
    const cache = await caches.open(ownModelCacheName())
    await cache.put('own-model.onnx', new Response(model))
    await cache.put('own-model.json', new Response(JSON.stringify(manifest)))
    return true
  } catch {
    await forgetModel()
    return false
  }
}

/** @returns {Promise<OwnModel | null>} */
export async function keptModel() {
  try {
    if (!(await caches.has(ownModelCacheName()))) return null
    const cache = await caches.open(ownModelCacheName())
    const [manifest, model] = await Promise.all([cache.match('own-model.json'), cache.match('own-model.onnx')])
    return manifest && model ? { manifest: await manifest.json(), model: await model.blob() } : null
  } catch {
    return null
  }
}

export async function forgetModel() {
  await globalThis.caches?.delete(ownModelCacheName()).catch(() => {})
}
