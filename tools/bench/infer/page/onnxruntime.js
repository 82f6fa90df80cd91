// onnxruntime-web: its wasm backend, which is always built with SIMD.

import * as ort from 'onnxruntime-web/wasm'
import glueUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url'
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url'

/** @import { Input, Model } from '../models.js' */

/** @type {ort.InferenceSession} */
let session
/** @type {Record<string, ort.Tensor>} */
let tensors

/** @param {Model} model */
export const files = ({ onnx }) => [onnx]

/** @param {number} threads */
export async function start(threads) {
  ort.env.wasm.numThreads = threads
  ort.env.wasm.wasmPaths = { mjs: new URL(glueUrl, location.href), wasm: new URL(wasmUrl, location.href) }
  // It starts with the first session. No bytes are no model, which it only finds once it has started.
  await ort.InferenceSession.create(new Uint8Array(1), OPTIONS).catch(() => {})
  if (ort.env.wasm.numThreads !== threads) throw new Error(`onnxruntime takes ${ort.env.wasm.numThreads} threads`)
}

/** @type {ort.InferenceSession.SessionOptions} */
const OPTIONS = { executionProviders: ['wasm'], graphOptimizationLevel: 'all' }

/**
 * @param {Uint8Array[]} files
 * @param {Model} model
 */
export async function load([model], { dims }) {
  session = await ort.InferenceSession.create(model, { ...OPTIONS, freeDimensionOverrides: dims })
}

/** @param {Record<string, Input>} inputs */
export function give(inputs) {
  const tensor = (/** @type {Input} */ { type, data, shape }) => new ort.Tensor(type, data, shape)
  tensors = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, tensor(input)]))
}

export async function run() {
  const outputs = await session.run(tensors)
  return /** @type {Float32Array} */ (outputs[session.outputNames[0]].data)
}
