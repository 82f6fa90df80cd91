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
  /** @type {Record<string, Answer>} */
  const answers = {
    ...requests,
    start: ({ wasm }) => startEngine(build, wasm, onProgress),
    joinThreads: ({ threads }) => build.joinThreads?.(threads),
  }
  onmessage = async ({ data }) => {
    try {
      postMessage({ result: await answers[data.kind](data, onProgress) })
    } catch (error) {
      const { code, message } = engineError(error)
      postMessage({ error: { code, message } })
    }
  }
}
