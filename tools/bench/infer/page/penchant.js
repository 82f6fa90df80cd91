// Penchant, as its worker runs it, without the messages between worker and page.

import { engine, startEngine } from '../../../../www/penchant/src/engine.js'
import * as plain from '../../../../www/penchant/src/engine-plain.js'
import * as threaded from '../../../../www/penchant/src/engine-threaded.js'
import { packTensor } from '../../../../www/penchant/src/tensor.js'
import { engineWasm } from '../../../../www/penchant/src/threads.js'
import '../../../../www/penchant/src/vision-files.js'

/**
 * @import { Input, Model } from '../models.js'
 * @import { Packed } from '../../../../www/penchant/src/tensor.js'
 */

/** @type {InstanceType<typeof engine.Session>} */
let session
/** @type {Packed[]} */
let tensors

/** @param {Model} model */
export const files = ({ onnx }) => [onnx]

/** @param {number} threads */
export async function start(threads) {
  const { join } = await startEngine(threads === 1 ? plain : threaded, { wasm: engineWasm(threads), threads })
  join()
}

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
