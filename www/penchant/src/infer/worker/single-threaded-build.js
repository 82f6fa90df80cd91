// The engine on one thread, which runs in every browser.

import { startWith } from '../../runtime/worker/engine.js'
import init, * as engine from '../../wasm/infer.js'

export { engine }

export const start = startWith(init)
