// The worker, where the engine runs on one thread.

import * as build from './engine-plain.js'
import { serve } from './serve.js'

serve(build)
