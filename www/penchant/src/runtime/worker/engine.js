// The engine that runs in this worker: one of its builds, which the worker chose. Everything that asks it asks here.

import { compileWasm } from '../compile.js'
import { outOfMemory, toPenchantError } from '../error-mapping.js'
import { ERROR_CODES } from '../errors.js'

/**
 * @import { OnProgress } from '../compile.js'
 * @import { Wasm } from '../wasm-sources.js'
 *
 * @typedef {Pick<typeof import('../../wasm/infer.js'), 'ImageClassifier' | 'Session' | 'parseManifest' | 'probeImage'>} Vision
 *   what all builds have of the half that sees
 *
 * @typedef {object} Build
 * @property {any} engine what is called: `Vision`, or what trains
 * @property {(wasm: Wasm, threads: number, onProgress?: OnProgress) => Promise<Started>} start rejects as `compileWasm`
 *   does
 *
 * @typedef {object} Started
 * @property {WebAssembly.Memory} memory
 * @property {MessagePort[]} threads besides the worker's own; each says, once, why it stopped
 * @property {() => void} join waits for the threads, and so for ever if one has stopped: only when somebody watches
 */

/** @type {Vision & Pick<typeof import('../../wasm/train.js'), 'train'>} of which a build has its own part */
export let engine

/** @type {Started | null} */
let started = null

/**
 * Rejects with `network`, or with `engine.*` if what comes is no engine of this version.
 * @param {Build} build
 * @param {{ wasm: Wasm, threads: number }} where it is, and on how many it computes
 * @param {OnProgress} [onProgress]
 */
export async function startEngine(build, { wasm, threads }, onProgress) {
  engine = build.engine
  started ??= await build.start(
    wasm,
    threads,
    onProgress && ((progress) => onProgress({ ...progress, file: 'engine' })),
  )
  return started
}

/**
 * How a build starts that computes on one thread.
 * @param {(source: { module_or_path: WebAssembly.Module }) => Promise<{ memory: WebAssembly.Memory }>} init its bindings'
 * @returns {Build['start']}
 */
export function onOneThread(init) {
  return async (wasm, _, onProgress) => {
    const { memory } = await init({ module_or_path: await compileWasm(wasm, onProgress) })
    return { memory, threads: [], join() {} }
  }
}

/**
 * Anything thrown in the worker, as a PenchantError. A trap does not say whether memory was what was wanting.
 * @param {unknown} thrown
 */
export function engineError(thrown) {
  const error = toPenchantError(thrown)
  return error.code === ERROR_CODES.engineCrashed && memoryIsFull() ? outOfMemory(error) : error
}

/** Whether the engine has all the memory that there is for it. */
function memoryIsFull() {
  try {
    started?.memory.grow(SPARE_PAGES)
    return false
  } catch {
    return true
  }
}

/** What an engine that is not short of memory can have at any time, in pages of 64 KiB. */
const SPARE_PAGES = 1024
