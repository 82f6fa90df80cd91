// The worker of the half that sees, where the engine runs on one thread.

import * as build from './engine-plain.js'
import { serve } from './serve.js'
import { requests } from './vision-requests.js'

serve(build, requests)
