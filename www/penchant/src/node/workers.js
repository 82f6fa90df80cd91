// Node's worker threads, in the place of a browser's workers.

import { startTrainingWith } from '../train-worker.js'
import { startVisionWith } from '../vision-worker.js'
import { startThread } from './thread.js'

startVisionWith(() => startThread(new URL('./worker.js', import.meta.url)))
startTrainingWith(() => startThread(new URL('./worker-train.js', import.meta.url)))
