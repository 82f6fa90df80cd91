// The engine that trains.

import init, * as engine from './wasm/train.js'
import { onOneThread } from './engine.js'

export { engine }

export const start = onOneThread(init)
