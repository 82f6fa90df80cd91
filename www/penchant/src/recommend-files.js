// The wasm of the half that recommends lies beside this file. Written out, because bundlers look for these words.

import { provideWasm } from './wasm-files.js'

provideWasm({ recommend: () => new URL('./wasm/recommend_bg.wasm', import.meta.url) })
