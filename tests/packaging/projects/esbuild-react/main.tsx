// The hooks under esbuild: they take the wasm that slim is told of, in place of that which their files name.

import { createRoot } from 'react-dom/client'
import { setWasm } from 'penchant/slim'
import inferRelaxed from 'penchant/infer-relaxed.wasm'
import inferThreads from 'penchant/infer-threads.wasm'
import infer from 'penchant/infer.wasm'
import recommend from 'penchant/recommend.wasm'
import { App } from './app'

setWasm({
  recommend,
  infer,
  inferRelaxed,
  inferThreads,
  startWorker: (name) => new Worker(`/${name}.js`, { type: 'module' }),
})
createRoot(document.getElementById('app')!).render(<App />)
