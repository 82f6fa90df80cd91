// `penchant/train` in Node: the same, and tables may be paths.

import './files.js'
import './workers.js'

export * from '../train.js'
