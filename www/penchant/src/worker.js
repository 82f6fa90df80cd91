// Runs in the worker: answers one request after the other, each kind by its function.
// What is asked and answered, and in which order, is `worker-client.js`.

import { describe, open, profile, run, warmUp } from './session-engine.js'
import { classify, embed, engineError, load, start } from './vision-engine.js'

/**
 * @import { Progress } from './fetch.js'
 *
 * @type {Record<string, (request: any, onProgress: (progress: Progress) => void) => unknown>}
 */
const requests = { start, load, classify, embed, open, describe, warmUp, run, profile }

onmessage = async ({ data }) => {
  try {
    postMessage({ result: await requests[data.kind](data, (progress) => postMessage({ progress })) })
  } catch (thrown) {
    const { code, message } = engineError(thrown)
    postMessage({ error: { code, message } })
  }
}
