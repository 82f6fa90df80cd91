// esbuild does not follow new URL(…): setWasm is given the wasm and the workers.

import * as penchant from 'penchant/slim'
import inferRelaxed from 'penchant/infer-relaxed.wasm'
import inferThreads from 'penchant/infer-threads.wasm'
import infer from 'penchant/infer.wasm'
import recommend from 'penchant/recommend.wasm'
import train from 'penchant/train.wasm'
import { start } from './app.js'

penchant.setWasm({
  recommend,
  infer,
  inferRelaxed,
  inferThreads,
  train,
  startWorker: (name) => new Worker(`${name}.js`, { type: 'module' }),
})
start(penchant)
