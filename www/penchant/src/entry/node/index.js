// `penchant` in Node: the same, and packs and models may be paths.

import '../../node/files.js'
import '../../node/use-threads.js'

export * from '../index.js'
