// The worker that runs models, on several threads.

import * as build from '../../infer/worker/multi-threaded-build.js'
import * as sessions from '../../infer/worker/session-requests.js'
import { serve } from '../../runtime/worker/serve.js'
import * as pictures from '../../vision/worker/picture-requests.js'

serve(build, { ...sessions, ...pictures })
