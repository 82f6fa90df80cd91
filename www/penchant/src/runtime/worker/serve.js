// The worker's half of `worker-client.js`: answers one request after the other, each kind by its function.

import { engineError, startEngine } from './engine.js'

/**
 * @import { Build } from './engine.js'
 *
 * @typedef {(request: any, onProgress: (progress: any) => void) => unknown} Answer
 */

/**
 * @param {Build} build of the engine
 * @param {Record<string, Answer>} requests
 */
export function serve(build, requests) {
  const onProgress = (/** @type {unknown} */ progress) => postMessage({ progress })
  onmessage = async ({ data }) => {
    try {
      if (data.kind === 'start') {
        const { threads, join } = await startEngine(build, data, onProgress)
        postMessage({ result: threads }, { transfer: threads })
        join()
      } else {
        postMessage({ result: await requests[data.kind](data, onProgress) })
      }
    } catch (error) {
      const { code, message } = engineError(error)
      postMessage({ error: { code, message } })
    }
  }
}
