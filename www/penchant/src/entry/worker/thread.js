// A thread of `worker-threaded.js`.

import '../../infer/worker/pool-thread.js'
