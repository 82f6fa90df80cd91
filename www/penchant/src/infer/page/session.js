// Runs any ONNX model on named tensors, in a worker of its own. A worker that crashed or was aborted is replaced by a new
// one, which opens the model again.

import { absolute } from '../../runtime/fetch.js'
import {
  argumentError,
  checkCache,
  checkedBytes,
  checkOptions,
  checkTimeout,
  isAddress,
  shown,
} from '../../runtime/options.js'
import { TIMEOUT, UNGUARDED, WorkerClient } from '../../runtime/page/worker-client.js'
import { threadCount } from './choose-build.js'
import { Quarantine } from './quarantine.js'
import { inferEngine } from './start-worker.js'
import { packTensor, unpackTensor } from './tensor.js'

/**
 * @import { Progress } from '../../runtime/fetch.js'
 * @import { CacheUse } from '../../runtime/stored-model.js'
 * @import { ElementType, Packed, Tensor, TensorInput } from './tensor.js'
 *
 * @typedef {object} SessionOptions
 * @property {Record<string, number>} [dims] lengths of free dimensions, by their names
 * @property {Record<string, number[]>} [shapes] complete shapes of inputs, by their names
 * @property {string[]} [outputs] compute only these
 * @property {number} [seed] what random operators start from, from 0 to 2³² − 1: the same seed gives the same numbers
 * @property {string} [sha256] the model's expected hash, in hexadecimal. It is checked before the model is parsed; and a
 *   model that crashed the engine twice is not tried again: see `Session.release`
 * @property {CacheUse} [cache] whether the browser keeps a model that has an address and a `sha256`, so that it is not
 *   downloaded again; `browser` by default
 * @property {(progress: Progress) => void} [onProgress] called for each chunk of the model that arrives
 * @property {AbortSignal} [signal]
 * @property {number} [timeout] milliseconds that loading may take without a byte arriving; a minute by default
 * @property {number} [threads] the maximum number of the engine's threads, where the page is cross-origin isolated; by
 *   default as many as the processor has, but at most four
 *
 * @typedef {object} Value an input or output, as the model declares it
 * @property {string} name
 * @property {ElementType | null} elementType
 * @property {(number | string)[] | null} dims names stand for free dimensions, and may be empty
 *
 * @typedef {object} RunOptions
 * @property {AbortSignal} [signal] ends the work, not just the waiting
 * @property {number} [timeout] milliseconds; half a minute by default
 *
 * @typedef {object} NodeTime
 * @property {string} name
 * @property {string} operator as the engine calls it
 * @property {number} time milliseconds
 */

export class Session {
  #client

  /**
   * Use `Session.load`.
   * @private
   * @param {WorkerClient} client
   * @param {{ inputs: Value[], outputs: Value[], kept: boolean }} about
   */
  constructor(client, { inputs, outputs, kept }) {
    this.#client = client
    /** Whether the browser keeps the model. */
    this.kept = kept
    this.inputs = inputs
    this.outputs = outputs
  }

  /**
   * Opens an ONNX file, from its address or from its bytes.
   *
   * Rejects with `argument`, `network`, `model.*`, `engine.*`, or the signal's reason.
   * @param {string | URL | Blob | ArrayBuffer | Uint8Array<ArrayBuffer>} source
   * @param {SessionOptions} [options]
   */
  static async load(source, options = {}) {
    checkOptions(options, [
      'dims',
      'shapes',
      'outputs',
      'seed',
      'sha256',
      'cache',
      'onProgress',
      'signal',
      'timeout',
      'threads',
    ])
    const { cache = 'browser', onProgress, signal, timeout = TIMEOUT.load, threads, ...wanted } = options
    checkTimeout(timeout)
    checkCache(cache)
    const sha256 = wanted.sha256 === undefined ? undefined : checkedHash(wanted.sha256)
    signal?.throwIfAborted()
    // The browser may keep a blob on disk, and its bytes never change.
    const model = isAddress(source) ? absolute(source) : new Blob([checkedBytes(source, 'a model')])
    const client = new WorkerClient({
      engine: inferEngine(threadCount(threads)),
      request: { kind: 'open', model, options: { ...wanted, sha256 }, cache },
      timeout,
      // Without a hash a model that crashed the engine cannot be recognised.
      guard: sha256 === undefined ? UNGUARDED : new Quarantine(sha256),
    })
    try {
      const { kept } = await client.call(null, { onProgress, signal })
      return new Session(client, { ...(await client.call({ kind: 'describe' }, { signal })), kept })
    } catch (error) {
      client.dispose()
      throw error
    }
  }

  /**
   * Allows another try for a model that was refused with `model.quarantined`.
   * @param {string} sha256 the model's
   */
  static release(sha256) {
    new Quarantine(checkedHash(sha256)).release()
  }

  /**
   * Runs the model on zeros, so that the next run needs no preparation.
   *
   * Rejects with `model.shape` if a dimension is free, and as `run` does.
   * @param {RunOptions} [options]
   * @returns {Promise<void>}
   */
  async warmUp(options) {
    await this.#ask({ kind: 'warmUp' }, options)
  }

  /**
   * Runs the model on a tensor for each input.
   *
   * Rejects with `argument`, `model.shape`, `model.limit`, `model.format` if the shapes do not fit together,
   * `engine.*`, or the signal's reason.
   * @param {Record<string, TensorInput>} inputs by name
   * @param {RunOptions} [options]
   * @returns {Promise<Record<string, Tensor>>} by name
   */
  async run(inputs, options) {
    return unpacked(await this.#ask({ kind: 'run', inputs: packed(inputs) }, options))
  }

  /**
   * Like `run`, and measures how long each node of the optimised model takes, the slowest first.
   * @param {Record<string, TensorInput>} inputs
   * @param {RunOptions} [options]
   * @returns {Promise<{ outputs: Record<string, Tensor>, nodes: NodeTime[] }>}
   */
  async profile(inputs, options) {
    const [outputs, nodes] = await this.#ask({ kind: 'profile', inputs: packed(inputs) }, options)
    return { outputs: unpacked(outputs), nodes }
  }

  /** On how many threads the engine computes: fewer than it was to have if some did not load in time. */
  get threads() {
    return this.#client.threads
  }

  /** Terminates the worker and frees its memory. Calls that wait for it reject with `engine.disposed`. */
  dispose() {
    this.#client.dispose()
  }

  /**
   * @param {import('../../runtime/page/worker-client.js').Request} request
   * @param {RunOptions} [options]
   */
  #ask(request, options = {}) {
    checkOptions(options, ['signal', 'timeout'])
    checkTimeout(options.timeout)
    return this.#client.call(request, options)
  }
}

/** @param {string} sha256 */
function checkedHash(sha256) {
  if (typeof sha256 === 'string') return sha256.toLowerCase()
  throw argumentError(`sha256 is ${shown(sha256)}; expected a string of hexadecimal digits.`)
}

/** @param {Record<string, TensorInput>} inputs */
function packed(inputs) {
  if (!inputs || typeof inputs !== 'object') {
    throw argumentError(`The inputs are ${shown(inputs)}; expected an object of tensors by their names.`)
  }
  return Object.entries(inputs).map(([name, tensor]) => packTensor(name, tensor))
}

/**
 * @param {Packed[]} outputs
 * @returns {Record<string, Tensor>}
 */
function unpacked(outputs) {
  return Object.fromEntries(outputs.map(unpackTensor))
}
