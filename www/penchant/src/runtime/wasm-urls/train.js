// The address of the wasm that trains, in the words that bundlers look for.

import { provideWasm } from '../wasm-sources.js'

provideWasm({ train: () => new URL('../../wasm/train_bg.wasm', import.meta.url) })
