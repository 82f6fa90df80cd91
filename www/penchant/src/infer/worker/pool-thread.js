// Another thread of the engine: a worker with the engine's module and memory, which computes for it until terminated.

import { initSync, joinPool } from '../../wasm/infer-threads.js'

onmessage = ({ data: { module, memory, fault } }) => {
  initSync({ module, memory })
  postMessage(null)
  try {
    joinPool()
  } catch (error) {
    // The engine's worker waits for this thread and cannot receive anything, so the page is told.
    fault.postMessage(error instanceof Error ? error.message : String(error))
  }
}
