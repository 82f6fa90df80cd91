// The engine on several threads, for pages that may share memory. Terminating this worker terminates its threads.

import { compileWasm } from '../../runtime/compile.js'
import init, * as engine from '../../wasm/infer-threads.js'

/** @import { Build } from '../../runtime/worker/engine.js' */

/**
 * @param {() => Worker} startWorker starts `pool-thread.js`
 * @returns {Build}
 */
export function multiThreadedBuild(startWorker) {
  allowThreads()
  return {
    engine,
    /** `count` includes this worker's own thread. */
    async start(wasm, count, onProgress) {
      const module = await compileWasm(wasm, onProgress)
      const { memory } = await init({ module_or_path: module })
      const starting = Array.from({ length: count - 1 }, () => startThread(startWorker(), module, memory))
      const threads = await Promise.all(starting)
      return { memory, threads, join: () => engine.startPool(threads.length) }
    },
  }
}

/** With Trusted Types, a policy must allow the address of a worker. A default policy affects this worker only. */
function allowThreads() {
  const { trustedTypes } = /** @type {any} */ (globalThis)
  trustedTypes?.createPolicy('default', { createScriptURL: sameOrigin })
}

/** @param {string} address */
function sameOrigin(address) {
  if (new URL(address, location.href).origin === location.origin) return address
  throw new TypeError(`a thread's script must be of the same origin, and not ${address}`)
}

/**
 * Sends the engine's module and memory to a worker, which then joins the engine's pool.
 * @param {Worker} worker
 * @param {WebAssembly.Module} module
 * @param {WebAssembly.Memory} memory
 * @returns {Promise<MessagePort>}
 */
function startThread(worker, module, memory) {
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
