// Where the wasm that runs models is, in three builds, of which one is fetched: for browsers with and without relaxed
// SIMD, and for several threads. The addresses are written out, because bundlers look for these words.

import { provideWasm } from '../wasm-sources.js'

provideWasm({
  infer: () => new URL('../../wasm/infer_bg.wasm', import.meta.url),
  inferRelaxed: () => new URL('../../wasm/infer-relaxed_bg.wasm', import.meta.url),
  inferThreads: () => new URL('../../wasm/infer-threads_bg.wasm', import.meta.url),
})
