// Another thread of the engine: a worker that gets the engine's module and memory, and computes for it until terminated.

import { initSync, joinPool } from '../../wasm/infer-threads.js'

onmessage = ({ data: { module, memory } }) => {
  try {
    initSync({ module, memory })
    joinPool()
  } catch (error) {
    postMessage(error instanceof Error ? error.message : String(error))
  }
}

// It has loaded, and receives messages from now on.
postMessage(null)
