// `penchant/infer` in Node: the same, and models may be paths.

import '../../node/files.js'
import '../../node/use-threads.js'

export * from '../infer.js'
