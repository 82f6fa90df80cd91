// `worker.js` in one of Node's threads.

import './worker-face.js'
import '../worker.js'
