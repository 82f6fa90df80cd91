// The engine for training, on one thread.

import { startWith } from '../../runtime/worker/engine.js'
import init, * as engine from '../../wasm/train.js'

export { engine }

export const start = startWith(init)
