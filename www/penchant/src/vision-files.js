// The wasm of the half that sees lies beside this file, in two builds, of which one is fetched: for one thread, and for
// several in browsers that have relaxed SIMD. Written out, because bundlers look for these words.

import { provideWasm } from './wasm-files.js'

provideWasm({
  infer: () => new URL('./wasm/infer_bg.wasm', import.meta.url),
  inferThreads: () => new URL('./wasm/infer-threads_bg.wasm', import.meta.url),
})
