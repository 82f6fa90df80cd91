// The worker that runs models, on several threads.

import { multiThreadedBuild } from '../../infer/worker/multi-threaded-build.js'
import * as sessions from '../../infer/worker/session-requests.js'
import { serve } from '../../runtime/worker/serve.js'
import * as pictures from '../../vision/worker/picture-requests.js'

// The address is written out, because bundlers look for these words.
const build = multiThreadedBuild(
  () =>
    // eslint-disable-next-line no-restricted-globals -- the only worker that starts threads of its own
    new Worker(new URL('./thread.js', import.meta.url), { type: 'module', name: 'penchant-thread' }),
)

serve(build, { ...sessions, ...pictures })
