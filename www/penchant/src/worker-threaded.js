// The worker, where the engine runs on several threads.

import * as build from './engine-threaded.js'
import { serve } from './serve.js'

serve(build)
