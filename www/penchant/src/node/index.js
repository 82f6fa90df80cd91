// `penchant` in Node: the same, and packs and models may be paths.

import './files.js'
import './workers.js'

export * from '../index.js'
