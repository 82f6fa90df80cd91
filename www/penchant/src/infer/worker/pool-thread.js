// One more thread of the engine: a worker with its module and its memory, which computes for it until it is ended.

import { initSync, joinPool } from '../../wasm/infer-threads.js'

onmessage = ({ data: { module, memory, fault } }) => {
  initSync({ module, memory })
  postMessage(null)
  try {
    joinPool()
  } catch (error) {
    // The worker of the engine waits for this thread, and hears nothing: somebody else has to be told.
    fault.postMessage(error instanceof Error ? error.message : String(error))
  }
}
