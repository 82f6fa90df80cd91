// `penchant/vision` in Node: models and manifests may be paths. Pictures come decoded, since Node decodes none.

import '../../node/files.js'
import '../../node/use-threads.js'

export * from '../vision.js'
