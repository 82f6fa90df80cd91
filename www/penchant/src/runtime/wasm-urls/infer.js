// The addresses of the wasm that runs models, in the words that bundlers look for. Of three builds one is fetched: with or
// without relaxed SIMD, or for several threads.

import { provideWasm } from '../wasm-sources.js'

provideWasm({
  infer: () => new URL('../../wasm/infer_bg.wasm', import.meta.url),
  inferRelaxed: () => new URL('../../wasm/infer-relaxed_bg.wasm', import.meta.url),
  inferThreads: () => new URL('../../wasm/infer-threads_bg.wasm', import.meta.url),
})
