// `worker.js` in one of Node's threads, which has no `onmessage` and no `postMessage` of its own.

import { parentPort } from 'node:worker_threads'
import './files.js'

Object.assign(globalThis, {
  self: globalThis,
  onmessage: null,
  postMessage: (/** @type {unknown} */ message) => parentPort?.postMessage(message),
})
await import('../worker.js')
// What came before this is kept for it.
parentPort?.on('message', (data) => onmessage?.call(self, /** @type {MessageEvent} */ ({ data })))
