// The face of a browser's worker for one of Node's threads, which has no `onmessage` and no `postMessage` of its own.

import { parentPort } from 'node:worker_threads'
import './files.js'

Object.assign(globalThis, {
  self: globalThis,
  onmessage: null,
  postMessage: (/** @type {unknown} */ message) => parentPort?.postMessage(message),
})
parentPort?.on('message', (data) => onmessage?.call(self, /** @type {MessageEvent} */ ({ data })))
