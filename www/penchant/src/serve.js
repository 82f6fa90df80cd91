// Runs in the worker: answers one request after the other, each kind by its function.
// What is asked and answered, and in which order, is `worker-client.js`.

import { startEngine } from './engine.js'
import { describe, open, profile, run, warmUp } from './session-engine.js'
import { classify, embed, engineError, load } from './vision-engine.js'

/**
 * @import { Build } from './engine.js'
 * @import { Progress } from './fetch.js'
 *
 * @typedef {(request: any, onProgress: (progress: Progress) => void) => unknown} Answer
 */

/** @type {Record<string, Answer>} */
const requests = { load, classify, embed, open, describe, warmUp, run, profile }

/** @param {Build} build of the engine */
export function serve(build) {
  onmessage = async ({ data }) => {
    try {
      if (data.kind === 'start') {
        const { threads, join } = await startEngine(build, data, (progress) => postMessage({ progress }))
        postMessage({ result: threads }, { transfer: threads })
        join()
      } else {
        postMessage({ result: await requests[data.kind](data, (progress) => postMessage({ progress })) })
      }
    } catch (thrown) {
      const { code, message } = engineError(thrown)
      postMessage({ error: { code, message } })
    }
  }
}
