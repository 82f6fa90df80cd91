// The address of the wasm that recommends, in the words that bundlers look for.

import { provideWasm } from '../wasm-sources.js'

provideWasm({ recommend: () => new URL('../../wasm/recommend_bg.wasm', import.meta.url) })
