// `penchant/train` in Node: the same, and tables may be paths.

import '../../node/files.js'
import '../../node/use-threads.js'

export * from '../train.js'
