// The engine that sees on one thread, which runs everywhere.

import init, * as engine from './wasm/infer.js'
import { onOneThread } from './engine.js'

export { engine }

export const start = onOneThread(init)
