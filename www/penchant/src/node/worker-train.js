// `worker-train.js` in one of Node's threads.

import './worker-face.js'
import '../worker-train.js'
