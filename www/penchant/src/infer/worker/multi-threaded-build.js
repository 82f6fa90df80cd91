// The engine on several threads, for pages that may share memory.

import { startWith } from '../../runtime/worker/engine.js'
import init, * as engine from '../../wasm/infer-threads.js'

export { engine }

export const start = startWith(init)
export const joinThreads = engine.startPool
