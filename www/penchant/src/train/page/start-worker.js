// Starts the worker that trains.

import { startWorker } from '../../runtime/page/worker-scripts.js'
import { wasmOf } from '../../runtime/wasm-sources.js'

/** @import { Engine } from '../../runtime/page/worker-client.js' */

/** @type {Engine} */
export const trainEngine = { threads: 1, wasm: () => wasmOf('train'), start }

function start() {
  return startWorker(
    'worker-train',
    // The address is written out, because bundlers look for these words.
    () =>
      // eslint-disable-next-line no-restricted-globals -- the only file of this part that starts workers
      new Worker(new URL('../../entry/worker/worker-train.js', import.meta.url), {
        type: 'module',
        name: 'penchant-train',
      }),
  )
}
