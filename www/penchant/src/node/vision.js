// `penchant/vision` in Node: models and manifests may be paths. Pictures come decoded, since Node decodes none.

import './files.js'
import './workers.js'

export * from '../vision.js'
