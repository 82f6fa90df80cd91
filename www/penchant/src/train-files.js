// The wasm that trains lies beside this file. Written out, because bundlers look for these words.

import { provideWasm } from './wasm-files.js'

provideWasm({ train: () => new URL('./wasm/train_bg.wasm', import.meta.url) })
