// `penchant/slim` in Node: the same, and what is given may be paths.

import './files.js'
import './workers.js'

export * from '../slim.js'
