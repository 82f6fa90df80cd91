// The engine on several threads, for a page that may share memory with its workers: they end when this one ends.

import init, * as engine from './wasm/infer-threads.js'
import { compileWasm } from './compile.js'

/**
 * @import { OnProgress } from './compile.js'
 * @import { Wasm } from './wasm-files.js'
 */

export { engine }

// Where Trusted Types are on, a policy must let a worker's address through. This worker's globals are its own.
const { trustedTypes } = /** @type {any} */ (globalThis)
trustedTypes?.createPolicy('default', { createScriptURL: sameOrigin })

/** @param {string} address */
function sameOrigin(address) {
  if (new URL(address, location.href).origin === location.origin) return address
  throw new TypeError(`a thread may not come from ${address}`)
}

/**
 * @param {Wasm} wasm
 * @param {number} count of threads, this worker's own among them
 * @param {OnProgress} [onProgress]
 */
export async function start(wasm, count, onProgress) {
  const module = await compileWasm(wasm, onProgress)
  const { memory } = await init({ module_or_path: module })
  const threads = await Promise.all(Array.from({ length: count - 1 }, () => startThread(module, memory)))
  return { memory, threads, join: () => engine.startPool(threads.length) }
}

/**
 * Starts a worker that shares the engine's memory, and is about to lend itself to its pool.
 * @param {WebAssembly.Module} module
 * @param {WebAssembly.Memory} memory
 * @returns {Promise<MessagePort>}
 */
function startThread(module, memory) {
  const worker = new Worker(new URL('./thread.js', import.meta.url), { type: 'module', name: 'penchant-thread' })
  const { port1, port2 } = new MessageChannel()
  return new Promise((resolve, reject) => {
    worker.onmessage = () => resolve(port1)
    worker.onerror = (event) => {
      event.preventDefault()
      reject(new Error(event.message || 'a thread could not be loaded'))
    }
    worker.postMessage({ module, memory, fault: port2 }, [port2])
  })
}
