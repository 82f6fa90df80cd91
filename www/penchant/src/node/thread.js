// Runs a browser worker's script in a thread of Node, where `onmessage` and `postMessage` are not global.

import { parentPort, workerData } from 'node:worker_threads'
import './files.js'

Object.assign(globalThis, {
  self: globalThis,
  onmessage: null,
  postMessage: (/** @type {unknown} */ message) => parentPort?.postMessage(message),
})
// eslint-disable-next-line no-unsanitized/method -- the address of one of the package's own scripts
await import(workerData)
parentPort?.on('message', (data) => onmessage?.call(self, /** @type {MessageEvent} */ ({ data })))
