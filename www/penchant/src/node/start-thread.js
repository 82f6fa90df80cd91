// Starts a worker thread of Node with a browser worker's interface. An idle thread does not keep the process alive.

import { Worker as Thread } from 'node:worker_threads'

/**
 * @param {URL} script of a browser's worker
 * @returns {Worker}
 */
export function startThread(script) {
  const thread = new Thread(new URL('./thread.js', import.meta.url), { workerData: script.href })
  /** @type {any} */
  const worker = {
    postMessage(/** @type {unknown} */ message, /** @type {any} */ transfer) {
      thread.ref()
      thread.postMessage(message, transfer)
    },
    terminate: () => void thread.terminate(),
  }
  thread.on('message', (data) => {
    if (!('progress' in data)) thread.unref()
    worker.onmessage?.({ data })
  })
  thread.on('messageerror', () => worker.onmessageerror?.())
  thread.on('error', ({ message }) => worker.onerror?.({ message, preventDefault() {} }))
  return worker
}
