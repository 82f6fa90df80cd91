// A thread of `worker-threaded.js`, which the page starts beside it.

import '../../infer/worker/pool-thread.js'
