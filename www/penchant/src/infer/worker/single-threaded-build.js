// The engine on one thread, which runs in every browser.

import { onOneThread } from '../../runtime/worker/engine.js'
import init, * as engine from '../../wasm/infer.js'

export { engine }

export const start = onOneThread(init)
