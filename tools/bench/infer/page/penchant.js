// Penchant, as its worker runs it, without the messages between worker and page.

import { engineWasm } from '../../../../www/penchant/src/infer/page/choose-build.js'
import { packTensor } from '../../../../www/penchant/src/infer/page/tensor.js'
import * as multiThreaded from '../../../../www/penchant/src/infer/worker/multi-threaded-build.js'
import * as singleThreaded from '../../../../www/penchant/src/infer/worker/single-threaded-build.js'
import { PoolThreads } from '../../../../www/penchant/src/runtime/page/pool-threads.js'
import '../../../../www/penchant/src/runtime/wasm-urls/infer.js'
import { engine, startEngine } from '../../../../www/penchant/src/runtime/worker/engine.js'

/**
 * @import { Input, Model } from '../models.js'
 * @import { Packed } from '../../../../www/penchant/src/infer/page/tensor.js'
 */

/** @type {InstanceType<typeof engine.Session>} */
let session
/** @type {Packed[]} */
let tensors

/** @param {Model} model */
export const files = ({ onnx }) => [onnx]

/** @param {number} threads */
export async function start(threads) {
  const others = new PoolThreads(Array.from({ length: threads - 1 }, startThread), { onFault: fail, onError: fail })
  const shared = await startEngine(threads === 1 ? singleThreaded : multiThreaded, engineWasm(threads))
  if (!shared) return
  const joining = await others.share(shared)
  if (joining < threads - 1) throw new Error(`of ${threads} threads, ${1 + joining} have loaded`)
  multiThreaded.joinThreads(joining)
}

/** @param {string | ErrorEvent} fault */
function fail(fault) {
  throw new Error(`a thread stopped: ${typeof fault === 'string' ? fault : fault.message}`)
}

const startThread = () =>
  new Worker(new URL('../../../../www/penchant/src/entry/worker/thread.js', import.meta.url), { type: 'module' })

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
  /** @type {[string, string, Uint32Array, Uint8Array<ArrayBuffer>][]} */
  const [[, , , bytes]] = session.run(tensors)
  return new Float32Array(bytes.buffer)
}
