// Where the wasm that trains is. The address is written out, because bundlers look for these words.

import { provideWasm } from '../wasm-sources.js'

provideWasm({ train: () => new URL('../../wasm/train_bg.wasm', import.meta.url) })
