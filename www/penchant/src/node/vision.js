// `penchant/vision` in Node: sessions, whose models may be paths. Pictures are for browsers, which decode them.

import './files.js'
import './workers.js'

export * from '../vision.js'
