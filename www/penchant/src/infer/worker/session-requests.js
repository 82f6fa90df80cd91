// Requests for a session: the worker opens an ONNX model once, and runs it on named tensors.

import { blobBytes } from '../../runtime/blob-bytes.js'
import { callEngine } from '../../runtime/error-mapping.js'
import { fetchBytes } from '../../runtime/fetch.js'
import { modelUrl } from '../../runtime/model-url.js'
import { openStored } from '../../runtime/stored-model.js'
import { engine } from '../../runtime/worker/engine.js'

/**
 * @import { Progress } from '../../runtime/fetch.js'
 * @import { CacheUse } from '../../runtime/stored-model.js'
 * @import { Packed } from '../page/tensor.js'
 *
 * @typedef {object} OpenRequest
 * @property {Blob | string} model a string is an address
 * @property {{ sha256?: string }} options for the engine
 * @property {CacheUse} cache
 */

/** @type {import('../../wasm/infer.js').Session | null} */
let session = null

/**
 * Rejects with `network` or `model.*`.
 * @param {OpenRequest} request
 * @param {(progress: Progress) => void} onProgress
 * @returns {Promise<{ kept: boolean }>} whether the browser keeps the model
 */
export async function open({ model, options, cache }, onProgress) {
  const opening = (/** @type {Uint8Array} */ bytes) => {
    session?.free()
    session = null
    session = callEngine(() => new engine.Session(bytes, options))
  }
  const { sha256 } = options
  if (typeof model !== 'string') opening(await blobBytes(model, 'The model'))
  // Without a hash a kept model could not be compared with the one at the address.
  else if (sha256 === undefined) opening(await fetchBytes(model, { onProgress }))
  else return { kept: await openStored(modelUrl({ url: model, sha256 }, model), opening, { cache, onProgress }) }
  return { kept: false }
}

export function describe() {
  return callEngine(() => ({ inputs: opened().inputs(), outputs: opened().outputs() }))
}

export function warmUp() {
  callEngine(() => opened().warmUp())
}

/**
 * @param {{ inputs: Packed[] }} request
 * @returns {Packed[]}
 */
export function run({ inputs }) {
  return callEngine(() => opened().run(inputs))
}

/**
 * @param {{ inputs: Packed[] }} request
 * @returns {[Packed[], { name: string, operator: string, time: number }[]]}
 */
export function profile({ inputs }) {
  const [outputs, times] = callEngine(() => opened().profile(inputs, () => performance.now()))
  return [outputs, times]
}

function opened() {
  if (!session) throw new Error('no model is open')
  return session
}
