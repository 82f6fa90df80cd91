// `penchant` in Node: the same, and packs may be paths.

import './files.js'

export * from '../index.js'
