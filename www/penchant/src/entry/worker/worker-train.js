// The worker that trains.

import { serve } from '../../runtime/worker/serve.js'
import * as build from '../../train/worker/train-build.js'
import * as requests from '../../train/worker/train-requests.js'

serve(build, requests)
