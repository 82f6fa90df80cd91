// The engine that runs in this worker: one of its builds, which the worker chose. Everything that asks it asks here.

/**
 * @typedef {Pick<typeof import('./wasm/infer.js'), 'ImageClassifier' | 'Session' | 'parseManifest' | 'probeImage'>} Engine
 *   what all builds have
 *
 * @typedef {object} Build
 * @property {Engine} engine
 * @property {(threads: number, onProgress: (progress: import('./fetch.js').Progress) => void) => Promise<Started>} start rejects with `network`
 *
 * @typedef {object} Started
 * @property {WebAssembly.Memory} memory
 * @property {MessagePort[]} threads besides the worker's own; each says, once, why it stopped
 * @property {() => void} join waits for the threads, and so for ever if one has stopped: only when somebody watches
 */

/** @type {Engine} */
export let engine

/** @type {Started | null} */
let started = null

/**
 * Rejects with `network`, or with `engine.crashed` if what comes is no engine.
 * @param {Build} build
 * @param {number} threads
 * @param {(progress: import('./fetch.js').Progress) => void} onProgress
 */
export async function startEngine(build, threads, onProgress) {
  engine = build.engine
  started ??= await build.start(threads, (progress) => onProgress({ ...progress, file: 'engine' }))
  return started
}

/** Whether the engine has all the memory that there is for it. */
export function memoryIsFull() {
  try {
    started?.memory.grow(SPARE_PAGES)
    return false
  } catch {
    return true
  }
}

/** What an engine that is not short of memory can have at any time, in pages of 64 KiB. */
const SPARE_PAGES = 1024
