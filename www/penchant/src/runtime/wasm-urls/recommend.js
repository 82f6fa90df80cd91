// Where the wasm that recommends is. The address is written out, because bundlers look for these words.

import { provideWasm } from '../wasm-sources.js'

provideWasm({ recommend: () => new URL('../../wasm/recommend_bg.wasm', import.meta.url) })
