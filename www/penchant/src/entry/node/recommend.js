// `penchant/recommend` in Node: the same, and packs may be paths.

import '../../node/files.js'

export * from '../recommend.js'
