// The worker that trains.

import * as build from './engine-train.js'
import { serve } from './serve.js'
import { train } from './train-engine.js'

serve(build, { train })
