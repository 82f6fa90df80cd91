// `penchant/slim` in Node: the same, and addresses may be paths.

import '../../node/files.js'
import '../../node/use-threads.js'

export * from '../slim.js'
