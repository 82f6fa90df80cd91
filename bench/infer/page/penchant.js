// Penchant, as its worker runs it, without the messages between worker and page.

import { packTensor } from '../../../www/penchant/src/tensor.js'
import { start as startEngine } from '../../../www/penchant/src/vision-engine.js'
import * as engine from '../../../www/penchant/src/wasm/infer.js'

/**
 * @import { Input, Model } from '../models.js'
 * @import { Packed } from '../../../www/penchant/src/tensor.js'
 */

/** @type {engine.Session} */
let session
/** @type {Packed[]} */
let tensors

/** @param {Model} model */
export const files = ({ onnx }) => [onnx]

export const start = () => startEngine()

/**
 * @param {Uint8Array[]} files
 * @param {Model} model
 */
export function load([model], { dims }) {
  session = new engine.Session(model, { dims })
}

/** @param {Record<string, Input>} inputs */
export function give(inputs) {
  tensors = Object.entries(inputs).map(([name, { data, shape }]) => packTensor(name, { data, shape }))
}

export function run() {
  /** @type {Packed[]} */
  const [[, , , bytes]] = session.run(tensors)
  return new Float32Array(bytes.buffer)
}
