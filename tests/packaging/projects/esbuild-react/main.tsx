// The hooks under esbuild: they use the wasm that setWasm is given, instead of that beside the scripts.

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
