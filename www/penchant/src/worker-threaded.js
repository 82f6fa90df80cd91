// The worker of the half that sees, where the engine runs on several threads.

import * as build from './engine-threaded.js'
import { serve } from './serve.js'
import { requests } from './vision-requests.js'

serve(build, requests)
