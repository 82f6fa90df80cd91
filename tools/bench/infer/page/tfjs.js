// TensorFlow.js: its wasm backend with SIMD. What its converter makes of these networks is written out: channels
// last, and bias and ReLU6 fused with their convolutions.

import * as tf from '@tensorflow/tfjs-core'
import { getThreadsCount, setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import plainUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'
import threadedUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url'

/**
 * @import { Input, Model } from '../models.js'
 *
 * @typedef {object} Stored a tensor of the file of weights
 * @property {number[]} shape
 * @property {number} at in bytes
 *
 * @typedef {{ kind: 'convolution' | 'depthwise', filter: Stored, bias: Stored, stride: number, relu6: boolean }} Filter
 * @typedef {Filter | { kind: 'add' | 'mean' } | { kind: 'dense', weight: Stored, bias: Stored }} Kind
 * @typedef {Kind & { inputs: string[], output: string }} Step what to_tfjs.py writes
 *
 * @typedef {(...inputs: any[]) => tf.Tensor} Operation
 */

/** @type {{ output: string, steps: { inputs: string[], output: string, operation: Operation }[] }} */
let network
/** @type {Record<string, tf.Tensor>} */
let tensors

/** @param {Model} model */
export const files = ({ tfjs }) => [`${tfjs}.json`, `${tfjs}.bin`]

/** @param {number} threads */
export async function start(threads) {
  const paths = {
    'tfjs-backend-wasm.wasm': plainUrl,
    'tfjs-backend-wasm-simd.wasm': simdUrl,
    'tfjs-backend-wasm-threaded-simd.wasm': threadedUrl,
  }
  setWasmPaths(/** @type {any} */ (paths))
  // Its build with threads is for several; for one the other is its quickest.
  if (threads === 1) tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false)
  else setThreadsCount(threads)
  // It takes half as many as the processor has at most, one of two, unless it believes that there are more.
  Object.defineProperty(navigator, 'hardwareConcurrency', { value: 2 * threads, configurable: true })
  if (!(await tf.setBackend('wasm'))) throw new Error('TensorFlow.js does not start its wasm backend')
  await tf.ready()
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) throw new Error('TensorFlow.js has no SIMD')
  const count = (await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT')) ? getThreadsCount() : 1
  if (count !== threads) throw new Error(`TensorFlow.js takes ${count} threads`)
}

/** @param {Uint8Array[]} files */
export function load([described, weights]) {
  /** @type {{ output: string, steps: Step[] }} */
  const { output, steps } = JSON.parse(new TextDecoder().decode(described))
  const stored = (/** @type {Stored} */ { shape, at }) =>
    tf.tensor(new Float32Array(weights.buffer, weights.byteOffset + at, tf.util.sizeFromShape(shape)), shape)
  network = { output, steps: steps.map((step) => ({ ...step, operation: operation(step, stored) })) }
}

/** @param {Record<string, Input>} inputs whose channels are put last */
export function give(inputs) {
  const tensor = (/** @type {Input} */ { data, shape }) =>
    tf.tidy(() => tf.transpose(tf.tensor(/** @type {Float32Array} */ (data), shape), [0, 2, 3, 1]))
  tensors = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, tensor(input)]))
}

export function run() {
  const output = tf.tidy(() => {
    /** @type {Record<string, tf.Tensor>} */
    const values = { ...tensors }
    for (const { inputs, output, operation } of network.steps) {
      values[output] = operation(...inputs.map((name) => values[name]))
    }
    return values[network.output]
  })
  const numbers = output.dataSync()
  output.dispose()
  return /** @type {Float32Array} */ (numbers)
}

/**
 * @param {Step} step
 * @param {(stored: Stored) => any} tensor
 * @returns {Operation}
 */
function operation(step, tensor) {
  switch (step.kind) {
    case 'convolution':
    case 'depthwise': {
      const convolve = step.kind === 'convolution' ? tf.fused.conv2d : tf.fused.depthwiseConv2d
      const [filter, bias] = [tensor(step.filter), tensor(step.bias)]
      const activation = step.relu6 ? 'relu6' : 'linear'
      return (x) => convolve({ x, filter, bias, strides: step.stride, pad: 'same', activation })
    }
    case 'dense': {
      const [weight, bias] = [tensor(step.weight), tensor(step.bias)]
      return (x) => tf.fused.matMul({ a: x, b: weight, bias })
    }
    case 'mean':
      return (x) => tf.mean(x, [1, 2])
    case 'add':
      return tf.add
  }
}
