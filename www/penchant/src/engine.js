// The engine that runs in this worker: one of its builds, which the worker chose. Everything that asks it asks here.

/**
 * @import { OnProgress } from './compile.js'
 * @import { Wasm } from './wasm-files.js'
 *
 * @typedef {Pick<typeof import('./wasm/infer.js'), 'ImageClassifier' | 'Session' | 'parseManifest' | 'probeImage'>} Engine
 *   what all builds have
 *
 * @typedef {object} Build
 * @property {Engine} engine
 * @property {(wasm: Wasm, threads: number, onProgress: OnProgress) => Promise<Started>} start rejects as `compileWasm`
 *   does
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
 * Rejects with `network`, or with `engine.*` if what comes is no engine of this version.
 * @param {Build} build
 * @param {{ wasm: Wasm, threads: number }} where it is, and on how many it computes
 * @param {OnProgress} [onProgress]
 */
export async function startEngine(build, { wasm, threads }, onProgress = () => {}) {
  engine = build.engine
  started ??= await build.start(wasm, threads, (progress) => onProgress({ ...progress, file: 'engine' }))
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
