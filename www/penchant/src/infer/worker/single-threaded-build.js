// The engine that sees on one thread, which runs everywhere.

import { onOneThread } from '../../runtime/worker/engine.js'
import init, * as engine from '../../wasm/infer.js'

export { engine }

export const start = onOneThread(init)
