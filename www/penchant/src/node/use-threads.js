// Starts workers as Node's threads.

import { startWorkersWith } from '../runtime/page/worker-scripts.js'
import { startThread } from './start-thread.js'

startWorkersWith((name) => startThread(new URL(`../entry/worker/${name}.js`, import.meta.url)))
