// Any ONNX model in the worker: opened once, run on named tensors.

import { blobBytes } from './blob-bytes.js'
import { engine } from './engine.js'
import { callEngine } from './faults.js'
import { fetchBytes } from './fetch.js'

/**
 * @import { Progress } from './fetch.js'
 * @import { Packed } from './tensor.js'
 *
 * @typedef {object} OpenRequest
 * @property {Blob | string} model a string is an address
 * @property {object} options for the engine
 */

/** @type {import('./wasm/infer.js').Session | null} */
let session = null

/**
 * Rejects with `network` or `model.*`.
 * @param {OpenRequest} request
 * @param {(progress: Progress) => void} onProgress
 */
export async function open({ model, options }, onProgress) {
  const bytes =
    typeof model === 'string' ? await fetchBytes(model, { onProgress }) : await blobBytes(model, 'The model')
  session = callEngine(() => new engine.Session(bytes, options))
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
