// The engine of this worker, in the build that the worker chose.

import { compileWasm } from '../compile.js'
import { outOfMemory, toPenchantError } from '../error-mapping.js'
import { ERROR_CODES } from '../errors.js'

/**
 * @import { OnProgress } from '../compile.js'
 * @import { Wasm } from '../wasm-sources.js'
 *
 * @typedef {Pick<typeof import('../../wasm/infer.js'), 'ImageClassifier' | 'ImageEmbedder' | 'Session' | 'parseManifest' | 'probeImage'>} Vision
 *   the bindings that all builds for models have
 *
 * @typedef {object} Build
 * @property {any} engine its bindings: `Vision`, or those for training
 * @property {(wasm: Wasm, onProgress?: OnProgress) => Promise<Started>} start rejects as `compileWasm` does
 * @property {(threads: number) => void} [joinThreads] in a build for several threads: makes a pool with so many others,
 *   and waits for them, which is for ever if one has stopped: the page must watch them
 *
 * @typedef {object} Started
 * @property {WebAssembly.Module} module
 * @property {WebAssembly.Memory} memory
 */

/** @type {Vision & Pick<typeof import('../../wasm/train.js'), 'inspect' | 'train'>} a build has some of these */
export let engine

/** @type {Started | null} */
let started = null

/**
 * Rejects with `network`, or with `engine.*` if the file is not an engine of this version.
 * @param {Build} build
 * @param {Wasm} wasm where it is
 * @param {OnProgress} [onProgress]
 * @returns {Promise<Started | null>} what its threads need, if it may have some
 */
export async function startEngine(build, wasm, onProgress) {
  engine = build.engine
  started ??= await build.start(wasm, onProgress && ((progress) => onProgress({ ...progress, file: 'engine' })))
  return build.joinThreads ? started : null
}

/**
 * The `start` of a build.
 * @param {(source: { module_or_path: WebAssembly.Module }) => Promise<{ memory: WebAssembly.Memory }>} init its bindings'
 * @returns {Build['start']}
 */
export function startWith(init) {
  return async (wasm, onProgress) => {
    const module = await compileWasm(wasm, onProgress)
    const { memory } = await init({ module_or_path: module })
    return { module, memory }
  }
}

/**
 * Anything thrown in the worker, as a PenchantError. A trap does not say whether memory was short.
 * @param {unknown} thrown
 */
export function engineError(thrown) {
  const error = toPenchantError(thrown)
  return error.code === ERROR_CODES.engineCrashed && memoryIsFull() ? outOfMemory(error) : error
}

/** Whether the engine's memory cannot grow any more. */
function memoryIsFull() {
  try {
    started?.memory.grow(SPARE_PAGES)
    return false
  } catch {
    return true
  }
}

/** By how much the memory of an engine that is not short of it can grow, in pages of 64 KiB. */
const SPARE_PAGES = 1024
