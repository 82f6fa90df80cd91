// The worker that runs models, on one thread.

import * as build from '../../infer/worker/single-threaded-build.js'
import * as sessions from '../../infer/worker/session-requests.js'
import { serve } from '../../runtime/worker/serve.js'
import * as pictures from '../../vision/worker/picture-requests.js'

serve(build, { ...sessions, ...pictures })
