// esbuild follows imports, and no addresses: it is told of the wasm and of the worker.

import * as penchant from 'penchant/slim'
import inferRelaxed from 'penchant/infer-relaxed.wasm'
import infer from 'penchant/infer.wasm'
import recommend from 'penchant/recommend.wasm'
import { start } from './app.js'

penchant.setWasm({
  recommend,
  infer,
  inferRelaxed,
  startWorker: () => new Worker('worker.js', { type: 'module' }),
})
start(penchant)
